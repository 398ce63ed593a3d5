"""Posters as HTML: the same page on a screen, on a home printer and in the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from linli.portal.posters.content import Poster
from linli.portal.states import Size

STYLE = "portal/poster.css"
LANGUAGE = "zh-hans"  # what hangs on a wall here is Chinese, whoever prints it


def context(posters: Sequence[Poster], size: Size, on: date) -> dict[str, Any]:
    """Return what the sheets' template shows."""
    return {"posters": posters, "size": size, "printed_on": on, "demo": settings.DEMO}


def sheets(posters: Sequence[Poster], size: Size, on: date) -> str:
    """Return a document of posters, one a page, that needs nothing but its style sheet."""
    with translation.override(LANGUAGE):
        return render_to_string("portal/posters/print.html", context(posters, size, on))


def style() -> Path:
    """Return the posters' style sheet."""
    return Path(str(finders.find(STYLE)))
