"""The board, as a Django app."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """Rates, times, workload and health for supervisors; it keeps nothing of its own."""

    name = "darvoza.office.board"
    label = "board"
