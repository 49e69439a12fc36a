"""The office's addresses."""

from django.urls import path

from darvoza.office import refusals, views
from darvoza.office.assets import static_file
from darvoza.office.pages import only_read

urlpatterns = [
    path("", views.stops, name="stops"),
    path("released", views.released, name="released"),
    path("consignment/<str:consignment>", views.scorecard, name="consignment"),
    path("messages", views.messages, name="messages"),
    path("message/<str:message>", views.message, name="message"),
    path("health", views.health, name="health"),
    path("static/<str:digest>/<str:name>", only_read(static_file), name="static"),
]

handler400 = refusals.bad_request
handler404 = refusals.not_found
handler500 = refusals.failed
