"""From a table's columns to a batch of consignments: rows grouped by reference, parts told apart, all in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from darvoza.consignment import COLUMNS, ConsignmentBatch, Lodgement, pack_whole
from darvoza.intake.mapping import MappedField, Mapping
from darvoza.intake.reading import Limits
from darvoza.intake.table_cells import is_list, narrowed, unreadable, value_of

_SHOWN = 20
_NO_REFERENCE = "\x1f"
LINE, OFFSET, END = " line", " offset", " end"  # with a blank, which no column of a table begins with


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a column: at how many rows, and the first of them with their texts."""

    kind: str
    column: str
    count: int
    lines: list[int]
    offsets: list[int | None]
    texts: list[str | None]
    field: MappedField | None = None


@dataclass(slots=True)
class Columns:
    """A table's cells by the columns of its mapping, made into values step by step.

    ``cells`` has a text column for each column of the mapping that the table has, named as the mapping names it, and
    :data:`LINE`, the line of each row; a text file's also :data:`OFFSET` and :data:`END`, where the row lies in it.
    """

    mapping: Mapping
    cells: pl.DataFrame
    native: bool
    limits: Limits
    faults: list[Fault] = field(default_factory=list)
    groups: dict[tuple[str, str | None], list[str]] = field(default_factory=dict)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def batch(self, message: str, *, provenance: bool) -> ConsignmentBatch:
        """The consignments of the table, with the bytes of each when ``provenance`` is wanted."""
        self._shorten()
        self._read_values()
        self._find_rows()
        parts = {part: self._part(part) for part in ("parties", "places", "documents")}
        parts |= {"goods": self._goods(), "equipment": self._equipment()}
        filled = {part: frame for part, frame in parts.items() if frame is not None}
        return ConsignmentBatch.from_frames(self._consignments(message, provenance=provenance), **filled)

    def _shorten(self) -> None:
        most = self.limits.text_characters
        lengths = self.cells.select(pl.col(pl.String).str.len_bytes().max()).row(0, named=True)
        for name in (name for name, length in lengths.items() if (length or 0) > most):
            long = self.cells[name].str.len_chars() > most
            self._fault("long", name, long)
            self.cells = self.cells.with_columns(pl.col(name).str.head(most))

    def _read_values(self) -> None:
        """Every mapped cell as a value in ``rows``, under the field it is for."""
        present = [each for each in self.mapping.fields if each.column in self.cells.columns]
        narrow = [narrowed(each, self.cells[each.column or ""], native=self.native) for each in present]
        values = self.cells.select(
            value_of(narrow[number], pl.col(each.column or ""), native=self.native).alias(f" {number}")
            for number, each in enumerate(present)
        )
        checked = self.cells.hstack(values)
        wrong = checked.select(
            unreadable(each, pl.col(each.column or ""), pl.col(f" {number}")).alias(f" {number}")
            for number, each in enumerate(present)
        )
        for number, each in enumerate(present):
            self._fault("value", each.column or "", wrong[f" {number}"], each)
        by_target: dict[str, list[int]] = {}
        for number, each in enumerate(present):
            by_target.setdefault(each.target, []).append(number)
        columns = []
        for target, numbers in by_target.items():
            first = present[numbers[0]]
            self.groups.setdefault((first.table, first.label), []).append(first.name)
            columns.append(_together(first, [pl.col(f" {number}") for number in numbers]).alias(target))
        self.rows = values.select(columns)

    def _find_rows(self) -> None:
        """Which consignment each row belongs to: ``row``, counted in the order of first appearance."""
        line = self.cells[LINE].cast(pl.String)
        given = [self.cells[name] for name in self.mapping.reference]
        blank = pl.select(pl.all_horizontal(column.is_null() for column in given)).to_series()
        self._fault("reference", self.mapping.reference[0], blank)
        joined = pl.select(pl.concat_str(given, separator="/", ignore_nulls=True).alias("reference")).to_series()
        keys = pl.select(pl.when(blank).then(_NO_REFERENCE + "line " + line).otherwise(joined).alias("key")).to_series()
        self.rows = self.rows.with_columns(keys.alias("key"))
        if keys.n_unique() == len(keys):
            self.rows = self.rows.with_row_index("row").with_columns(position=pl.lit(0, pl.UInt32))
            self._keep_within(len(keys))
            return
        numbered = self.rows.select(pl.col("key").unique(maintain_order=True)).with_row_index("row")
        self.rows = self.rows.join(numbered, on="key", how="left", maintain_order="left").with_columns(
            position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row")
        )
        self._keep_within(len(numbered))

    def _keep_within(self, count: int) -> None:
        """Leave out what is beyond the limits, and say so."""
        most, most_goods = self.limits.consignments, self.limits.goods_per_consignment
        kept = (self.rows["row"] < most) & (self.rows["position"] < most_goods)
        if kept.all():
            return
        self._fault("goods", self.mapping.reference[0], self.rows["position"] == most_goods)
        first_beyond = (self.rows["row"] == most) & (self.rows["position"] == 0)
        self._fault("consignments", self.mapping.reference[0], first_beyond, said=str(count))
        self.rows = self.rows.filter(kept)
        self.cells = self.cells.filter(kept)

    def _consignments(self, message: str, *, provenance: bool) -> pl.DataFrame:
        fields = self.groups.get(("consignments", None), [])
        targets = [f"consignments.{name}" for name in fields]
        whole = self.rows.select("row", "key", *targets)
        if provenance:
            whole = whole.hstack(self.cells.select(OFFSET, END))
        if not self._one_row_each():
            spans = [pl.col(OFFSET).min(), pl.col(END).max()] if provenance else []
            firsts = (pl.col(name).drop_nulls().first() for name in targets)
            grouped = whole.group_by("row", maintain_order=True).agg(pl.col("key").first(), *firsts, *spans)
            for name in targets:
                self._fault_conflict(name, grouped[name])
            whole = grouped
        frame = whole.select(
            pl.concat_str(pl.lit(message + "-"), pl.col("row").cast(pl.String)).alias("id"),
            pl.lit(message).alias("message"),
            pl.col("key").str.strip_prefix(_NO_REFERENCE).alias("reference"),
            *(pl.col(target).alias(name) for target, name in zip(targets, fields, strict=True)),
            *self._constants("consignments", None, fields),
        )
        if provenance:
            frame = frame.with_columns(pack_whole(whole[OFFSET], whole[END] - whole[OFFSET]).alias("provenance"))
        return _who_says_it(frame)

    def _goods(self) -> pl.DataFrame | None:
        fields = self.groups.get(("goods", None))
        if not fields:
            return None
        targets = [f"goods.{name}" for name in fields]
        return self.rows.filter(pl.any_horizontal(pl.col(targets).is_not_null())).select(
            "row",
            "position",
            *(pl.col(target).alias(name) for target, name in zip(targets, fields, strict=True)),
            *self._constants("goods", None, fields),
        )

    def _part(self, table: str) -> pl.DataFrame | None:
        """Parties, places or documents: each different one of a consignment once, in the mapping's order."""
        found = []
        for (of_table, label), fields in self.groups.items():
            if of_table != table:
                continue
            part = self._group(table, label, fields)
            part = part.unique(maintain_order=True) if not self._one_row_each() else part
            if label is not None:
                name = {"parties": "role", "places": "role", "documents": "type"}[table]
                part = part.with_columns(pl.lit(label).cast(COLUMNS[table][name]).alias(name))
            found.append(part.with_columns(self._constants(table, label, part.columns)))
        if not found:
            return None
        whole = pl.concat(found, how="diagonal").sort("row", maintain_order=True)
        return whole.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row"))

    def _group(self, table: str, label: str | None, fields: Sequence[str]) -> pl.DataFrame:
        """The rows in which a part has anything, a row for each member of a cell that lists several."""
        prefix = f"{table}[{label}]." if label is not None else f"{table}."
        part = self.rows.select("row", *(pl.col(prefix + name).alias(name) for name in fields))
        part = part.filter(pl.any_horizontal(pl.col(fields).is_not_null()))
        several = [name for name in fields if isinstance(part.schema[name], pl.List)]
        for name in several:
            if not isinstance(COLUMNS[table][name], pl.List):
                part = part.explode(name)
        return part

    def _equipment(self) -> pl.DataFrame | None:
        found = []
        for (table, kind), fields in self.groups.items():
            if table != "equipment" or kind is None:
                continue
            part = self.rows.select("row", *(pl.col(f"equipment[{kind}].{name}").alias(name) for name in fields))
            if "id" not in fields:
                part = part.with_columns(id=pl.lit(None, pl.String))
            found.append(self._of_kind(part, kind, fields))
        if not found:
            return None
        whole = pl.concat(found, how="diagonal").sort("row", maintain_order=True)
        return whole.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row"))

    def _of_kind(self, part: pl.DataFrame, kind: str, fields: Sequence[str]) -> pl.DataFrame:
        """Each container, trailer, wagon or device once, with all its seals.

        Several in a cell share out the seals of theirs in order; if their numbers differ the first has them all, since
        which is whose is not said.
        """
        seals = "seals" in fields
        if seals:
            alone = part.select(pl.col("seals").is_not_null() & pl.col("id").is_null()).to_series()
            self._fault("seals", self._column(f"equipment[{kind}].seals"), alone)
        part = part.filter(pl.col("id").is_not_null())
        if isinstance(part.schema["id"], pl.List):
            count = pl.col("id").list.len()
            part = part.with_columns(count.alias("count"), pl.int_ranges(count).alias("place")).explode("id", "place")
            if seals:
                own = pl.col("seals").list.slice(pl.col("place"), 1)
                shared = pl.when(pl.col("seals").list.len() == pl.col("count")).then(own)
                first = shared.when(pl.col("place") == 0).then(pl.col("seals"))
                single = pl.when(pl.col("count") == 1).then(pl.col("seals")).otherwise(first)
                part = part.with_columns(single.alias("seals"))
            part = part.drop("count", "place")
        rest = [name for name in fields if name not in {"id", "seals"}]
        if part.select("row", "id").is_duplicated().any():
            sealed = [pl.col("seals").explode().drop_nulls().unique(maintain_order=True)] if seals else []
            firsts = (pl.col(name).drop_nulls().first() for name in rest)
            part = part.group_by("row", "id", maintain_order=True).agg(*firsts, *sealed)
        part = part.select("row", "id", *rest, *(["seals"] if seals else []))
        return part.with_columns(pl.lit(kind).cast(COLUMNS["equipment"]["kind"]).alias("kind"))

    def _constants(self, table: str, label: str | None, filled: Sequence[str]) -> list[pl.Expr]:
        return [
            pl.lit(each.constant).cast(each.dtype).alias(each.name)
            for each in self.mapping.fields
            if each.column is None and (each.table, each.label) == (table, label) and each.name not in filled
        ]

    def _one_row_each(self) -> bool:
        return bool(self.rows["position"].max() in (0, None))

    def _column(self, target: str) -> str:
        return next((each.column or "" for each in self.mapping.fields if each.target == target), target)

    def _fault_conflict(self, target: str, firsts: pl.Series) -> None:
        """Rows of one consignment that say different things of it."""
        column = self._column(target)
        said = self.rows[target]
        differs = (said != firsts.gather(self.rows["row"])) & said.is_not_null()
        self._fault("conflict", column, differs)

    def _fault(
        self, kind: str, column: str, where: pl.Series, mapped: MappedField | None = None, said: str | None = None
    ) -> None:
        if not where.any():  # nulls count as no
            return
        where = where.fill_null(value=False)
        first = self.cells.filter(where).head(_SHOWN)
        count = len(first)
        self.faults.append(
            Fault(
                kind=kind,
                column=column,
                count=int(where.sum()),
                lines=first[LINE].to_list(),
                offsets=first[OFFSET].to_list() if OFFSET in first.columns else [None] * count,
                texts=first[column].to_list() if said is None and column in first.columns else [said] * count,
                field=mapped,
            )
        )


def _together(first: MappedField, columns: list[pl.Expr]) -> pl.Expr:
    """One value from several columns: the first that has one, or all members of the lists."""
    if len(columns) == 1:
        return columns[0]
    if is_list(first):
        joined = pl.concat_list(column.fill_null([]) for column in columns)
        return pl.when(joined.list.len() > 0).then(joined)
    return pl.coalesce(columns)


def _who_says_it(frame: pl.DataFrame) -> pl.DataFrame:
    """Whether a consignment is declared or only manifested, where no column says: a declaration has a number."""
    dtype = COLUMNS["consignments"]["lodgement"]
    named = pl.col("transport_document").is_not_null() if "transport_document" in frame.columns else pl.lit(False)
    numbered = pl.col("declaration").is_not_null() if "declaration" in frame.columns else pl.lit(False)
    guess = pl.when(named & ~numbered).then(pl.lit(Lodgement.MANIFEST.value))
    lodgement = guess.otherwise(pl.lit(Lodgement.DECLARATION.value)).cast(dtype)
    level = pl.lit("simple").cast(COLUMNS["consignments"]["level"])
    return frame.with_columns(
        pl.coalesce("lodgement", lodgement) if "lodgement" in frame.columns else lodgement.alias("lodgement"),
        pl.col("level").fill_null(level) if "level" in frame.columns else level.alias("level"),
    )
