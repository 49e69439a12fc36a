"""Addresses of the desk."""

from django.urls import path

from darvoza.office.desk import acting, before, card, views

urlpatterns = [
    path("desk", views.queue, name="desk"),
    path("desk/rows", views.queue_rows, name="desk-rows"),
    path("desk/release", acting.release, name="desk-release"),
    path("desk/views", acting.keep_view, name="desk-views"),
    path("desk/overrides", views.overrides, name="overrides"),
    path("desk/objections", before.objections, name="objections"),
    path("consignment/<str:key>", card.consignment, name="consignment"),
    path("consignment/<str:key>/assessment/<int:number>", before.assessment, name="assessment"),
    path("consignment/<str:key>/decision", acting.decision, name="decision"),
    path("consignment/<str:key>/hold", acting.hold, name="hold"),
    path("consignment/<str:key>/objection", acting.objection, name="objection"),
    path("consignment/<str:key>/assess", acting.assess_now, name="assess-now"),
    path("consignment/<str:key>/links", card.links, name="links"),
    path("consignment/<str:key>/message", card.origin, name="origin"),
    path("messages", views.messages, name="messages"),
    path("messages/<int:number>", views.message, name="message"),
]
