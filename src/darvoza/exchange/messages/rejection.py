"""Why something that arrived, or was to leave, is not taken: said to both sides in the same words."""

from darvoza.exchange.messages.between_nodes import Fault


class Rejected(Exception):  # noqa: N818 - what arrived is rejected
    """Something that arrived is not taken. ``reason`` is an English message with places for ``values``."""

    def __init__(self, fault: Fault, reason: str, **values: str) -> None:
        self.fault = fault
        self.reason = reason
        self.values = values
        self.sender: str | None = None
        super().__init__(reason.format_map({**values}))
