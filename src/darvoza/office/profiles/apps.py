"""Profiles, as a Django app."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """The office's folder of profiles; every version is a file in it, so there is no table here."""

    name = "darvoza.office.profiles"
    label = "profiles"
