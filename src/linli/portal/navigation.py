"""The menu and the top bar of each person's pages."""

from __future__ import annotations

from django.http import HttpRequest

from linli.foundation.accounts.demo import DemoRole
from linli.foundation.ui.shell import MenuItem, Shell


def menu(request: HttpRequest) -> list[MenuItem]:
    """Return the words of the menu, in the order of the day, with counts."""
    return []


def shell(request: HttpRequest) -> Shell:
    """Return the top bar: scope, search, inbox, who is here."""
    return Shell()


def demo_roles(request: HttpRequest) -> list[DemoRole]:
    """Return the people of the demo, one per role, as its visitors may become them."""
    return []
