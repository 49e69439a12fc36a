"""Names brought to their form together are the same as one by one."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darvoza.parties.forms import form_of
from darvoza.parties.many import Forms, forms_of, in_columns

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
_ELSEWHERE = ("محمد", "علی", "김철수", "北方", "amirhossein", "A.B.C.", "\ud800", "a\nb")
_AROUND = ("C/O", "TO THE ORDER OF", "TEL +998901234567", ", 51 Sergeli,")
WORDS = st.sampled_from(_CYRILLIC_AND_LATIN + _ELSEWHERE + _AROUND)
NAMES = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=16).map(" ".join))


def same(one: Forms, other: Forms) -> None:
    assert one.starts.tolist() == other.starts.tolist()
    assert [one.spellings[at] for at in one.words] == [other.spellings[at] for at in other.words]
    assert all(map(np.array_equal, one.texts, other.texts))
    assert one.legal.tolist() == other.legal.tolist()
    assert one.arabic.tolist() == other.arabic.tolist()


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=40, max_size=60), st.booleans())
@example(["", "LLC", "ООО ООО", "АО", "AO Sharq", "\ud800", "ﷺ", "x" * 3000, "İstanbul ǅ", "国 ab 44"] * 4, True)
def test_columns_have_what_each_name_has(names: list[str], declared: bool) -> None:  # noqa: FBT001 - as given
    same(forms_of(names, declared=declared), in_columns([form_of(name, declared=declared) for name in names]))


def test_few_names_and_none() -> None:
    same(forms_of([]), in_columns([]))
    same(forms_of(["ООО Infratest"]), in_columns([form_of("ООО Infratest")]))
