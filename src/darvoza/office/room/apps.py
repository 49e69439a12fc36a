"""The training room, as a Django app."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """Sessions, runs, their events and results, all of training units."""

    name = "darvoza.office.room"
    label = "room"

    def ready(self) -> None:
        """Hear what is decided on desks of exercises, and show beside it what an exercise asks."""
        from darvoza.office import exercise  # noqa: PLC0415 - models are there only now
        from darvoza.office.desk.happenings import decided  # noqa: PLC0415 - likewise
        from darvoza.office.room import hearing  # noqa: PLC0415 - likewise

        decided.connect(hearing.answered, dispatch_uid="room: answered")
        exercise.show(hearing.head, hearing.card)
