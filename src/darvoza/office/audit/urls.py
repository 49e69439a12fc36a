"""Addresses of the audit log."""

from django.urls import path

from darvoza.office.audit import views

urlpatterns = [path("audit", views.entries, name="audit")]
