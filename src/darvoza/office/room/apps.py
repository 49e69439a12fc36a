"""The training room, as a Django app."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """Sessions, runs, their events and results, all of training units."""

    name = "darvoza.office.room"
    label = "room"
