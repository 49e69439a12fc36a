"""Profiles as files: what an analyst writes, in YAML or JSON, read under limits and checked field by field."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from darvoza.risk.profiles.profile import Profile
from darvoza.risk.profiles.refusal import ConditionRefused
from darvoza.signals import Typology

LARGEST: Final = 64 * 1024
"""Bytes in a profile's file, at most."""


class RecordRefused(ValueError):  # noqa: N818 - it says what happened
    """A profile's file cannot be taken: which file, and what is wrong in it."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an analyst writes; version, approver and dates of decisions are the store's to add."""

    id: str
    title: str
    condition: str
    author: str
    purpose: str
    typology: Typology
    weight: float
    start: date
    end: date
    review: date
    measure: str | None = None
    mandatory: bool = False

    def profile(self, *, version: int = 1, approver: str | None = None) -> Profile:
        """The record as a profile: its condition read, its fields checked.

        Raises:
            ConditionRefused: the condition cannot be taken.
            ValueError: another field cannot.
        """
        fields = msgspec.structs.asdict(self)
        return Profile(**fields, version=version, approver=approver)


def read_record(path: Path) -> Record:
    """The record in this file, with its condition checked.

    Raises:
        RecordRefused: it is too large, is neither YAML nor JSON, lacks a field, or one of its fields cannot be taken.
    """
    if (size := path.stat().st_size) > LARGEST:
        raise RecordRefused(f"{path}: a profile has at most {LARGEST} bytes, and this has {size}")
    try:
        record = msgspec.convert(_plain(yaml.safe_load(path.read_bytes())), Record)
        record.profile()
    except ConditionRefused as error:
        raise RecordRefused(f"{path}: condition: {error}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RecordRefused(f"{path}: {error}") from error
    return record


def write_record(record: Record) -> str:
    """The record as YAML, as the store keeps it."""
    fields = msgspec.to_builtins(record, builtin_types=(date,))
    return str(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100))


def _plain(content: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """YAML reads a plain date as a date; anything but a mapping is no record, and is said so by what is missing."""
    return content if isinstance(content, dict) else {}
