"""Documents that a CUSCAR message refers to."""

from typing import Any, Final

from darvoza.intake.cuscar.draft import KEYS, State, place
from darvoza.intake.edifact import first

_DOCUMENTS: Final = KEYS["documents"]


class Documents(State):
    """Reads licences, invoices, certificates and other papers referred to."""

    def doc(self, e: list[str], at: int, raw: list[str]) -> None:
        """DOC: a document that goods need or come with."""
        kind = first(e[1]).strip() if len(e) > 1 else ""
        number = first(e[2]).strip() if len(e) > 2 else ""
        if kind or number:
            self.refer(kind or None, number or None, at, raw, type_index=1, number_index=2)
        self.group = "DOC"

    def refer(
        self,
        kind: str | None,
        number: str | None,
        at: int,
        raw: list[str],
        *,
        type_index: int,
        number_index: int,
    ) -> None:
        """Notes a document, with the goods item it stands with."""
        draft = self.draft
        if not self.room(len(draft.documents), "documents", at):
            return
        position = draft.first_document + len(draft.documents)
        document: dict[str, Any] = {"type": kind, "number": number}
        if draft.goods:
            document["item"] = len(draft.goods) - 1
        draft.documents.append(document)
        if self.traced:
            if kind:
                draft.marks += (_DOCUMENTS["type"] | position, *place(at, raw, type_index))
            if number:
                draft.marks += (_DOCUMENTS["number"] | position, *place(at, raw, number_index))
