"""How allauth does what it does here: no self sign-up, several people a session, sealed secrets."""

from __future__ import annotations

import base64
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from linli.foundation.accounts import present
from linli.foundation.accounts.models import User
from linli.foundation.keys.actions import cipher_for
from linli.foundation.ui.when import at_of

PROVED = "linli_proved"  # when this session's person last signed in, seconds of the clock
SECRETS = "accounts"  # the kind of the data key that seals second factors


class AccountAdapter(DefaultAccountAdapter):
    """Logins are made by an administrator; people who signed in here before stay on the list."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and carry over who else is here: Django empties the session for a new user."""
        held = present.marks(request)
        super().login(request, user)
        present.keep(request, held, user, at_of(request))
        request.session[PROVED] = time.time()

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again before security is changed, but not right after signing in."""
        proved = context.request.session.get(PROVED, 0.0)
        return time.time() - proved > app_settings.REAUTHENTICATION_TIMEOUT

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing about signing in and out: the page shows it."""


class MfaAdapter(DefaultMFAAdapter):
    """Keeps second factors sealed."""

    def encrypt(self, text: str) -> str:
        """Return the secret as stored."""
        sealed = cipher_for(SECRETS).seal(text.encode(), "mfa")
        return base64.b85encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        sealed = base64.b85decode(encrypted_text)
        return cipher_for(SECRETS).open(sealed, "mfa").decode()
