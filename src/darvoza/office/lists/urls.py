"""Addresses of lists and of the goods look-up."""

from django.urls import path

from darvoza.office.lists import control, goods

urlpatterns = [
    path("goods", goods.look_up, name="goods"),
    path("lists/control", control.entries, name="control-entries"),
    path("lists/control/<str:name>", control.entry, name="control-entry"),
]
