"""What an assessment was made with, as an officer reads it: versions are kept in English, and said in any language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from darvoza.office.desk.list_names import list_name
from darvoza.office.words import Words

_COUNTED: Final = re.compile(r"(\d+) (as of|of) (\S+)")
_PLAIN: Final = frozenset({"none", "used", "not calibrated"})


def made_with(versions: Sequence[Mapping[str, Any]], words: Words) -> list[tuple[str, str]]:
    """Each part that was used by its name, with its version as the reader says it."""
    return list(_told(versions, words))


def _told(versions: Sequence[Mapping[str, Any]], words: Words) -> Iterator[tuple[str, str]]:
    for each in versions:
        name, version = each["name"] or "—", each["version"] or "—"
        counted = _COUNTED.fullmatch(version)
        if version in _PLAIN:
            version = {
                "none": words.say("none"),
                "used": words.say("used"),
                "not calibrated": words.say("not calibrated"),
            }[version]
        elif counted and counted[2] == "as of":
            version = words.say("{count} as of {date}", count=counted[1], date=counted[3])
        elif counted:
            version = words.say("{count}, version {version}", count=counted[1], version=counted[3])
        elif name == "assessed":
            version = _moment(version, words)
        yield list_name(name), version


def _moment(text: str, words: Words) -> str:
    try:
        return words.moment(datetime.fromisoformat(text))
    except ValueError:
        return text
