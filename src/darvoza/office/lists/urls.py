"""Addresses of lists and of the goods look-up."""

from django.urls import path

from darvoza.office.lists import allowed, control, goods, views

urlpatterns = [
    path("goods", goods.look_up, name="goods"),
    path("lists", views.lists, name="lists"),
    path("lists/start", views.start, name="list-start"),
    path("lists/control", control.entries, name="control-entries"),
    path("lists/control/<str:name>", control.entry, name="control-entry"),
    path("lists/allowed", allowed.allowed, name="allowed"),
    path("lists/allowed/new", allowed.allow_one, name="allow"),
    path("lists/allowed/withdraw", allowed.withdraw, name="allow-withdraw"),
    path("lists/looked-back/<str:number>", views.looked_back, name="looked-back"),
    path("lists/watch/<str:name>", views.watch_list, name="watch-list"),
    path("lists/watch/<str:name>/add", views.add, name="list-add"),
    path("lists/watch/<str:name>/remove", views.remove, name="list-remove"),
    path("lists/watch/<str:name>/changes", views.changed, name="list-changes"),
    path("lists/watch/<str:name>/look-back", views.look_back, name="list-look-back"),
]
