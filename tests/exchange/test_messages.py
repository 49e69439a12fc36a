"""Every kind of message has one strict form, and a refusal without ground and reasons is none."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import COMPLETE, START, agreement_text

from darvoza.exchange import (
    Agreement,
    Answer,
    Body,
    CertifiedCopy,
    Consent,
    CostDecision,
    DocumentData,
    Envelope,
    Ground,
    Kind,
    Message,
    Postponement,
    Purpose,
    Refusal,
    Request,
    canonical,
    kind_of,
    missing,
    parse_agreement,
    read_message,
    schema,
    template,
)

AGREEMENT = parse_agreement(agreement_text())


def message(body: Body, agreement: Agreement = AGREEMENT, **changes: Any) -> Message:  # noqa: ANN401 - any field
    made: Message = Envelope(
        id="message-1",
        conversation="message-1",
        agreement=agreement.id,
        agreement_version=1,
        article="1",
        sender="UZ",
        recipient="TJ",
        written=START,
        language="en",
        signed_by="A. Karimov",
        body=body,
    )
    return msgspec.structs.replace(made, **changes)


def lacking(body: Body, agreement: Agreement = AGREEMENT, **changes: Any) -> list[str]:  # noqa: ANN401 - any field
    return [problem.field for problem in missing(message(body, agreement, **changes), agreement)]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_one_versioned_schema_with_names_of_the_data_model(kind: Kind) -> None:
    made = schema(kind)
    assert made["$id"] == f"urn:darvoza:exchange:{kind.value.replace(' ', '-')}:1"
    bodies = [
        each for each in made["$defs"].values() if each.get("properties", {}).get("kind", {}).get("enum") == [kind]
    ]
    assert len(bodies) == 1
    header = made["$defs"][made["$ref"].removeprefix("#/$defs/")]
    assert header["additionalProperties"] is False
    assert "goodsItems" in made["$defs"]["ConsignmentData"]["properties"]


def test_a_message_is_read_back_as_it_was_written() -> None:
    written = message(COMPLETE)
    data = canonical(written)
    assert read_message(data) == written
    assert canonical(read_message(data)) == data
    assert kind_of(written.body) is Kind.REQUEST


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"kind":"request"', b'"kind":"demand"'),
        (b'"sender":"UZ"', b'"sender":"Uzbekistan"'),
        (b'"matter":', b'"mater":'),
        (b'"id":"message-1"', b'"id":"../../etc/passwd"'),
        (b'"language":"en"', b'"language":7'),
        (b'"reciprocity":true', b'"reciprocity":"yes"'),
    ],
)
def test_another_form_is_refused(before: bytes, after: bytes) -> None:
    data = canonical(message(COMPLETE))
    assert before in data
    with pytest.raises(msgspec.ValidationError, match=r"\$"):
        read_message(data.replace(before, after))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused_in_words(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_message(data)


def test_a_complete_request_lacks_nothing_and_an_empty_one_everything() -> None:
    assert lacking(COMPLETE) == []
    needed = ["matter", "reason", "facts", "legal_elements", "procedure", "purpose", "parties", "reciprocity"]
    assert lacking(Request()) == needed


@pytest.mark.parametrize("field", ["matter", "reason", "facts", "legal_elements", "procedure"])
def test_blanks_do_not_complete_a_request(field: str) -> None:
    assert lacking(msgspec.structs.replace(COMPLETE, **{field: "   "})) == [field]


def test_a_request_says_who_is_meant_or_that_they_are_unknown() -> None:
    assert lacking(msgspec.structs.replace(COMPLETE, persons_unknown=False)) == ["parties"]


def test_under_the_united_states_form_the_assurance_is_given() -> None:
    american = parse_agreement(agreement_text("united-states-style"))
    assert lacking(COMPLETE, american) == ["assurances"]
    assert lacking(msgspec.structs.replace(COMPLETE, assurances=frozenset({"1628"})), american) == []


def test_a_message_is_in_a_language_of_the_agreement() -> None:
    assert lacking(COMPLETE, language="tg") == ["language"]


def test_where_officials_are_named_one_of_them_signs() -> None:
    source = agreement_text().replace(
        "    country: UZ\n", "    country: UZ\n    officials:\n      - name: B. Tosheva\n", 1
    )
    named = parse_agreement(source)
    assert lacking(COMPLETE, named) == ["signed_by"]
    assert lacking(COMPLETE, named, signed_by="B. Tosheva") == []


words = st.none() | st.sampled_from(["", "  ", "Because"])


@settings(max_examples=80)
@given(st.none() | st.sampled_from(list(Ground)), words)
def test_every_refusal_has_a_ground_and_reasons(ground: Ground | None, reasons: str | None) -> None:
    if reasons == "":
        reasons = None
    lacks = set(lacking(Refusal(ground=ground, reasons=reasons)))
    assert ("ground" in lacks) == (ground is None)
    assert ("reasons" in lacks) == (not reasons or not reasons.strip())
    later = set(lacking(Postponement(ground=ground, reasons=reasons, review=date(2026, 5, 1))))
    assert later == lacks


def test_a_partial_answer_gives_both_ground_and_reasons() -> None:
    assert lacking(Answer(summary="s")) == []
    assert lacking(Answer(summary="s", ground=Ground.DOMESTIC_LAW)) == ["reasons"]
    assert lacking(Answer(summary="s", reasons="r")) == ["ground"]


def test_a_no_has_reasons() -> None:
    assert lacking(Consent(request="message-0")) == ["reasons"]
    assert lacking(CostDecision(estimate="message-0")) == ["reasons"]
    assert lacking(CostDecision(estimate="message-0", approved=True)) == []


def test_an_original_goes_for_a_reason_and_comes_back_on_a_day() -> None:
    document = DocumentData(id="7", sha256="0" * 64)
    copy = CertifiedCopy(document=document, certifier="C", certified=date(2026, 3, 1))
    assert lacking(copy) == []
    assert lacking(msgspec.structs.replace(copy, original=True)) == ["original_reason", "return_by"]
    assert lacking(msgspec.structs.replace(copy, document=DocumentData(id="7"))) == ["document"]


def test_every_kind_that_can_be_incomplete_says_so() -> None:
    empty = {
        Kind.MATCH_ANSWER,
        Kind.KEY_NOTICE,
        Kind.RECEIPT,
        Kind.MATCH_QUERY,
    }  # their form leaves nothing open
    for kind in set(Kind) - empty:
        body = msgspec.convert({"kind": kind.value}, Body)
        assert lacking(body), kind


def test_a_request_that_states_a_purpose_keeps_it_in_json() -> None:
    assert b'"purpose":"investigation"' in canonical(message(COMPLETE))
    assert template("bilateral-wco-model")
    assert Purpose("investigation") is Purpose.INVESTIGATION
