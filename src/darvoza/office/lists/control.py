"""Control lists: the entries that goods are compared with, one page for each."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from darvoza import goods
from darvoza.language import Language
from darvoza.office.lists.keeping import READERS
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import signed_in

_PAGE: Final = 50
_LONGEST: Final = 80


@signed_in
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """All entries in force, searched by words of their titles, by list and by code."""
    control = goods.load_entries()
    language = Language(request.words.language)
    search = str(request.GET.get("search", "")).strip()[:_LONGEST]
    chosen = str(request.GET.get("list", ""))[:_LONGEST]
    rows = [
        (each, each.title(language))
        for each in control.entries
        if (not chosen or any(listing.list == chosen for listing in each.spec.lists)) and _found(each, search, language)
    ]
    stretch = Stretch.asked(request.GET.get("page"), len(rows), _PAGE)
    return page(
        request,
        "lists/control",
        here="lists",
        tab="control",
        list_readers=READERS,
        rows=stretch.of(rows),
        stretch=stretch,
        search=search,
        chosen=chosen,
        lists=sorted({listing.list for each in control.entries for listing in each.spec.lists}),
        on=control.on,
        total=len(control),
        newest=max(
            (listing.valid[0] for each in control.entries for listing in each.spec.lists if listing.valid[0]),
            default=None,
        ),
    )


@signed_in
@require_safe
def entry(request: HttpRequest, name: str) -> HttpResponse:
    """One entry: its lists with validity and source, its limits, its HS codes, what it is taken for, hazards."""
    control = goods.load_entries()
    if name not in control.numbers:
        raise Http404
    found = control[name]
    language = Language(request.words.language)
    return page(
        request,
        "lists/entry",
        here="lists",
        entry=found,
        title=found.title(language),
        advice=found.advice(language),
        tests=_tests(found, control, language),
        questions=[control.question(name, ask, language) for ask in found.spec.questions],
        on=control.on,
    )


def _found(entry: goods.Entry, search: str, language: Language) -> bool:
    """Whether every word searched for stands in the titles, codes, CAS or HS numbers of an entry."""
    if not search:
        return True
    spec = entry.spec
    whole = " ".join(
        (
            entry.id,
            entry.title(language),
            entry.title(),
            *(listing.code for listing in spec.lists),
            *spec.cas,
            *(link.code for link in spec.hs),
        )
    ).casefold()
    return all(word in whole for word in search.casefold().split())


@dataclass(frozen=True, slots=True)
class Test:
    """What an entry asks of goods: all of ``parts``, one of them, or none; a single condition is ``said``."""

    joined: str
    parts: tuple["Test", ...] = ()
    said: str = ""


_JOINED: Final = {"all": "all of these", "any": "one of these", "not": "none of these"}


def _tests(entry: goods.Entry, control: goods.ControlList, language: Language) -> list[tuple[str, Test]]:
    """The tests of the entry, each with the code of the list that has it in this form; no code where all do."""
    tests = [(listing.code, listing.test) for listing in entry.spec.lists if listing.test is not None]
    if entry.spec.test is not None:
        tests.insert(0, ("", entry.spec.test))
    return [(code, _test(test, control, language)) for code, test in tests]


def _test(written: Any, control: goods.ControlList, language: Language) -> Test:  # noqa: ANN401 - a tree of YAML
    if isinstance(written, dict):
        parts = []
        for key, value in written.items():
            inner = value if isinstance(value, list) else [value]
            joined = _JOINED.get(key, str(key))
            parts.append(Test(joined, tuple(_test(each, control, language) for each in inner)))
        return parts[0] if len(parts) == 1 else Test(_JOINED["all"], tuple(parts))
    if isinstance(written, list):
        return Test(_JOINED["all"], tuple(_test(each, control, language) for each in written))
    return Test("", said=_meant(str(written), control, language))


def _meant(text: str, control: goods.ControlList, language: Language) -> str:
    """A condition with the name of its parameter or feature in words."""
    name, _, rest = text.partition(" ")
    spec = control.vocabulary.parameters.get(name) or control.vocabulary.features.get(name)
    title = spec.title if spec else {}
    return f"{title.get(language.value) or title.get('en') or name.replace('_', ' ')} {rest}".strip()
