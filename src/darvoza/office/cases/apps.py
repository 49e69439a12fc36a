"""Cases, as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their notes and tasks, evidence and its chain of custody."""

    name = "darvoza.office.cases"
    label = "cases"
