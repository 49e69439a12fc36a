"""The liaison desk, as a Django app."""

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """Messages to and from partner administrations; they are kept by the exchange's own node, not in the database."""

    name = "darvoza.office.liaison"
    label = "liaison"
