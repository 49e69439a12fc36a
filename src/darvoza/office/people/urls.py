"""Addresses of signing in and of one's own account."""

from django.urls import path

from darvoza.office.people import passkeys, provider, second_step, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/second-step", views.second_step, name="second-step"),
    path("sign-in/passkey", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/ask", passkeys.ask, name="passkey-ask"),
    path("sign-in/provider", provider.sign_in, name="provider"),
    path("sign-in/provider/back", provider.back, name="provider-back"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
    path("account/passkeys", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/offer", passkeys.offer, name="passkey-offer"),
    path("account/passkeys/<int:number>/remove", passkeys.remove, name="passkey-remove"),
    path("account/second-step", second_step.authenticator, name="authenticator"),
    path("account/second-step/remove", second_step.remove, name="remove-authenticator"),
]
