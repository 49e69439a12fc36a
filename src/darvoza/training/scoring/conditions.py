"""A condition that a trainee wrote, tried on days that nobody has seen."""

from darvoza.consignment import ConsignmentBatch
from darvoza.risk import ConditionRefused, consignment_view, read_condition, to_expression
from darvoza.training.exercises import Prepared


def hits_of(prepared: Prepared, text: str) -> tuple[str, ...]:
    """The unseen consignments that a condition is true of; none for no condition, or one that cannot be read."""
    if not text.strip():
        return ()
    try:
        return tried(ConsignmentBatch.concat(day.batch for day in prepared.unseen), text)
    except ConditionRefused:
        return ()


def tried(batch: ConsignmentBatch, text: str) -> tuple[str, ...]:
    """The references of a batch that a condition is true of, in its order: a trainee's own trial on the past.

    Raises:
        ConditionRefused: the condition cannot be read; it says where and why.
    """
    tree = read_condition(text)
    view = consignment_view(batch)
    rows = view.filter(to_expression(tree).fill_null(value=False))["row"].unique(maintain_order=True)
    return tuple(batch.consignments["reference"].gather(rows.sort()).to_list())


def refused(text: str) -> str | None:
    """Why a condition cannot be read; None if it can."""
    try:
        read_condition(text)
    except ConditionRefused as error:
        return str(error)
    return None
