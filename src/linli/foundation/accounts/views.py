"""Pages of one's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.foundation.ui.render import render


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show who is signed in here and the account's security."""
    return render(request, "accounts/me.html")
