"""Lists, as a Django app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """Watch lists and control entries; they are kept as files, so there is no table here."""

    name = "darvoza.office.lists"
    label = "lists"
