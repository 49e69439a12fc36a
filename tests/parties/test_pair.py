"""Two parties side by side: the same whichever comes first, and what is known beside the names is weighed."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.parties import Identifier, ListedName, ListedParty, PartyKind, compare_parties, score_of


def party(*names: str, **known: object) -> ListedParty:
    return ListedParty(entity_id=names[0], names=tuple(map(ListedName, names)), **known)  # type: ignore[arg-type]  # each test gives its own facts


def score(one: ListedParty, other: ListedParty) -> float:
    match = compare_parties(one, other)
    return match.score if match else 0.0


GAFUROV = party("Khurshid GAFUROV")


def test_one_person_in_two_scripts() -> None:
    match = compare_parties(GAFUROV, party("Ғафуров Хуршед"))
    assert match is not None
    assert match.score > 0.8
    assert any("gafurov" in reason.say() for reason in match.reasons)


def test_names_with_nothing_in_common_have_no_answer() -> None:
    assert compare_parties(GAFUROV, party("Orion Veshtur")) is None


def test_the_best_of_several_names_counts() -> None:
    several = party("Somebody Quite Different", "Хуршед Ғафуров")
    assert score(several, GAFUROV) == score(party("Хуршед Ғафуров"), GAFUROV)
    assert score(GAFUROV, several) == score(several, GAFUROV)


def test_what_contradicts_counts_whichever_side_knows_it_exactly() -> None:
    exact = party("Khurshid Gafurov", birth_dates=("1971-03-02",))
    span = party("Khurshid Gafurov", birth_dates=("1980/1985",))
    assert score(exact, span) == score(span, exact) < score(GAFUROV, exact)


def test_a_year_of_birth_and_a_country_that_agree_speak_for_it() -> None:
    known = party("Gafurov Kh.", birth_dates=("1971",), countries=("TJ",))
    same = party("Khurshid Gafurov", birth_dates=("1971-03-02",), countries=("TJ", "RU"))
    assert score(known, same) == score(same, known) > score(party("Gafurov Kh."), same)


def test_another_kind_of_party_speaks_against_it() -> None:
    person, ship = party("Orion Veshtur", kind=PartyKind.PERSON), party("Orion Veshtur", kind=PartyKind.VESSEL)
    assert score(person, ship) < score(person, person)


def test_the_same_number_decides_whatever_the_names_are() -> None:
    numbered = party("Heron Trust", identifiers=(Identifier("TIN", "7701234567"),))
    other = party("Feva Group", identifiers=(Identifier("INN", "77 01 234 567"),))
    match = compare_parties(numbered, other)
    assert match is not None
    assert match.certain
    assert score(other, numbered) == match.score


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_any_two_texts_compare_alike_both_ways_and_reasons_make_the_score(one: str, other: str) -> None:
    there, back = compare_parties(party(one), party(other)), compare_parties(party(other), party(one))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert math.isclose(there.score, back.score, abs_tol=1e-6)
        assert math.isclose(there.score, score_of(there.reasons), abs_tol=1e-5)
