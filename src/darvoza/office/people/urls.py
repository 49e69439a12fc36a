"""Addresses of signing in and of one's own account."""

from django.urls import path

from darvoza.office.people import second_step, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/second-step", views.second_step, name="second-step"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
    path("account/second-step", second_step.authenticator, name="authenticator"),
    path("account/second-step/remove", second_step.remove, name="remove-authenticator"),
]
