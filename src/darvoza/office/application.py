"""The office as a web application, as WSGI servers call it."""

import gc
import os
from typing import Final
from wsgiref.types import WSGIApplication

import django
from django.core.wsgi import get_wsgi_application

from darvoza.language import Language
from darvoza.office.home import prepare_home
from darvoza.prepared import keep_in

SETTINGS = "darvoza.office.settings"


PREPARED: Final = "prepared"
"""The folder of what takes long to prepare: whatever starts next finds it there."""


def start_sooner() -> None:
    """Keep what takes long to prepare in the office's folder, where this process may find it too."""
    keep_in(prepare_home() / PREPARED)


def set_up() -> None:
    """Django with the office's settings; asked again, nothing happens."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def create_office() -> WSGIApplication:
    """The office whose folder and database the environment names (:mod:`darvoza.office.settings`)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    made: WSGIApplication = get_wsgi_application()
    return made


def warm() -> None:
    """Make what is made once in a process before anybody waits for it: addresses, the templates used most, codes."""
    from django.template.loader import get_template  # noqa: PLC0415 - needs Django set up
    from django.urls import get_resolver  # noqa: PLC0415 - likewise

    from darvoza.codes import airport  # noqa: PLC0415 - after Django, which needs none of it
    from darvoza.office.desk.matches import warm as compare_names  # noqa: PLC0415 - likewise
    from darvoza.office.desk.route import outlines  # noqa: PLC0415 - likewise
    from darvoza.office.words import Words  # noqa: PLC0415 - likewise

    get_resolver().url_patterns  # noqa: B018 - imports the views
    for name in _MOST_USED:
        get_template(f"{name}.html.j2")
    for language in Language:
        Words(language).say("Sign in")
    airport("TAS")
    outlines()
    compare_names()


def settled() -> None:
    """Tell Python that what there is now stays: looking through millions of objects of lists would halt a process.

    From here on it looks for rubbish, if it was told not to while everything was made.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()


_MOST_USED = ("people/sign_in", "desk/queue", "desk/rows", "desk/face", "desk/consignment", "desk/links_part")
