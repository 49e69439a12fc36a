"""Addresses of profiles."""

from django.urls import path

from darvoza.office.profiles import views, writing

urlpatterns = [
    path("profiles", views.profiles, name="profiles"),
    path("profiles/new", writing.new, name="profile-new"),
    path("profiles/check", writing.check, name="profile-check"),
    path("profiles/try", writing.live, name="profile-try"),
    path("profile/<str:name>", views.profile, name="profile"),
    path("profile/<str:name>/edit", writing.edit, name="profile-edit"),
    path("profile/<str:name>/backtest", views.tried, name="profile-backtest"),
    path("profile/<str:name>/approve", views.approve, name="profile-approve"),
    path("profile/<str:name>/retire", views.retire, name="profile-retire"),
]
