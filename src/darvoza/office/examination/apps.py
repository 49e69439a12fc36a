"""Examination, as a Django app."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from darvoza.office.desk.models import Decision


class ExaminationConfig(AppConfig):
    """Orders, what inspectors found, photographs, seizures and signatures."""

    name = "darvoza.office.examination"
    label = "examination"

    def ready(self) -> None:
        """Hear the desk's decisions: an order stands with the decision that asks for it, or neither does."""
        from darvoza.office.desk.happenings import decided  # noqa: PLC0415 - models are there only now

        decided.connect(_ordered, dispatch_uid="examination: ordered")


def _ordered(sender: object, decision: "Decision", **ignored: object) -> None:  # noqa: ARG001 - as signals call
    from darvoza.office.examination.orders import order  # noqa: PLC0415 - only where somebody decides

    order(decision)
