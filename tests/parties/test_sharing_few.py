"""A few parties are asked one by one whether they may share anything: as the columns would say."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties.ties.few import FEW, by_address, by_email, by_number, by_telephone, may_share
from darvoza.parties.ties.links import keyed

_SIGNS = "abcXYZ 0129:-.@,/№ҳқЎйЁёИß’'ʻ²½éǅⅧ\u0301\x1c\n\t_()"
_PIECES = ("ул. Навои ", "12-uy, ", "INN:", "Office 5 ", "+998 90 123-45-67", "a.b@c.uz", "734025 ", "Street ")
_TEXT = st.lists(st.one_of(st.sampled_from(_SIGNS), st.sampled_from(_PIECES)), min_size=1, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("how", "key_of"),
    [("identifier", by_number), ("e-mail", by_email), ("telephone", by_telephone), ("address", by_address)],
)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_TEXT, min_size=1, max_size=20, unique=True))
def test_one_text_has_the_key_that_columns_give_it(
    how: str, key_of: Callable[[str], str | None], texts: list[str]
) -> None:
    keys = dict(keyed(how, pl.Series(texts)).iter_rows())
    for text in texts:
        party = Party(role=Role.CONSIGNEE, name="X", **_FIELD[how](text))
        parties = batch(party).parties
        assert may_share(parties, {keys.get(text, "")}) or text not in keys
        if not may_share(parties, frozenset()):  # otherwise a sign leaves it open
            assert key_of(text) == keys.get(text)


_FIELD = {
    "identifier": lambda text: {"identifiers": (text,)},
    "e-mail": lambda text: {"email": text},
    "telephone": lambda text: {"phone": text},
    "address": lambda text: {"address": text},
}


def batch(*parties: Party) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [Consignment(id="1", message="m", reference="1", lodgement=Lodgement.MANIFEST, parties=parties)]
    )


def test_an_address_is_compared_with_its_town() -> None:
    parties = batch(Party(role=Role.CONSIGNEE, name="X", address="ул. Навои, 12", city="Душанбе")).parties
    assert may_share(parties, {"address 12 dushanbe navoi"})
    assert not may_share(parties, {"address 12 navoi"})


def test_the_nameless_share_nothing_and_many_are_left_to_the_columns() -> None:
    mail = Party(role=Role.CONSIGNEE, email="a@b.uz")
    assert not may_share(batch(mail).parties, {"e-mail a@b.uz"})
    assert may_share(batch(*[mail] * (FEW + 1)).parties, frozenset())
