"""The desk, as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Messages, consignments, their assessments and what officers decide of them."""

    name = "darvoza.office.desk"
    label = "desk"
