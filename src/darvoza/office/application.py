"""The office as a web application, as WSGI servers call it."""

import os
from wsgiref.types import WSGIApplication

import django
from django.core.wsgi import get_wsgi_application

SETTINGS = "darvoza.office.settings"


def set_up() -> None:
    """Django with the office's settings; asked again, nothing happens."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def create_office() -> WSGIApplication:
    """The office whose folder and database the environment names (:mod:`darvoza.office.settings`)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    made: WSGIApplication = get_wsgi_application()
    return made
