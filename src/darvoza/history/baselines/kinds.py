"""What is counted: each kind of thing, what makes one of it, and whose it is."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from darvoza.history.baselines.hashing import Hashes, joined
from darvoza.history.baselines.schema import SIDES, TRADERS
from darvoza.history.baselines.traces import Traces


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: the frame of traces it is found in and the columns that together make it.

    ``of`` is whose it is, where it is asked how many different ones someone had; ``measure`` a column of logarithms
    whose mean and spread are kept. One that ``asks`` another kind is not counted itself but looked up among those.
    """

    name: str
    frame: str
    parts: tuple[str, ...]
    of: str | None = None
    measure: str | None = None
    asks: str | None = None

    @property
    def counts(self) -> str:
        """The kind that it is counted and looked up as."""
        return self.asks or self.name

    def keys(self, traces: Traces) -> "Keys":
        """The things of this kind; those that lack a part or a day are left out."""
        parts = [traces.column(self.frame, part) for part in self.parts]
        days, known = traces.column(self.frame, "day")
        known = np.logical_and.reduce([known, *(there for _, there in parts)])
        measure = None
        if self.measure:
            measure, there = traces.column(self.frame, self.measure)
            known = known & there
            measure = measure[known]
        return Keys(
            places=np.flatnonzero(known),
            rows=traces.column(self.frame, "row")[0][known],
            days=days[known].astype(np.int64),
            key=joined(self.counts, [values[known] for values, _ in parts], int(known.sum())),
            of=traces.column(self.frame, self.of)[0][known] if self.of else None,
            measure=measure,
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """Things of one kind: their places in their frame, the consignments they are of, the days, and what they are."""

    places: NDArray[np.int64]
    rows: NDArray[np.uint32]
    days: NDArray[np.int64]
    key: Hashes
    of: Hashes | None
    measure: NDArray[np.float64] | None


def _kinds() -> tuple[Kind, ...]:
    ends = ("dispatch", "destination")
    made = [Kind(side, "heads", (side,)) for side in SIDES]
    made += [
        Kind("pair", "heads", ("consignor", "consignee"), of="consignee"),
        Kind("declarant_consignee", "heads", ("declarant", "consignee"), of="consignee"),
        Kind("carrier_consignee", "heads", ("carrier", "consignee"), of="consignee"),
        Kind("consignee_office", "heads", ("consignee", "office")),
        Kind("consignee_mode", "heads", ("consignee", "mode")),
        Kind("consignee_dispatch", "heads", ("consignee", "dispatch")),
        Kind("consignor_destination", "heads", ("consignor", "destination")),
        Kind("consignor_office", "heads", ("consignor", "office")),
        Kind("carrier_office", "heads", ("carrier", "office")),
        Kind("carrier_countries", "heads", ("carrier", *ends)),
        Kind("countries", "heads", ends),
        Kind("countries_mirror", "heads", ends[::-1], asks="countries"),
        Kind("office_countries", "heads", ("office", *ends)),
        Kind("means", "heads", ("means",)),
        Kind("means_carrier", "heads", ("means", "carrier"), of="means"),
        Kind("driver", "heads", ("driver",)),
        Kind("driver_carrier", "heads", ("driver", "carrier")),
        Kind("consignee_origin", "goods", ("consignee", "origin"), of="consignee"),
        Kind("heading", "goods", ("hs4",)),
        Kind("heading_origin", "goods", ("hs4", "origin")),
        Kind("consignee_hs4_mass", "goods", ("consignee", "hs4"), measure="mass"),
        Kind("own_price", "goods", ("consignee", "hs6", "money"), measure="price"),
        Kind("consignee_hs6", "goods", ("consignee", "hs6")),
        Kind("consignor_hs6", "goods", ("consignor", "hs6")),
        Kind("received", "goods", ("consignor", "hs6"), asks="consignee_hs6"),
        Kind("sent", "goods", ("consignee", "hs6"), asks="consignor_hs6"),
        Kind("document", "heads", ("document", "lodgement")),
        Kind("document_consignee", "heads", ("document", "lodgement", "called")),
        Kind("document_destination", "heads", ("document", "lodgement", "destination")),
        Kind("container", "boxes", ("container",)),
        Kind("container_consignee", "boxes", ("container", "consignee"), of="container"),
        Kind("seal", "seals", ("seal",)),
        Kind("seal_container", "seals", ("seal", "container")),
    ]
    for side in TRADERS:
        contacts = f"contacts {side}"
        made += [
            Kind(f"{side}_mass", "heads", (side,), measure="mass"),
            Kind(f"{side}_hs2", "goods", (side, "hs2"), of=side),
            Kind(f"{side}_hs4", "goods", (side, "hs4"), of=side),
            Kind(f"{side}_phone", contacts, (side, "phone"), of=side),
            Kind(f"{side}_email", contacts, (side, "email"), of=side),
            Kind(f"{side}_address", contacts, (side, "address"), of=side),
            Kind(f"phone_{side}", contacts, ("phone", side), of="phone"),
            Kind(f"email_{side}", contacts, ("email", side), of="email"),
        ]
    return tuple(made)


def _found() -> tuple[Kind, ...]:
    made = [Kind("all", "heads", ())]
    made += [Kind(side, "heads", (side,)) for side in (*SIDES, "means", "driver")]
    made += [Kind("hs6", "goods", ("hs6",)), Kind("container", "boxes", ("container",))]
    for side in TRADERS:
        for way in ("phone", "email", "address"):
            made += [
                Kind(f"{way} {side}", f"contacts {side}", (way,)),
                Kind(f"{way} own {side}", f"contacts {side}", (way, side)),
            ]
    return tuple(made)


KINDS: Final = _kinds()
"""What is counted of consignments."""

FOUND: Final = _found()
"""What is counted of findings, under :func:`inspected` and :func:`breached` names."""


def inspected(kind: Kind) -> str:
    """The name under which examinations of things of this kind are counted."""
    return f"inspected {kind.name}"


def breached(kind: Kind) -> str:
    """The name under which breaches found with things of this kind are counted."""
    return f"breached {kind.name}"
