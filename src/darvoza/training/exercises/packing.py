"""An exercise that no seed makes again, such as one from a real case: all of it as one text, to be sealed and kept."""

import base64
import io
from typing import Final

import msgspec
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.exercises.from_case import traffic_of
from darvoza.training.exercises.materials import Hidden, Materials
from darvoza.training.exercises.prepare import Prepared

MARK: Final = "darvoza exercise pack 1:"
"""How the text of a pack begins."""


class _Pack(msgspec.Struct, frozen=True):
    materials: Materials
    hidden: Hidden
    batch: bytes


def pack(prepared: Prepared) -> str:
    """A prepared exercise as text, the truth with it: seal it before it is kept anywhere."""
    file = io.BytesIO()
    prepared.batch.nested().write_parquet(file)
    whole = _Pack(prepared.materials, prepared.hidden, file.getvalue())
    return MARK + base64.b64encode(msgspec.msgpack.encode(whole)).decode()


def unpack(text: str) -> Prepared:
    """The exercise that was packed.

    Raises:
        ValueError: the text is no pack, or is cut off.
    """
    if not text.startswith(MARK):
        raise ValueError("this is no packed exercise")
    try:
        whole = msgspec.msgpack.decode(base64.b64decode(text[len(MARK) :], validate=True), type=_Pack)
        frame = pl.read_parquet(io.BytesIO(whole.batch))
    except (ValueError, msgspec.DecodeError, pl.exceptions.PolarsError) as error:
        raise ValueError("the packed exercise is damaged") from error
    return Prepared(whole.materials, whole.hidden, (traffic_of(ConsignmentBatch.from_nested(frame)),))
