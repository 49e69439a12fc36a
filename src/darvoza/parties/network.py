"""Whom a party is tied to: an address, a telephone, an e-mail or a number shared with a listed or seized party.

One step: the declared party itself shares it. Two steps: it shares something with another declared party, which shares
something else. What many share (a terminal, a registration agent, a forwarder's telephone) ties nobody.
"""

from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.parties.countries import country_code
from darvoza.parties.decisions import declared_key_of
from darvoza.parties.identifiers import same_scheme
from darvoza.parties.listed import ListedAddress, WatchLists
from darvoza.signals import SignalKind, Typology, no_signals, raise_signals

MOST_SHARING: Final = 6
"""Differently named parties that one address, telephone, e-mail or number may have and still tie them."""

ONE_STEP: Final = 0.3
TWO_STEPS: Final = 0.1
"""What a tie weighs: a judgement, since a shared address is a sign and no proof, and less so at second hand."""

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
"""Parties of earlier findings: as declared then, with the ``reference`` of the finding and its typology if known."""

_LINK: Final = pl.Schema({"who": pl.String(), "how": pl.String(), "key": pl.String(), "shown": pl.String()})
_HOW: Final = ("identifier", "e-mail", "telephone", "address")
_RANK: Final = {how: rank for rank, how in enumerate(_HOW)}

_ONE: Final = "The {role} {declared} shares its {how} ({shown}) with {known}, {known_as}."
_ONE_FOUND: Final = "The {role} {declared} shares its {how} ({shown}) with {known} of the finding {known_as}."
_TWO: Final = (
    "The {role} {declared} shares its {how} ({shown}) with {between}, "
    "which shares its {next_how} ({next_shown}) with {known}, {known_as}."
)
_TWO_FOUND: Final = (
    "The {role} {declared} shares its {how} ({shown}) with {between}, "
    "which shares its {next_how} ({next_shown}) with {known} of the finding {known_as}."
)
_CYRILLIC: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяғқҳҷўӣӯ",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u"),
            *("f", "kh", "ts", "ch", "sh", "sh", "", "i", "", "e", "yu", "ya", "g", "q", "h", "j", "o", "i", "u"),
        ),
        strict=True,
    )
)
_NOISE: Final = (
    "street", "str", "st", "road", "rd", "avenue", "ave", "lane", "building", "bldg", "house", "apartment", "apt",
    "flat", "office", "room", "floor", "suite", "unit", "block", "ulitsa", "ul", "dom", "kv", "kvartira", "ofis",
    "prospekt", "pr", "pereulok", "per", "shosse", "gorod", "g", "kucha", "kuchasi", "kocha", "kochasi", "ko",
    "chasi", "uy", "no", "number", "the", "of", "district", "dist", "city", "rayon", "raion",
)  # fmt: skip


def network_signals(
    batch: ConsignmentBatch, lists: WatchLists, seized: pl.DataFrame | None = None, *, most: int = MOST_SHARING
) -> pl.DataFrame:
    """Signals for declared parties tied to a listed party, or to one of earlier findings, in at most two steps.

    ``seized`` has columns of :data:`SEIZED_SCHEMA`; those it lacks are taken for unknown. What more than ``most``
    differently named parties share, here and on the lists together, is passed over; so is an address without a number,
    which is a town and not a place. A party does not tie itself: one with the name of the known party is left to
    screening. One signal for each declared party and known one, by the shortest way.
    """
    declared = _declared(batch)
    known, about = _known(lists, seized)
    if declared.is_empty() or known.is_empty():
        return no_signals()
    own, theirs = _uncommon(_links(declared), known, about, most)
    ties = _ties(own, theirs, about)
    if ties.is_empty():
        return no_signals()
    hits = (
        declared.select("row", "position", "role", "declared", "who")
        .join(ties, on="who", how="inner", maintain_order="left")
        .sort("row", "position", "known_id")
    )
    two, found = pl.col("between").is_not_null(), pl.col("known_id").str.starts_with("finding:")
    return raise_signals(
        hits,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("network:{}", "known_id"),
        typology=pl.col("typology"),
        weight=pl.when(two).then(TWO_STEPS).otherwise(ONE_STEP),
        subject="parties",
        reason=pl.when(two & found)
        .then(pl.lit(_TWO_FOUND))
        .when(two)
        .then(pl.lit(_TWO))
        .when(found)
        .then(pl.lit(_ONE_FOUND))
        .otherwise(pl.lit(_ONE)),
        evidence={
            name: pl.col(name)
            for name in (
                *("role", "declared", "how", "shown", "between", "next_how", "next_shown", "known", "known_as"),
                "known_id",
            )
        },
    )


def _declared(batch: ConsignmentBatch) -> pl.DataFrame:
    """Every declared party with what it may share; ``who`` is its name, so that the same party is one."""
    return batch.parties.select(
        "row",
        "position",
        pl.col("role").cast(pl.String),
        pl.col("name").alias("declared"),
        who=declared_key_of(pl.col("name")),
        address=_place(pl.col("address"), pl.col("city")),
        shown_address=pl.concat_str("address", "city", separator=", ", ignore_nulls=True),
        phone=pl.col("phone"),
        email=pl.col("email"),
        identifiers=pl.col("identifiers"),
    ).filter(pl.col("who").str.len_chars() > 0)


def _place(address: pl.Expr, city: pl.Expr) -> pl.Expr:
    """An address with its town, null when there is no address: a town alone is no place."""
    return pl.when(address.is_not_null()).then(pl.concat_str(address, city, separator=" ", ignore_nulls=True))


def _links(parties: pl.DataFrame) -> pl.DataFrame:
    """What each party may share with another: ``who how key shown``, each once."""
    parties = parties.select("who", "address", "shown_address", "phone", "email", "identifiers").unique()
    numbers = parties.select("who", shown="identifiers").explode("shown", keep_nulls=False, empty_as_null=False)
    frames = (
        _with_number_key(numbers).with_columns(how=pl.lit("identifier")),
        parties.select("who", shown="email").with_columns(how=pl.lit("e-mail"), key=_email_key(pl.col("shown"))),
        parties.select("who", shown="phone").with_columns(how=pl.lit("telephone"), key=_phone_key(pl.col("shown"))),
        parties.select("who", shown="shown_address", key=_address_key(pl.col("address"))).with_columns(
            how=pl.lit("address")
        ),
    )
    links = pl.concat([each.select(*_LINK).cast(_LINK) for each in frames])
    return links.drop_nulls("key").unique(["who", "how", "key"], keep="first", maintain_order=True)


def _known(lists: WatchLists, seized: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The links of listed and seized parties, and who they are: ``who known known_as known_id typology``.

    ``who`` is a number here, so that two listed parties of one name stay two; ``called`` are the names to compare.
    """
    rows: list[tuple[str, str | None, str | None, str | None, str | None, list[str]]] = []
    about: list[tuple[str, str, str, str, str, list[str]]] = []
    for number, (each, party) in enumerate(lists):
        who = f"L{number}"
        about.append((who, party.name, each.title, f"{each.id}:{party.entity_id}", Typology.SANCTIONS.value,
                      [name.text for name in party.names]))  # fmt: skip
        rows += [(who, _without_country(address), address.text, None, None, []) for address in party.addresses]
        for identifier in party.identifiers:
            scheme = same_scheme(identifier.scheme)
            phone = identifier.value if scheme == "PHONE" else None
            email = identifier.value if scheme == "EMAIL" else None
            rows.append((who, None, None, phone, email, [] if phone or email else [f"{scheme}:{identifier.value}"]))
    listed = pl.DataFrame(
        rows,
        schema={
            **dict.fromkeys(("who", "address", "shown_address", "phone", "email"), pl.String),
            "identifiers": pl.List(pl.String),
        },
        orient="row",
    )
    schema: dict[str, pl.DataType | type[pl.String]] = {
        **dict.fromkeys(("who", "known", "known_as", "known_id", "typology"), pl.String),
        "called": pl.List(pl.String),
    }
    who_is = pl.DataFrame(about, schema=schema, orient="row")
    if seized is not None and not seized.is_empty():
        found, who_found = _found(seized)
        listed = pl.concat([listed, found.select(listed.columns)])
        who_is = pl.concat([who_is, who_found.select(who_is.columns)])
    return _links(listed), who_is.with_columns(pl.col("called").list.eval(declared_key_of(pl.element())))


def _found(seized: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    whole = seized.select(
        (pl.col(name) if name in seized.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SEIZED_SCHEMA.items()
    ).with_columns(pl.concat_str(pl.lit("S"), pl.int_range(pl.len()).cast(pl.String)).alias("who"))
    links = whole.select(
        "who",
        address=_place(pl.col("address"), pl.col("city")),
        shown_address=pl.concat_str("address", "city", separator=", ", ignore_nulls=True),
        phone="phone",
        email="email",
        identifiers=pl.col("identifiers").fill_null([]),
    )
    reference = pl.col("reference").fill_null("—")
    typologies = [typology.value for typology in Typology]
    about = whole.select(
        "who",
        known=pl.col("name").fill_null("—"),
        known_as=reference,
        known_id=pl.concat_str(pl.lit("finding:"), pl.coalesce("reference", "who")),
        typology=pl.when(pl.col("typology").is_in(typologies))
        .then("typology")
        .otherwise(pl.lit(Typology.GENERAL.value)),
        called=pl.concat_list(pl.col("name").fill_null("")),
    )
    return links, about


def _uncommon(
    own: pl.DataFrame, theirs: pl.DataFrame, about: pl.DataFrame, most: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The links without what many differently named parties share."""
    first_name = about.select("who", name=pl.col("called").list.first())
    named = pl.concat(
        [own.select("how", "key", name="who"), theirs.join(first_name, on="who").select("how", "key", "name")]
    )
    shared = named.group_by("how", "key").agg(pl.col("name").n_unique().alias("names"))
    few = shared.filter(pl.col("names") <= most).select("how", "key")
    return tuple(each.join(few, on=["how", "key"], how="semi", maintain_order="left") for each in (own, theirs))  # type: ignore[return-value]  # two in, two out


def _ties(own: pl.DataFrame, theirs: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Who of the declared is tied to whom of the known, each pair once by its shortest and surest way."""
    called = about.select(known_who="who", who="called").explode("who", keep_nulls=False, empty_as_null=False)
    steps = own.join(theirs.select("how", "key", known_who="who"), on=["how", "key"], how="inner")
    direct = steps.join(called.unique(), on=["known_who", "who"], how="anti")
    nothing = pl.lit(None, pl.String)
    one = direct.select(
        "who", "known_who", "how", "shown", between=nothing, next_how=nothing, next_shown=nothing, key="key"
    )
    # The party in between may be the known one under its own name: then it stands for it.
    between = steps.select("known_who", between="who", next_how="how", next_shown="shown", next_key="key")
    near = own.join(between.select(who="between").unique(), on="who", how="semi")
    two = (
        own.join(near.select("how", "key", between="who"), on=["how", "key"], how="inner")
        .filter(pl.col("who") != pl.col("between"))
        .join(between, on="between", how="inner")
        .filter((pl.col("key") != pl.col("next_key")) | (pl.col("how") != pl.col("next_how")))
        .join(called.unique(), on=["known_who", "who"], how="anti")
        .select("who", "known_who", "how", "shown", "between", "next_how", "next_shown", "key")
    )
    rank = pl.col("how").replace_strict(_RANK, return_dtype=pl.Int8)
    return (
        pl.concat([one, two])
        .sort(pl.col("between").is_not_null(), rank, "between", "key", "known_who")
        .unique(["who", "known_who"], keep="first", maintain_order=True)
        .join(about.drop("called").rename({"who": "known_who"}), on="known_who", how="inner", maintain_order="left")
        .drop("known_who", "key")
    )


def _without_country(address: ListedAddress) -> str:
    """The address as declared parties give it, whose country stands apart."""
    parts = [part.strip() for part in address.text.split(",")]
    return " ".join(part for part in parts if address.country is None or country_code(part) != address.country)


def _address_key(address: pl.Expr) -> pl.Expr:
    """The telling words of an address in order of the alphabet; null without a number, a word, or any length.

    Postal codes go: one of two papers usually lacks it.
    """
    plain = address.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    latin = plain.str.replace_many(list(_CYRILLIC), list(_CYRILLIC.values()))
    words = latin.str.replace_all(r"['’‘ʻʼ`]", "").str.extract_all(r"[\p{L}]+|\d+[a-z]?")
    telling = words.list.eval(
        pl.element().filter(
            ~pl.element().is_in(list(_NOISE)) & ~pl.element().str.contains(r"^\d{5,}$") & (pl.element() != "")
        )
    )
    key = telling.list.unique().list.sort().list.join(" ")
    return pl.when(key.str.contains(r"\d") & key.str.contains(r"\p{L}{3}") & (key.str.len_chars() >= 8)).then(key)


def _phone_key(phone: pl.Expr) -> pl.Expr:
    """The last nine digits, which do not hang on how the country is dialled; null when there are fewer."""
    digits = phone.str.replace_all(r"\D", "")
    return pl.when(digits.str.len_chars() >= 9).then(digits.str.tail(9))


def _email_key(email: pl.Expr) -> pl.Expr:
    plain = email.str.strip_chars().str.to_lowercase()
    return pl.when(plain.str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")).then(plain)


def _with_number_key(numbers: pl.DataFrame) -> pl.DataFrame:
    """The scheme and number of an identifier without signs; null when of no known scheme, or too short to tell."""
    parts = numbers.with_columns(
        scheme=pl.col("shown").str.extract(r"^\s*([^:]+):"),
        number=pl.col("shown").str.replace(r"^[^:]*:", "").str.replace_all(r"[\W_]+", "").str.to_uppercase(),
    )
    one_word = {scheme: same_scheme(scheme) for scheme in parts["scheme"].drop_nulls().unique()}
    telling = (pl.col("number").str.len_chars() >= 6) & pl.col("number").str.contains(r"\d")
    scheme = pl.col("scheme").replace_strict(one_word, default=None, return_dtype=pl.String)
    return parts.with_columns(key=pl.when(telling).then(scheme + ":" + pl.col("number")))
