"""The demo's people: one click per role. Outside the demo nothing of this answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class DemoRole:
    """One way into the demo: which login, what it is called, what its first page answers."""

    username: str
    label: str
    note: str = ""
    icon: str = "person"
    group: str = ""


def roles(request: HttpRequest) -> list[DemoRole]:
    """Return the demo's roles as the portal names them; 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    path = settings.LINLI_DEMO_ROLES
    return import_string(path)(request) if path else []
