"""Examination, as a Django app."""

from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    """Orders, what inspectors found, photographs, seizures and signatures."""

    name = "darvoza.office.examination"
    label = "examination"
