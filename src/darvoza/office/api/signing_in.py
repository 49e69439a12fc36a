"""Signing in with a token, and what it may be used for."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from darvoza.office.api.models import Scope, Token


class Bearer(HttpBearer):
    """``Authorization: Bearer dvz_...`` with a scope that the operation needs."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:  # noqa: ARG002 - ninja's signature
        """The token, if it stands and is for this; one that stands and is not for this is refused with its reason."""
        found = Token.holder_of(token)
        if found is not None and self.scope.value not in found.scopes:
            raise HttpError(403, f"This token is not for {self.scope.value}: ask for one that is.")
        return found
