"""What happens at the desk, for other parts of the office to hear; each is sent in the transaction that writes it."""

from typing import Final

from django.dispatch import Signal

messages_read: Final = Signal()
"""Some ``messages`` have been read and their consignments assessed."""

decided: Final = Signal()
"""A ``decision`` was made: for whoever makes an order of it or tells a partner.

``beside`` is what was filled in beside it. Whoever raises ``NotDecidedError`` refuses it, and nothing is written."""
