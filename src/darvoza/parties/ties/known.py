"""Listed parties and those of earlier findings, by what others may share with them: made once, asked every batch."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.decisions import declared_key_of
from darvoza.parties.lists.identifiers import same_scheme
from darvoza.parties.lists.listed import ListedAddress, ListedParty, WatchLists
from darvoza.parties.ties.links import HOW, keyed
from darvoza.signals import Typology

SEIZED_SCHEMA: Final = pl.Schema(
    {
        "name": pl.String(),
        "address": pl.String(),
        "city": pl.String(),
        "country": pl.String(),
        "phone": pl.String(),
        "email": pl.String(),
        "identifiers": pl.List(pl.String()),
        "reference": pl.String(),
        "typology": pl.String(),
    }
)
"""Parties of earlier findings, the oldest first: as declared then, with the ``reference`` of the consignment and the
finding's typology if known."""

_ABOUT: Final = pl.Schema(dict.fromkeys(("known_who", "known", "known_as", "known_id", "typology"), pl.String()))
_HAD: Final = pl.Schema(dict.fromkeys(("known_who", "text", "shown"), pl.String()))
_CALLED: Final = pl.Schema({"known_who": pl.String(), "who": pl.String()})


@dataclass(frozen=True, slots=True)
class KnownParties:
    """Whom a declared party may be tied to.

    ``links`` are ``known_who how key shown``, each once; ``about`` says who each is (``known known_as known_id
    typology``), ``called`` by which names (``who``, the first name first); ``keys`` are those of the links.
    """

    links: pl.DataFrame
    about: pl.DataFrame
    called: pl.DataFrame
    keys: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(self.links["key"]))

    @classmethod
    def of(cls, lists: WatchLists, seized: pl.DataFrame | None = None) -> "KnownParties":
        """The parties on these lists, and those of earlier findings (:data:`SEIZED_SCHEMA`; columns may lack).

        A party with several findings is one, with its last finding.
        """
        sides = [_listed(lists)]
        if seized is not None and not seized.is_empty():
            sides.append(_found(seized))
        links, about, called = (pl.concat(parts) for parts in zip(*sides, strict=True))
        return cls(links, about, called)


_Side = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def _listed(lists: WatchLists) -> _Side:
    about: list[tuple[str, str, str, str, str]] = []
    called: list[tuple[str, str]] = []
    had: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for number, (each, party) in enumerate(lists):
        who = f"L{number}"
        known_id = f"{each.id}:{party.entity_id}"
        about.append((who, party.name, each.title, known_id, Typology.SANCTIONS.value))
        called += [(who, name.text) for name in party.names]
        _take(who, party, had)
    names = pl.DataFrame(called, schema=_CALLED, orient="row").with_columns(who=declared_key_of(pl.col("who")))
    return (
        _links({how: pl.DataFrame(rows, schema=_HAD, orient="row") for how, rows in had.items()}),
        pl.DataFrame(about, schema=_ABOUT, orient="row"),
        names.unique(maintain_order=True),
    )


def _take(who: str, party: ListedParty, had: dict[str, list[tuple[str, str, str]]]) -> None:
    had["address"] += [(who, _without_country(address), address.text) for address in party.addresses]
    for identifier in party.identifiers:
        scheme, value = same_scheme(identifier.scheme), identifier.value
        how = {"PHONE": "telephone", "EMAIL": "e-mail"}.get(scheme, "identifier")
        text = value if how != "identifier" else f"{scheme}:{value}"
        had[how].append((who, text, text))


def _without_country(address: ListedAddress) -> str:
    """The address as declared parties give it, whose country stands apart."""
    if address.country is None:
        return address.text
    parts = [part.strip() for part in address.text.split(",")]
    return " ".join(part for part in parts if country_code(part) != address.country)


def _found(seized: pl.DataFrame) -> _Side:
    whole = seized.select(
        (pl.col(name) if name in seized.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SEIZED_SCHEMA.items()
    ).with_columns(who=declared_key_of(pl.col("name").fill_null("")))
    nobody = pl.format("S{}", pl.int_range(pl.len()))
    whole = whole.with_columns(known_who=pl.when(pl.col("who") == "").then(nobody).otherwise(pl.format("S:{}", "who")))
    address = pl.when(pl.col("address").is_not_null()).then(
        pl.concat_str("address", "city", separator=", ", ignore_nulls=True)
    )
    numbers = whole.select("known_who", text="identifiers").filter(pl.col("text").list.len() > 0)
    fields = {
        "identifier": numbers.explode("text", keep_nulls=False, empty_as_null=False),
        "e-mail": whole.select("known_who", text="email"),
        "telephone": whole.select("known_who", text="phone"),
        "address": whole.select("known_who", text=address),
    }
    last = whole.unique("known_who", keep="last", maintain_order=True)
    known_typology = pl.col("typology").is_in([typology.value for typology in Typology])
    about = last.select(
        "known_who",
        known=pl.col("name").fill_null("—"),
        known_as=pl.col("reference").fill_null("—"),
        known_id=pl.concat_str(pl.lit("finding:"), pl.coalesce("reference", "known_who")),
        typology=pl.when(known_typology).then("typology").otherwise(pl.lit(Typology.GENERAL.value)),
    )
    had = {how: field.with_columns(shown="text").drop_nulls() for how, field in fields.items()}
    return _links(had), about.cast(_ABOUT), last.select(*_CALLED)


def _links(had: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What was had, ``text`` brought to its key: ``known_who how key shown``, each once."""
    frames = [
        had[how]
        .join(keyed(how, had[how]["text"]), left_on="text", right_on="shown", how="inner", maintain_order="left")
        .select("known_who", "key", "shown", how=pl.lit(how))
        for how in HOW
        if how in had
    ]
    schema = {"known_who": pl.String, "key": pl.String, "shown": pl.String, "how": pl.String}
    links = pl.concat([pl.DataFrame(schema=schema), *frames])
    return links.unique(["known_who", "key"], keep="first", maintain_order=True)
