"""The menu and the top bar of each person's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from linli.domain.bodies.states import Permission as Bodies
from linli.domain.cases.queries import day, visible_to
from linli.domain.cases.queries.trial import running_trial
from linli.domain.cases.states import Permission
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.accounts.demo import DemoRole
from linli.foundation.accounts.states import Permission as Accounts
from linli.foundation.database.counting import counted
from linli.foundation.database.revision import remembered
from linli.foundation.notices import queries as notices
from linli.foundation.ui.request import Request
from linli.foundation.ui.shell import Mark, MenuItem, Shell
from linli.foundation.ui.text import named, say
from linli.portal.demo.logins import LOGINS
from linli.portal.states import Permission as Portal

TRAINING = "training"  # the space whose database is for practice (settings.SPACE)
# Who may open a place: those who change places and bodies, and those who let people in.
OPENS = ("territory.change", "people.manage")

# First page of a role (config/roles.py) -> the address it opens with.
FIRST_PAGES: Mapping[str, str] = {
    "grid": "portal:grid_today",
    "community": "portal:today",
    "subdistrict": "portal:today",
    "department": "portal:today",
    "hotline": "cases:orders",
    "verify": "portal:today",
    "call_back": "portal:today",
    "publish": "cases:publications",
    "leader": "portal:leader",
    "board": "portal:board",
    "admin": "portal:opening",
    "audit": "portal:audit",
}


def first_page(request: Request) -> str | None:
    """Return the name of the first page of someone on duty, None for a resident."""
    if not request.user.is_authenticated:
        return None
    page = request.duty.first_page
    return FIRST_PAGES.get(page) if page else None


def menu(request: Request) -> list[MenuItem]:
    """Return the words of the menu, in the order of the day, with what waits."""
    if not request.user.is_authenticated:
        return []
    duty = request.duty
    if duty.first_page == "leader":
        return _leader()
    if duty.first_page == "grid":
        return _grid()
    if duty.first_page in FIRST_PAGES:
        return _desk(request)
    return [_leave()] if duty.holder else []  # away, and somebody else has the posts


def _counts(request: Request) -> list[int]:
    """Return what waits for my body and what lies unread: one query for menu and top bar."""
    actor = request.actor
    # only a desk's menu says what waits
    asks = request.duty.first_page not in ("grid", "leader")
    waiting = visible_to(actor).counting(day.to_do(actor)) if asks else None
    return remembered("portal.counts", lambda: counted([waiting, notices.unread(actor)]))


# Permission -> word, page and icon, after what a desk works on.
FURTHER = (
    ("measures.view", "figures", "portal:board", "figures"),
    (Permission.PUBLISH, "published", "cases:publications", "near"),
    ("territory.change", "changes", "changes:index", "map"),
    (Portal.POSTERS, "posters", "portal:posters", "print"),
)


def _desk(request: Request) -> list[MenuItem]:
    actor = request.actor
    items = []
    if actor.of(Permission.SEE):
        waiting, _ = _counts(request)
        cases = reverse("cases:list")
        items += [
            MenuItem("today", reverse("portal:today"), waiting, "today"),
            MenuItem("requests", f"{cases}?procedure=appeal&view=open", None, "requests"),
            MenuItem("grid", f"{cases}?procedure=grid_event&view=open", None, "grid"),
        ]
    if actor.of(Permission.ORDERS):
        items.append(MenuItem("orders", reverse("cases:orders"), None, "send"))
    if any(actor.of(permission) for permission in OPENS):
        items.append(MenuItem("opening", reverse("portal:opening"), None, "flag"))
    items += [
        MenuItem("who", reverse("mandates:who"), None, "who"),
        MenuItem("places", reverse("territory:index"), None, "places"),
    ]
    items.append(MenuItem("grids", reverse("grids:index"), None, "grid"))
    if actor.of(People.MANAGE):
        items.append(MenuItem("consents", reverse("people:phones"), None, "phone"))
    if actor.of(Accounts.AUDIT):
        items.append(MenuItem("counts", reverse("notices:counts"), None, "bell"))
    items += [
        MenuItem(word, reverse(page), None, icon)
        for permission, word, page, icon in FURTHER
        if actor.of(permission)
    ]
    if actor.of(Accounts.AUDIT):
        items.insert(0, MenuItem("audit", reverse("portal:audit"), None, "eye"))
    if any(actor.of(permission) for permission in ARRANGES):
        items.append(MenuItem("people", reverse("portal:changes"), None, "bodies", group="more"))
    items.append(MenuItem("staffing", reverse("staffing:index"), None, "bodies", group="more"))
    return [*items, _duty(), _leave()]


# Who says who stands in for whom: desks, and those who appoint people.
ARRANGES = (Bodies.COVER, "people.manage")


def _leave() -> MenuItem:
    return MenuItem("leave", reverse("bodies:leave"), None, "clock", group="more")


def _duty() -> MenuItem:
    return MenuItem("duty", reverse("duty:index"), None, "clock", group="more")


def _grid() -> list[MenuItem]:
    return [
        MenuItem("grid_today", reverse("portal:grid_today"), None, "today"),
        MenuItem("grid_report", reverse("cases:event"), None, "camera"),
        MenuItem("grid_mine", reverse("portal:grid_mine"), None, "grid"),
        _duty(),
        _leave(),
    ]


def _leader() -> list[MenuItem]:
    return [
        MenuItem("for_me", reverse("portal:leader"), None, "today"),
        MenuItem("worse", reverse("portal:leader") + "#worse", None, "figures"),
        MenuItem("requests", reverse("cases:list") + "?view=late", None, "requests"),
        MenuItem("board", reverse("portal:board"), None, "grid"),
        _duty(),
        _leave(),
    ]


def marks(request: Request) -> list[Mark]:
    """Return what stands across every page: that this is for practice, that a trial runs."""
    found = []
    if settings.SPACE == TRAINING:
        found.append(
            Mark(say("portal.training.mark"), say("portal.training.note"), "training", title=True)
        )
    if running_trial() is not None:
        found.append(Mark(say("portal.trial.mark"), say("portal.trial.note")))
    return found


def shell(request: Request) -> Shell:
    """Return the top bar: scope, search, inbox, who is here."""
    if not request.user.is_authenticated:
        return Shell()
    duty = request.duty
    path = territory.path_of(duty.place) if duty.place else []
    return Shell(
        scope_name=named(path[-1]) if path else "",
        scope_path=" › ".join(named(p) for p in path[1:]),
        scope_url=reverse("territory:place", args=[path[-1].code]) if path else "",
        search_url=reverse("portal:search"),
        inbox_url=reverse("notices:inbox"),
        inbox_count=_counts(request)[1],
        wishes_url=reverse("notices:wishes"),
        me_url=reverse("accounts:me"),
        me_name=named(duty.holder) if duty.holder else str(request.user),
        me_post=say(f"bodies.acts.{duty.how}.as", title=duty.title) if duty.how else duty.title,
    )


def demo_roles(request: Request) -> list[DemoRole]:
    """Return the people of the demo, one per role, as its visitors may become them.

    A demo of another place has some of them only.
    """
    there = set(get_user_model().objects.values_list("username", flat=True))
    return [
        DemoRole(
            username=login.username,
            label=say(f"portal.demo.{login.username}"),
            note=say(f"portal.demo.{login.username}.note"),
            icon=login.icon,
            group=say(f"portal.demo.group.{login.group}"),
        )
        for login in LOGINS
        if login.username in there
    ]
