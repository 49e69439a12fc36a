"""The audit log, as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only, hash-chained log."""

    name = "darvoza.office.audit"
    label = "audit"
