"""Templates of the whole repository: nothing inline, nothing evaluated, no text of their own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.html"))
SCRIPTS = sorted((ROOT / "src").rglob("static/**/*.js"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# the error page of last resort needs no catalog; a language is named in itself
OWN_WORDS = {"ui/broken.html", "ui/_language.html"}

FORBIDDEN = {
    "an inline handler": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.I),
    "an inline style": re.compile(r"""\sstyle\s*=\s*["']""", re.I),
    "a style element": re.compile(r"<style", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.I),
    "hx-on": re.compile(r"\shx-on\b|\shx-on:", re.I),
    "evaluated values": re.compile(r"""["']\s*(js|javascript):""", re.I),
    "another host": re.compile(r"""(src|href)=["']https?:""", re.I),
    "safe": re.compile(r"\|\s*safe\b|autoescape off"),
}


def name(path: Path) -> str:
    return str(path).rpartition("templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_forbidden(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, rule in FORBIDDEN.items() if rule.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_text_outside_the_catalogs(path: Path) -> None:
    if name(path) in OWN_WORDS:
        return
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    assert CHINESE.search(text) is None


def test_the_rules_see_what_they_forbid() -> None:
    bad = {
        "an inline handler": '<a onclick="x()">',
        "an inline style": '<p style="color:red">',
        "a style element": "<style>",
        "an inline script": "<script>x</script>",
        "hx-on": '<a hx-on:click="x">',
        "evaluated values": """hx-vals='js:{a: 1}'""",
        "another host": '<img src="https://a.invalid/x.png">',
        "safe": "{{ words|safe }}",
    }
    assert bad.keys() == FORBIDDEN.keys()
    for what, source in bad.items():
        assert FORBIDDEN[what].search(source), what
    assert not FORBIDDEN["an inline script"].search('<script src="a.js" defer></script>')


def test_scripts_stay_small_and_evaluate_nothing() -> None:
    texts = {p: p.read_text(encoding="utf-8") for p in SCRIPTS}
    lines = {p: len(t.splitlines()) for p, t in texts.items()}
    assert sum(n for p, n in lines.items() if "foundation" in p.parts) < 500  # on every page
    assert all(n < 180 for n in lines.values())  # one page's own
    for path, text in texts.items():
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=|\.style\.cssText", text), path
        assert CHINESE.search(text) is None, path
