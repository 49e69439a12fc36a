"""Forms of signing in."""

from django import forms


class SignIn(forms.Form):
    """Name and password."""

    name = forms.CharField(max_length=80)
    password = forms.CharField(max_length=256, strip=False)


class SecondStep(forms.Form):
    """The six digits of an authenticator, or a recovery code."""

    code = forms.CharField(max_length=16)
