"""The office as a web application: Django, configured in code, over the folder of one run."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import django
from django import conf  # not its ``settings``: looking at those, as doctest does, before they are set is an error
from django.core.wsgi import get_wsgi_application

from darvoza.office.run import IN_REQUEST, Run
from darvoza.office.settings import office_settings


class _Office:
    """The pages of one run, as WSGI servers call them."""

    def __init__(self, run: Run, application: WSGIApplication) -> None:
        self._run = run
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[IN_REQUEST] = self._run
        return self._application(environ, start_response)


def create_office(folder: Path, *, secret_key: str | None = None) -> WSGIApplication:
    """The web pages of the run whose files ``darvoza assess --out`` left in this folder, read-only.

    The folder may still be empty: the pages then say what to do, and show the run once it is there. Files are read
    again when they change. ``secret_key`` signs what the office gives to browsers; without one it is new with every
    start. Only requests addressed to this machine (127.0.0.1, localhost, ::1) are answered.

    Django's settings are one per process, so offices of several folders in it share the first one's key.

    Raises:
        ValueError: another office in this process was given another key.
    """
    if not conf.settings.configured:
        conf.settings.configure(**office_settings(secret_key or secrets.token_urlsafe(48)))
        django.setup()
    elif secret_key is not None and not secrets.compare_digest(secret_key, conf.settings.SECRET_KEY):
        raise ValueError("this process has an office with another secret key: use the same, or another process")
    return _Office(Run(folder), get_wsgi_application())
