"""Published lists taken apart into their paragraphs, however they number, indent and annotate them."""

from darvoza.goods.paragraphs import paragraph

_INDENTED = """Lasers, as follows:
        a.     Continuous lasers having any of the following:
               1.     Output power exceeding 30 W;
               Note 1: 6A005.a.1. does not control lasers as follows:
                              a.     Argon, 50 W or less;
                              b.     Krypton.
               2.     Having all of the following:
                      a.     Output power exceeding 500 W; and
                      b.     Bandwidth less than 40 GHz;
        b.     Pulsed lasers exceeding 2 J;
        c.     Others.
        Note: 6A005.b and .c include fibre lasers of 9 Hz."""

_PATHS = """Machine tools
Items: a. Turning, better than 4.5 um
b. Milling, having any of the following:
b.1. better than 4.5 um; or
b.2. five axes
Note to 2B201.b: does not control machines having all of the following:
a. X-axis over 2 m; and
b. worse than 22.5 um
c. Grinding, better than 3 um"""


def test_a_paragraph_has_what_stands_under_it_and_what_leads_to_it() -> None:
    text = paragraph(_INDENTED, "6A005.a.2")
    assert text is not None
    assert "Continuous lasers" in text
    assert "500 W" in text
    assert "40 GHz" in text
    assert "exceeding 30 W" not in text
    assert "2 J" not in text


def test_a_list_within_a_note_is_no_paragraph() -> None:
    assert paragraph(_INDENTED, "6A005.a.1.b") is None
    text = paragraph(_PATHS, "2B201.c")
    assert text is not None
    assert "3 um" in text
    assert "22.5" not in text


def test_a_note_counts_for_every_paragraph_that_it_names() -> None:
    for code in ("6A005.b", "6A005.c"):
        assert "9 Hz" in (paragraph(_INDENTED, code) or "")
    assert "9 Hz" not in (paragraph(_INDENTED, "6A005.a.2") or "")


def test_whole_paths_are_read_as_they_stand() -> None:
    text = paragraph(_PATHS, "2B201.b.2")
    assert text is not None
    assert "five axes" in text
    assert "Milling" in text
    assert "b.1." not in text
    assert "4.5 um" in (paragraph(_PATHS, "2B201.a") or "")


def test_a_code_without_a_paragraph_means_the_whole_section() -> None:
    assert paragraph(_PATHS, "2B201") == _PATHS


def test_a_paragraph_that_is_not_there_is_none() -> None:
    assert paragraph(_PATHS, "2B201.z") is None
