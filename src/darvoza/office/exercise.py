"""What an exercise adds to the pages of the office where it is a training room; nothing where real work is done.

The training room says it through the two functions that it puts here; other parts know no more of exercises than this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest

from darvoza.office.home import is_training_room

if TYPE_CHECKING:
    from darvoza.office.desk.models import Consignment

BESIDE: Final = ("sure", "reasons")
"""What an exercise asks beside a measure: fields of the decision's form."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A template with its values: what stands on a page for the exercise."""

    template: str
    values: dict[str, Any]


_on_pages: list[Callable[[HttpRequest], Panel | None]] = []
_on_card: list[Callable[[HttpRequest, "Consignment"], Panel | None]] = []


def show(
    on_pages: Callable[[HttpRequest], Panel | None], on_card: Callable[[HttpRequest, "Consignment"], Panel | None]
) -> None:
    """Have this shown at the head of every page, and on each scorecard; the last to ask is heard."""
    _on_pages[:] = [on_pages]
    _on_card[:] = [on_card]


def head(request: HttpRequest) -> Panel | None:
    """What stands at the head of a page."""
    return next((panel(request) for panel in _on_pages), None) if is_training_room() else None


def card(request: HttpRequest, row: "Consignment") -> Panel | None:
    """What stands on a scorecard."""
    return next((panel(request, row) for panel in _on_card), None) if is_training_room() else None
