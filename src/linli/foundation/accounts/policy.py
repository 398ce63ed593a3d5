"""Who may go on after signing in: access that has not ended, and a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from linli.foundation.accounts import present, rules
from linli.foundation.ui.formats import local
from linli.foundation.ui.when import at_of

# what someone without a second factor may still reach
OPEN = frozenset(
    {
        "mfa_activate_totp",
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "account_logout",
        "account_login",
        "account_reauthenticate",
        "account_change_password",
        "language",
        "elder",
        "theme",
        "me",
        "switch",
        "another",
        "here",
        "offline",
    }
)


class Policy:
    """Ends sessions the day access ends; sends staff without a second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let pass, sign out, or send to enrolment."""
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        at = at_of(request)
        if rules.has_ended(user.access_until, local(at).date()):
            logout(request)
            return redirect("account_login")
        present.touch(request, user, at)
        if settings.SECOND_FACTOR and self._lacks(request) and not self._open(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks(self, request: HttpRequest) -> bool:
        """Tell whether the person has no second factor; asked once a session when they have."""
        if request.session.get(present.SECOND) == request.user.pk:
            return False
        if not is_mfa_enabled(request.user):
            return True
        request.session[present.SECOND] = request.user.pk
        return False

    def _open(self, request: HttpRequest) -> bool:
        return resolve(request.path_info).url_name in OPEN
