"""The tokens hold what they promise, and a first view is light."""

import gzip
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from linli.foundation.ui import bundle, npm

pytestmark = pytest.mark.django_db  # every page says whether a trial runs
UI = Path(bundle.__file__).parent / "static" / "ui"
THEMES = ("root", "dark", "wall", "party")
ON_SURFACES = ("ink", "muted", "primary", "primary-strong", "success", "warning", "danger", "party")
BUDGET = 120 * 1024


def tokens() -> dict[str, dict[str, str]]:
    """Return each theme's colours; a theme inherits what it does not set."""
    text = (UI / "tokens.css").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        theme = match.group(1) if (match := re.search(r'data-theme="(\w+)"', selector)) else "root"
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body))
        found[theme] = {**found.get("root", {}), **found.get(theme, {}), **colours}
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_every_surface(theme: str) -> None:
    held = tokens()[theme]
    pairs = [(c, s) for c in ON_SURFACES for s in ("surface", "ground")]
    pairs += [(c, f"{c}-tint") for c in ("success", "warning", "danger")]
    pairs += [("primary-strong", "primary-tint"), ("on-primary", "primary")]
    pairs += [("on-primary", "primary-strong"), ("muted", "sunken"), ("ink", "mark")]
    pairs += [("ink", "primary-tint"), ("muted", "primary-tint"), ("surface", "danger")]
    low = {p: round(contrast(held[p[0]], held[p[1]]), 2) for p in pairs}
    assert {p: c for p, c in low.items() if c < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_fields_and_steps_of_maps_can_be_told_apart(theme: str) -> None:
    held = tokens()[theme]
    assert contrast(held["line-strong"], held["surface"]) >= 3
    light = [luminance(held[f"map-{n}"]) for n in range(1, 6)]
    assert light == sorted(light, reverse=theme in ("root", "party"))


def test_components_use_tokens_not_colours() -> None:
    allowed = {"#ffffff", "#000000", "#999999"}  # paper, and behind a QR code
    for path in [UI / "base.css", UI / "layout.css", *(UI / "components").glob("*.css")]:
        found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")))
        assert found <= allowed, path.name


@pytest.mark.parametrize("page", ["", "desk/", "phone/", "public/"])
def test_a_first_view_is_light(client: Client, page: str) -> None:
    html = client.get(f"/gallery/{page}").content
    total = len(gzip.compress(html))
    links = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html.decode()))
    assert {"ui/linli.css", "ui/linli.js", "npm/htmx.js", "ui/icons.svg"} <= links
    for link in links:
        path = finders.find(link)
        assert path, link
        total += len(gzip.compress(Path(path).read_bytes()))
    assert total <= BUDGET


def test_each_named_file_is_installed() -> None:
    missing = [n for n in npm.FILES if not finders.find(n)]
    assert missing == [], "run: npm ci --ignore-scripts"


def test_the_bundle_is_made_anew_when_a_part_changes(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    first = bundle.build("ui/linli.css")
    text = first.read_text(encoding="utf-8")
    assert text.index("--bs-") < text.index("--surface") < text.index(".button")
    before = first.stat().st_mtime_ns
    assert bundle.build("ui/linli.css").stat().st_mtime_ns == before
    first.write_text("old", encoding="utf-8")
    os.utime(first, (0, 0))
    assert bundle.build("ui/linli.css").read_text(encoding="utf-8") == text


def test_files_are_hashed_and_compressed(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "linli.foundation.ui.storage.LinliStatic"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    made = {p.name for p in (tmp_path / "static" / "ui").iterdir()}
    assert any(re.fullmatch(r"linli\.[0-9a-f]{12}\.css\.gz", n) for n in made)
    assert any(re.fullmatch(r"linli\.[0-9a-f]{12}\.js\.gz", n) for n in made)
    assert (tmp_path / "static" / "staticfiles.json").exists()
