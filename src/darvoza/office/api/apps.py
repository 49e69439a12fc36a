"""The REST API, as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and webhooks."""

    name = "darvoza.office.api"
    label = "api"

    def ready(self) -> None:
        """Hear what happens at the desk."""
        from darvoza.office.api import hearing  # noqa: PLC0415 - its models are there only now

        hearing.connect()
