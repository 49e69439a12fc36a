"""What a consignment leaves behind: who, what, where and with what, each as a number, to be counted or looked up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import ReferenceType, ref

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.codes import hs2, hs4, hs6
from darvoza.consignment import ConsignmentBatch, EquipmentKind, Role
from darvoza.history.baselines.hashing import hashed, mostly_different
from darvoza.history.baselines.schema import TRADERS

ROLES: Final[dict[str, tuple[Role, ...]]] = {
    "consignor": (Role.CONSIGNOR, Role.EXPORTER, Role.SELLER),
    "consignee": (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER),
    "declarant": (Role.DECLARANT, Role.FORWARDER),
    "carrier": (Role.CARRIER,),
    "driver": (Role.DRIVER,),
}
"""Who stands on each side: the first named of these roles."""

_LEGAL_FORMS: Final = (
    "llc ltd limited inc corp corporation company co gmbh ag sa srl spa bv as oy plc pte fze fzco fzc jsc ojsc cjsc"
    " pjsc llp mchj xk qk aj mas uk ooo ооо оао зао пао ао ип чп тоо оссо осоо мчж хк қк аж жмт чсп чдмм чсш dmcc"
    " sti san tic"
)
_FEWEST_DIGITS = 6  # a shorter phone number is an extension
_FEWEST_LETTERS = 8  # a shorter address is a town
_SHORTEST_NUMBER = 5  # a shorter number of a document is not its own


@dataclass(frozen=True, slots=True)
class Traces:
    """The numbers of a batch's things, in frames by what they are of; every one has ``row`` and ``day``.

    ``day`` is days since 1970. ``heads`` has one row for each consignment in order, ``goods`` one for each goods item
    in order (with ``position``, and its consignment's traders), the others those that there are: ``boxes``, ``seals``
    and ``contacts`` of each trader.
    """

    heads: pl.DataFrame
    goods: pl.DataFrame
    boxes: pl.DataFrame
    seals: pl.DataFrame
    contacts: dict[str, pl.DataFrame]
    _columns: dict[tuple[str, str], tuple[NDArray[Any], NDArray[np.bool_]]] = field(default_factory=dict, repr=False)

    def column(self, frame: str, name: str) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The values of a column, and which of them there are; taken out of its frame once."""
        if (frame, name) not in self._columns:
            series = self.of(frame)[name]
            self._columns[frame, name] = series.fill_null(0).to_numpy(), series.is_not_null().to_numpy()
        return self._columns[frame, name]

    def of(self, frame: str) -> pl.DataFrame:
        """The frame of this name; a trader's contacts are ``contacts consignee``."""
        name, _, side = frame.partition(" ")
        return self.contacts[side] if side else getattr(self, name)


def traces(batch: ConsignmentBatch, recorded: pl.Series | None = None) -> Traces:
    """The traces of these consignments; ``recorded`` is the day of recording of each, for those without a moment."""
    sides = _sides(batch.parties)
    heads = _heads(batch, sides.who, recorded)
    traders = heads.select("row", "day", *TRADERS)
    return Traces(
        heads=heads,
        goods=_goods(batch, traders),
        boxes=_boxes(batch, traders),
        seals=_seals(batch, traders),
        contacts={side: contacts.join(traders, on="row", how="left") for side, contacts in sides.contacts.items()},
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who stands on each side of the consignments, and how the traders among them are reached."""

    who: dict[str, pl.DataFrame]
    contacts: dict[str, pl.DataFrame]


_latest: tuple[ReferenceType[pl.DataFrame], _Sides] | None = None
"""The last parties and their sides: a shift is looked up and then recorded, and its parties are worked on once."""


def _sides(parties: pl.DataFrame) -> _Sides:
    global _latest  # noqa: PLW0603 - one answer kept for one frame, which it does not keep alive
    latest = _latest
    if latest is not None and latest[0]() is parties:
        return latest[1]
    chosen = {side: _chosen(parties, roles) for side, roles in ROLES.items()}
    sides = _Sides(_who(chosen), _contacts({side: chosen[side] for side in TRADERS}))
    _latest = ref(parties), sides
    return sides


def moments(consignments: pl.DataFrame, recorded: pl.Series | None = None) -> pl.Series:
    """The day of each consignment: lodged, else arrived, else recorded."""
    known = consignments.select(pl.coalesce("lodged", "arrival").dt.date()).to_series()
    return known if recorded is None else pl.select(pl.coalesce(known, recorded)).to_series()


def _heads(batch: ConsignmentBatch, who: dict[str, pl.DataFrame], recorded: pl.Series | None) -> pl.DataFrame:
    whole = batch.consignments
    heads = whole.select(
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        day=moments(whole, recorded).cast(pl.Int32),
        means=_numbers(whole["means_id"], _plain(pl.col("means_id"))),
        office=_numbers(whole["office"], pl.col("office").str.to_uppercase()),
        mode=_numbers(whole["mode"].cast(pl.String), pl.col("mode")),
        dispatch=hashed(whole["country_of_dispatch"]),
        destination=hashed(whole["country_of_destination"]),
        document=_numbers(whole["transport_document"], _long(_plain(pl.col("transport_document")), _SHORTEST_NUMBER)),
        lodgement=hashed(whole["lodgement"].cast(pl.String)),
        mass=_log(pl.col("gross_mass_kg")),
    )
    for side, parties in who.items():
        named = parties.select("row", pl.col("who").alias(side), *(["called"] if side == "consignee" else []))
        heads = heads.join(named, on="row", how="left", maintain_order="left")
    return heads


def _chosen(parties: pl.DataFrame, roles: tuple[Role, ...]) -> pl.DataFrame:
    """For each consignment the first party in the first of these roles that has a number or a name."""
    order = {role.value: place for place, role in enumerate(roles)}
    named = (pl.col("identifiers").list.len() > 0) | pl.col("name").is_not_null()
    found = parties.filter(pl.col("role").is_in(list(order)) & named)
    if len(roles) > 1:
        rank = pl.col("role").cast(pl.String).replace_strict(order, return_dtype=pl.UInt64)
        place = pl.col("row").cast(pl.UInt64) * 2**24 + rank * 2**20 + pl.col("position").clip(0, 2**20 - 1)
        found = found.sort(place)
    return found.unique("row", keep="first", maintain_order=True)


def _who(chosen: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Who each side is: ``row who called``, the numbers of its first identifier, else of its name; and of its name."""
    every = _together(chosen, "name", identifier=pl.col("identifiers").list.first())
    by_number = _numbers(every["identifier"], pl.lit("id ") + _plain(pl.col("identifier")))
    names = every.select(pl.col("name").unique().drop_nulls()).with_columns(form=_folded(pl.col("name")))
    numbers = names.select(
        "name", called=hashed(names["form"]), by_name=hashed(names.select(pl.lit("name ") + pl.col("form")).to_series())
    )
    numbered = every.select("side", "row", "name", by_number=by_number).join(
        numbers, on="name", how="left", maintain_order="left"
    )
    return _apart(numbered.select("side", "row", "called", who=pl.coalesce("by_number", "by_name")), chosen)


def _together(chosen: dict[str, pl.DataFrame], *columns: str, **further: pl.Expr) -> pl.DataFrame:
    """The parties of several sides in one frame: texts that stand on more than one are then worked on once."""
    return pl.concat(
        frame.select(pl.lit(side).alias("side"), "row", *columns, **further) for side, frame in chosen.items()
    )


def _apart(every: pl.DataFrame, sides: Iterable[str]) -> dict[str, pl.DataFrame]:
    return {side: every.filter(pl.col("side") == side).drop("side") for side in sides}


def _goods(batch: ConsignmentBatch, traders: pl.DataFrame) -> pl.DataFrame:
    whole = batch.consignments.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        pl.col("currency").alias("_currency"),
        pl.col("value").alias("_value"),
    )
    only = pl.when(pl.len().over("row") == 1).then("_value")
    items = (
        batch.goods.select(
            "row",
            "position",
            "hs_code",
            "origin",
            "currency",
            "value",
            "quantity",
            "unit",
            _mass=pl.coalesce("net_mass_kg", "gross_mass_kg"),
        )
        .join(whole, on="row", how="left", maintain_order="left")
        .with_columns(pl.coalesce("value", only), pl.coalesce("currency", "_currency"))
    )
    codes = items.select(pl.col("hs_code").unique().drop_nulls()).with_columns(
        code2=hs2(pl.col("hs_code")), code4=hs4(pl.col("hs_code")), code6=hs6(pl.col("hs_code"))
    )
    items = items.join(codes, on="hs_code", how="left", maintain_order="left")
    return items.select(
        "row",
        "position",
        "code4",
        "code6",
        pl.col("origin").alias("from"),
        "currency",
        "unit",
        hs2=hashed(items["code2"]),
        hs4=hashed(items["code4"]),
        hs6=hashed(items["code6"]),
        origin=hashed(items["origin"]),
        money=hashed(items["currency"]),
        mass=_log(pl.col("_mass")),
        price=_log(pl.col("value")) - _log(pl.col("_mass")),
        piece=_log(pl.col("value")) - _log(pl.col("quantity")),
    ).join(traders, on="row", how="left", maintain_order="left")


def _boxes(batch: ConsignmentBatch, traders: pl.DataFrame) -> pl.DataFrame:
    units = batch.equipment.filter(pl.col("kind").is_in([EquipmentKind.CONTAINER.value, EquipmentKind.TRAILER.value]))
    boxes = units.select("row", container=_numbers(units["id"], _plain(pl.col("id")))).drop_nulls()
    return boxes.unique(maintain_order=True).join(traders, on="row", how="left", maintain_order="left")


def _seals(batch: ConsignmentBatch, traders: pl.DataFrame) -> pl.DataFrame:
    units = batch.equipment.select("row", "id", "seals").explode("seals", empty_as_null=False)
    seals = units.select(
        "row",
        seal=_numbers(units["seals"], _plain(pl.col("seals"))),
        container=_numbers(units["id"], _plain(pl.col("id"))),
    ).drop_nulls()
    return seals.unique(maintain_order=True).join(traders, on="row", how="left", maintain_order="left")


def _contacts(chosen: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """How each trader is reached: ``row phone email address``, each null where not said or too short to tell."""
    parties = _together(chosen, "phone", "email", "address")
    phone = pl.col("phone").str.replace_all(r"\D", "")
    numbered = parties.select(
        "side",
        "row",
        phone=_numbers(parties["phone"], pl.when(phone.str.len_bytes() >= _FEWEST_DIGITS).then(pl.lit("tel ") + phone)),
        email=_numbers(parties["email"], pl.col("email").str.to_lowercase().str.strip_chars()),
        address=_numbers(parties["address"], pl.lit("at ") + _long(_folded(pl.col("address")), _FEWEST_LETTERS)),
    )
    return _apart(numbered, chosen)


def _numbers(texts: pl.Series, form: pl.Expr) -> pl.Series:
    """The numbers of texts brought into a form; each distinct text is brought into it once. Nothing left is null."""
    if mostly_different(texts):
        formed = texts.to_frame().select(form.alias(texts.name)).to_series()
        return hashed(pl.select(pl.when(formed.str.contains(r"\S")).then(formed).alias(texts.name)).to_series())
    distinct = texts.drop_nulls().unique().to_frame()
    formed = distinct.select(form.alias("form")).to_series()
    number = hashed(pl.select(pl.when(formed.str.contains(r"\S")).then(formed).alias("form")).to_series())
    return texts.replace_strict(distinct.to_series(), number, return_dtype=pl.UInt64, default=None)


def _long(text: pl.Expr, least: int) -> pl.Expr:
    """The text where it has so many letters or more."""
    return text.str.extract(rf"(?s)^(.{{{least},}})$")


def _plain(text: pl.Expr) -> pl.Expr:
    return _filled(text.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", ""))


_FORMS: Final = [f" {form} " for form in _LEGAL_FORMS.split()]


def _folded(text: pl.Expr) -> pl.Expr:
    """Small letters and digits, words one space apart, without legal forms; as it is if it has nothing else."""
    small = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"['`´‘’ʻʼ]", "")
    words = small.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    # Two spaces between words, so that forms that follow one another are each found whole.
    apart = pl.format(" {} ", words.str.replace_all(" ", "  ", literal=True))
    short = apart.str.replace_many(_FORMS, [""]).str.replace_all(" +", " ").str.strip_chars()
    return pl.coalesce(_filled(short), _filled(words))


def _filled(text: pl.Expr) -> pl.Expr:
    """The text, null where nothing is in it; unlike a condition, this works the text out once only."""
    return text.replace("", None)


def _log(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite() & (value > 0)).then(value).log()
