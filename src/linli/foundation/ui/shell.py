"""What surrounds every page: menu, scope, counts. The portal fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.module_loading import import_string

from linli.foundation.ui.text import say

ELDER_COOKIE = "linli_elder"
THEME_COOKIE = "linli_theme"
THEMES = ("light", "dark", "party", "wall")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One word of the menu: its text is `menu.<key>`; `count` of what waits, None for none.

    `icon` names a symbol of the sprite; `group` 'more' puts it under 更多.
    """

    key: str
    url: str
    count: int | None = None
    icon: str = ""
    group: str = ""
    current: bool = False

    @property
    def label(self) -> str:
        """The item's word in the language in force."""
        return say(f"menu.{self.key}")


@dataclass(frozen=True, slots=True)
class Shell:
    """The top bar: scope (leaf, whole path, where to change it), search, inbox, who is here."""

    scope_name: str = ""
    scope_path: str = ""
    scope_url: str = ""
    search_url: str = ""
    inbox_url: str = ""
    inbox_count: int = 0
    inbox_most: int = 99  # beyond it the count is shown as "99+"
    wishes_url: str = ""
    me_url: str = ""
    me_name: str = ""
    me_post: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands across the top of every page, on paper too: a word, and what it means.

    `kind` is a CSS class of its own; `title` puts the word before every page's title as well.
    """

    word: str
    note: str = ""
    kind: str = ""
    title: bool = False


def _hook(name: str) -> Callable[[HttpRequest], Any] | None:
    path = getattr(settings, name, "")
    return import_string(path) if path else None


def _item(item: MenuItem | Mapping[str, Any]) -> MenuItem:
    return item if isinstance(item, MenuItem) else MenuItem(**item)


def context(request: HttpRequest) -> dict[str, Any]:
    """Give every template the menu, the shell, and how the reader wants to see the page."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "menu": Lazy(lambda: _menu(request)),
        "shell": Lazy(lambda: _shell(request)),
        "demo": settings.DEMO,
        "marks": Lazy(lambda: _marks(request)),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "theme": theme if theme in THEMES else "light",
    }


def _marks(request: HttpRequest) -> list[Mark]:
    hook = _hook("LINLI_MARKS")
    try:
        return hook(request) if hook else []
    except DatabaseError:
        return []  # a page that says what is broken must not break by this


def _menu(request: HttpRequest) -> list[MenuItem]:
    hook = _hook("LINLI_MENU")
    return marked([_item(i) for i in hook(request)], request) if hook else []


def marked(items: list[MenuItem], request: HttpRequest) -> list[MenuItem]:
    """Return the items with the one marked that leads to this page, or nearest above it."""
    best = max(items, key=lambda i: _nearness(i.url, request), default=None)
    if best is None or not any(_nearness(best.url, request)):
        return items
    return [replace(i, current=i is best) for i in items]


def _nearness(url: str, request: HttpRequest) -> tuple[int, int]:
    """Return how closely an address matches: the page itself with its query, else its folder."""
    path, _, query = url.partition("#")[0].partition("?")
    wanted = set(parse_qsl(query))
    if path == request.path:
        given = {(k, v) for k, values in request.GET.lists() for v in values}
        return (len(path), len(wanted) + 1) if wanted <= given else (len(path), 0)
    inside = path != "/" and path.endswith("/") and request.path.startswith(path)
    return (len(path), 0) if inside else (0, 0)


def _shell(request: HttpRequest) -> Shell:
    hook = _hook("LINLI_SHELL")
    return hook(request) if hook else Shell()


class Lazy:
    """Calls the portal once, and only when a template asks: a fragment needs no menu."""

    def __init__(self, make: Callable[[], Any]) -> None:
        """Keep how to make it."""
        self._make = make
        self._made: Any = None

    def __call__(self) -> Any:
        """Return what the portal gave (a template calls this by itself)."""
        if self._made is None:
            self._made = self._make()
        return self._made
