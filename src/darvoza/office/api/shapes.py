"""What the API takes and gives, as its OpenAPI description says it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Key = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=2000)]
EVENTS = ("message.read", "consignment.decided", "finding.recorded")
Event = Literal["message.read", "consignment.decided", "finding.recorded"]


class Refusal(Schema):
    """Why a request was not done, and what to do."""

    detail: Any


class MessageOut(Schema):
    """One message and what became of it."""

    id: int
    key: str
    name: str
    sha256: str
    size: int
    received: datetime
    waiting: bool
    status: str
    receipt: dict[str, Any] | None = None


class ConsignmentOut(Schema):
    """A consignment as the queue has it."""

    key: str
    reference: str
    office: str
    mode: str
    flow: str
    arrival: datetime | None
    received: datetime
    score: float
    mandatory: bool
    state: str
    rank: int | None
    ground: str
    measure: str
    technique: str
    probability: float | None


class ConsignmentPage(Schema):
    """Some consignments, in the order in which they came; ``next`` asks for those after them."""

    consignments: list[ConsignmentOut]
    next: int | None


class AssessmentOut(Schema):
    """Everything said about one consignment: what was filed, what fired, and with which versions."""

    consignment: ConsignmentOut
    made: datetime
    filed: dict[str, Any]
    said: dict[str, Any]


class FindingIn(Schema):
    """What an examination found; ``breach`` null: still open. Fields as in the history's findings."""

    model_config = ConfigDict(extra="forbid")

    consignment: Key
    examined: datetime
    breach: bool | None = None
    critical: bool | None = None
    measure: Annotated[str, Field(max_length=40)] = "physical examination"
    typology: Annotated[str, Field(max_length=40)] | None = None
    category: Annotated[str, Field(max_length=120)] | None = None
    quantity: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    amount: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    note: Text | None = None


class WebhookIn(Schema):
    """An address to tell of events."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, Field(max_length=400, pattern="^https://[^\\s]+$")]
    events: Annotated[list[Event], Field(min_length=1, max_length=10)]


class WebhookOut(Schema):
    """A webhook; its secret is given once, when it is made."""

    id: int
    address: str
    events: list[str]
    secret: str | None = None
