"""Names brought to their form together are the same as one by one."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from darvoza.parties.names.forms import Form, form_of
from darvoza.parties.names.many import Forms, forms_of
from darvoza.parties.names.written import as_numbers, in_letters

_CYRILLIC_AND_LATIN = (
    "ООО",
    "LLC",
    "Infratest",
    "Ғафуров",
    "44",
    "Müller",
    "AO",
    "Зафарбек",
    "х",
    "Jean-Luc",
    "x",
    "MCHJ",
)
_ELSEWHERE = ("محمد", "علی", "김철수", "北方公司", "forty", "4", "amirhossein", "A.B.C.", "\ud800", "a\nb")
_AROUND = ("C/O", "TO THE ORDER OF", "TEL +998901234567", ", 51 Sergeli,")
WORDS = st.sampled_from(_CYRILLIC_AND_LATIN + _ELSEWHERE + _AROUND)
NAMES = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=16).map(" ".join))


def same(forms: Forms, each: list[Form]) -> None:
    letters, starts = forms.texts
    texts = [letters[start:end].tolist() for start, end in pairwise(starts.tolist())]
    for name, form in enumerate(each):
        its = slice(forms.starts[name], forms.starts[name + 1])
        spelled = [forms.folded.spelling(word) for word in forms.words[its].tolist()]
        assert spelled == [in_letters(as_numbers([word]).letters) for word in form.words]
        assert len(forms.of[its]) == len(form.written)
        assert forms.legal[name] == form.legal
        assert forms.arabic[name] == form.arabic
        assert texts[2 * name] == as_numbers([form.joined]).letters.tolist() or not form.joined.isascii()
        assert texts[2 * name + 1] == as_numbers([form.literal]).letters.tolist() or not form.literal.isascii()


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=1, max_size=40), st.booleans())
@example(["", "LLC", "ООО ООО", "АО", "AO Sharq", "\ud800", "ﷺ", "x" * 3000, "İstanbul ǅ", "国 ab 44"] * 4, True)
def test_columns_have_what_each_name_has(names: list[str], declared: bool) -> None:  # noqa: FBT001 - as given
    same(forms_of(names, declared=declared), [form_of(name, declared=declared) for name in names])


def test_few_names_and_none() -> None:
    assert forms_of([]).size() == 0
    same(forms_of(["ООО Infratest"]), [form_of("ООО Infratest")])
