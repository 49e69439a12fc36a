"""Addresses of the liaison desk."""

from django.urls import path

from darvoza.office.liaison import carrying, drafting, views

urlpatterns = [
    path("liaison", views.liaison, name="liaison"),
    path("liaison/purpose", views.state_purpose, name="liaison-purpose"),
    path("liaison/message/<str:id_>", views.message, name="liaison-message"),
    path("liaison/statistics", views.statistics, name="liaison-statistics"),
    path("liaison/new", drafting.new, name="liaison-new"),
    path("liaison/draft/<str:id_>", drafting.draft, name="liaison-draft"),
    path("liaison/draft/<str:id_>/approve", drafting.approve, name="liaison-approve"),
    path("liaison/draft/<str:id_>/send", drafting.send, name="liaison-send"),
    path("liaison/draft/<str:id_>/withdraw", drafting.withdraw, name="liaison-withdraw"),
    path("liaison/bundles", carrying.bundles, name="liaison-bundles"),
    path("liaison/bundles/take", carrying.take, name="liaison-take"),
    path("liaison/bundles/<str:partner>", carrying.write, name="liaison-write"),
    path("liaison/node", carrying.make, name="liaison-node"),
]
