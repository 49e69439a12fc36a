"""The REST API, as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and webhooks."""

    name = "darvoza.office.api"
    label = "api"
