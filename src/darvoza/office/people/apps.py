"""The people of an office, as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Officers, units, posts and roles."""

    name = "darvoza.office.people"
    label = "people"
