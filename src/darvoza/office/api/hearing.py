"""What happens at the desk, put in line for those who asked to be told."""

from collections.abc import Sequence

from darvoza.office.api.events import asked, tell
from darvoza.office.desk.happenings import decided, messages_read
from darvoza.office.desk.models import Decision, Message
from darvoza.office.people.models import Post


def connect() -> None:
    """Listen from now on; asked again, nothing changes."""
    messages_read.connect(_messages_read, dispatch_uid="api: messages read")
    decided.connect(_consignment_decided, dispatch_uid="api: consignment decided")


def _messages_read(sender: type[Message], messages: Sequence[Message], **ignored: object) -> None:  # noqa: ARG001 - as signals call
    listening = asked("message.read")
    for message in messages:
        if message.unit_id in listening:
            tell("message.read", message.unit, {"message": message.pk, "key": message.key, "status": message.status})


def _consignment_decided(sender: type[Decision], decision: Decision, **ignored: object) -> None:  # noqa: ARG001 - likewise
    body = {"consignment": decision.consignment.key, "measure": decision.measure, "made": decision.made.isoformat()}
    post = Post.objects.select_related("unit").filter(code=decision.consignment.office).first()
    tell("consignment.decided", post.unit if post else None, body)
