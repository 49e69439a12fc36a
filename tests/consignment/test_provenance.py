"""Every field can be traced to the bytes it was read from."""

from hypothesis import given
from hypothesis import strategies as st

from darvoza.consignment import COLUMNS, Marks, Span, field_code, locate

FIELDS = [(table, name) for table, columns in COLUMNS.items() for name in columns]
NUMBER = st.integers(0, 2**32 - 1)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(FIELDS), st.integers(0, 2**16 - 1)),
        st.tuples(NUMBER, NUMBER),
        max_size=20,
    )
)
def test_each_mark_is_found_again(places: dict[tuple[tuple[str, str], int], tuple[int, int]]) -> None:
    marks = Marks()
    for ((table, name), position), (offset, length) in places.items():
        marks.note(field_code(table, name), offset, length, position)
    packed = marks.pack()
    for ((table, name), position), span in places.items():
        assert locate(packed, table, name, position) == Span(*span)


def test_a_field_without_a_mark_answers_with_the_whole_consignment() -> None:
    marks = Marks()
    marks.whole(100, 40)
    marks.note(field_code("goods", "hs_code"), 120, 6)
    assert locate(marks.pack(), "goods", "hs_code") == Span(120, 6)
    assert locate(marks.pack(), "goods", "origin") == Span(100, 40)


def test_without_marks_nothing_is_claimed() -> None:
    assert locate(b"", "goods", "hs_code") is None
