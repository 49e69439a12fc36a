"""An order told to whoever reads it: what it is about, why, how, and what can harm, in the reader's language."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import segno

from darvoza.goods import goods_words, load_entries
from darvoza.office.desk.list_names import with_list_names
from darvoza.office.desk.planning import capacity
from darvoza.office.examination.guidance import Caution, cautions, checklist, hazards, steps
from darvoza.office.examination.models import Order
from darvoza.office.examination.searching import Search, search
from darvoza.office.people.models import Post
from darvoza.office.words import Words
from darvoza.signals import EVIDENCE, signal_texts

_REASONS = 6
_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that an order says beside its own columns."""

    reasons: list[dict[str, Any]]
    more_reasons: int
    items: list[dict[str, Any]]
    more_items: int
    equipment: list[dict[str, Any]]
    dangerous: list[str]
    cautions: list[Caution]
    hazards: list[str]
    steps: tuple[str, ...]
    search: Search
    drawing: str
    checklist: list[tuple[str, str]]


def brief(order: Order, words: Words) -> Brief:
    """What the inspector has to know; what was not filed is left out."""
    row = order.consignment
    assessment = (order.decision.assessment if order.decision else None) or row.assessment
    said = assessment.said if assessment else {}
    signals = sorted(said.get("signals", []), key=lambda each: (not each["mandatory"], -(each["weight"] or 0)))
    filed = row.filed or {}
    items = filed.get("goods") or []
    typologies = {each["typology"] for each in said.get("typologies", [])} | {each["typology"] for each in signals}
    determinations = said.get("determinations") or []
    return Brief(
        reasons=_told(signals[:_REASONS], words),
        more_reasons=max(0, len(signals) - _REASONS),
        items=[
            {name: each.get(name) for name in ("description", "hs_code", "packages", "gross_mass_kg", "net_mass_kg")}
            for each in items[:_ITEMS]
        ],
        more_items=max(0, len(items) - _ITEMS),
        equipment=[
            {"id": each.get("id"), "seals": each.get("seals") or []} for each in (filed.get("equipment") or [])[:_ITEMS]
        ],
        dangerous=sorted({str(number) for each in items for number in each.get("un_numbers") or ()})[:_ITEMS],
        cautions=cautions(determinations, load_entries(), words.language) if determinations else [],
        hazards=hazards(order.measure, row.mode, sorted(typologies)),
        steps=steps(order.measure),
        search=search(
            order.measure,
            row.mode,
            _suspected(said, signals),
            _at_hand(order.office),
            hs_code=items[0].get("hs_code") if items else None,
            language=words.language,
        ),
        drawing={"road": "truck", "rail": "wagon", "air": "pallet", "post": "parcel"}.get(row.mode, "box"),
        checklist=checklist(order.measure),
    )


def _suspected(said: dict[str, Any], signals: list[dict[str, Any]]) -> list[str]:
    """Which harms there are signs of, the likeliest first."""
    scores = {each["typology"]: each["score"] for each in said.get("typologies", [])}
    harms = dict.fromkeys(each["typology"] for each in signals)
    return sorted(harms, key=lambda each: -(scores.get(each) or 0))


def _at_hand(office: str) -> list[str]:
    """The techniques that the post has places for."""
    post = Post.objects.filter(code=office).first()
    return [name for name, places in capacity(post).places.items() if places] if post else []


def qr(address: str) -> str:
    """An address as a QR code: SVG to stand in a page."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=3, border=2, omitsize=True, svgclass="order-qr", lineclass=None)


def _told(signals: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    frame = pl.DataFrame(
        {
            "reason": [each["reason"] for each in signals],
            "evidence": [with_list_names(each["evidence"]) for each in signals],
        },
        schema={"reason": pl.String, "evidence": EVIDENCE},
    )
    texts = signal_texts(frame, words.language, goods_words(words.language))
    return [
        {"text": text} | {name: each[name] for name in ("typology", "mandatory", "id", "kind")}
        for each, text in zip(signals, texts, strict=True)
    ]
