"""Language, large print, theme, and the gallery of components."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.ui import sample
from linli.foundation.ui.render import render
from linli.foundation.ui.shell import ELDER_COOKIE, THEME_COOKIE, THEMES
from linli.foundation.ui.way_back import own_page

YEAR = 60 * 60 * 24 * 365


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(own_page(request, request.POST.get("next", "")) or "/")


def _keep(answer: HttpResponse, name: str, value: str) -> HttpResponse:
    answer.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that the reader chose."""
    chosen = request.POST.get("language", "")
    if not check_for_language(chosen) or chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    return _keep(_back(request), settings.LANGUAGE_COOKIE_NAME, chosen)


@login_not_required
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off."""
    return _keep(_back(request), ELDER_COOKIE, "1" if request.POST.get("elder") == "1" else "0")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that the reader chose."""
    chosen = request.POST.get("theme", "")
    return _keep(_back(request), THEME_COOKIE, chosen if chosen in THEMES else "light")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what to do without a network."""
    return render(request, "ui/offline.html")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker from the root, so that it covers every page."""
    path = Path(__file__).parent / "static" / "ui" / "worker" / "worker.js"
    answer = HttpResponse(path.read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _gallery_open() -> bool:
    return settings.DEBUG or settings.DEMO or settings.TEXT_STRICT


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every tone; while developing, in the demo and in tests only."""
    if not _gallery_open():
        raise Http404
    return render(request, "ui/gallery.html", sample.context(request))


@login_not_required
@require_safe
def gallery_frame(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the page frames with sample content."""
    if not _gallery_open() or name not in ("desk", "phone", "public", "wall"):
        raise Http404
    part = "detail" if name == "desk" else None
    return render(request, f"ui/gallery_{name}.html", sample.context(request), part)
