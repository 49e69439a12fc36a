"""Administration, as a Django app: it has pages and commands, and no data of its own."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """Units, posts, people and tokens."""

    name = "darvoza.office.administration"
    label = "administration"
