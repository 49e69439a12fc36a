"""The liaison desk, as a Django app."""

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """Messages to and from partner administrations; they are kept by the exchange's own node, not in the database."""

    name = "darvoza.office.liaison"
    label = "liaison"

    def ready(self) -> None:
        """Let every page of the office show what partners gave for its subject, and know what is withheld there."""
        from django.template import engines  # noqa: PLC0415 - the engines are there only now

        from darvoza.office.liaison.bound import received, withheld_profiles  # noqa: PLC0415 - models are there only now

        known = engines["jinja2"].env.globals
        known["received"] = received
        known["withheld_profiles"] = withheld_profiles
