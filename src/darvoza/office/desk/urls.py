"""Addresses of the desk."""

from django.urls import path

from darvoza.office.desk import views

urlpatterns = [
    path("desk", views.queue, name="desk"),
    path("consignment/<str:key>", views.scorecard, name="consignment"),
    path("messages", views.messages, name="messages"),
    path("messages/<int:number>", views.message, name="message"),
]
