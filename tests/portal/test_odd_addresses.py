"""Whatever stands in an address, every page answers: with what it is, or that it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import (
    IntConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.pages.test_map_changes import admin
from tests.domain.cases.world import World, build

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HUGE = 2**63
ARGUMENTS: dict[type, tuple[Any, ...]] = {
    IntConverter: (0, 1, HUGE - 1, HUGE, 10**30),
    UUIDConverter: ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    SlugConverter: ("a", "no-such", "-", "x" * 300),
    StringConverter: ("a", "没有", "%00", "1" * 300, "'\"><b>", "٣"),
}
# what some page or other reads of its query
NAMES = """
    as body code day days format key kind limit list map matter measure month next number of on page
    part person place post q release role row since size sort state to until view within
""".split()  # noqa: SIM905
VALUES = (
    "", "0", "-1", "1e9", str(HUGE), "9" * 40, "abc", "没有", "\x00", "٣", "1' OR '1'='1",
    "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "1,2,,", "../../etc", "%", "<b>",
)  # fmt: skip
LEAVES = ("/account/logout/", "/account/login/")  # what ends the session is tried elsewhere


@dataclass(frozen=True, slots=True)
class Route:
    """An address with gaps, and what kind of value each gap takes."""

    text: str
    kinds: tuple[type, ...]

    def filled(self, turn: int) -> str:
        values = [
            ARGUMENTS.get(k, ("a",))[turn % len(ARGUMENTS.get(k, ("a",)))] for k in self.kinds
        ]
        parts = iter(values)
        return "/" + re.sub(r"<[^>]+>", lambda _: str(next(parts)), self.text)


def routes(patterns: Any = None, before: str = "", kinds: tuple[type, ...] = ()) -> Iterator[Route]:
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = getattr(one.pattern, "_route", None)
        if route is None:
            continue  # a library's own pattern
        mine = (*kinds, *(type(c) for c in one.pattern.converters.values()))
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + route, mine)
        elif isinstance(one, URLPattern):
            yield Route(before + route, mine)


def queries(turn: int) -> dict[str, str]:
    """Return a query with every name that some page reads, each with another odd value."""
    values = islice(cycle(VALUES), turn, None)
    return dict(zip(NAMES, values, strict=False))


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.parametrize("who", ["stranger", "community_desk", "admin"])
def test_no_page_breaks_on_an_odd_address(world: World, who: str) -> None:
    if who == "stranger":
        client = Client()
    else:
        client = admin(world, "admin1") if who == "admin" else signed_in(world, who)
    client.raise_request_exception = False
    broken = []
    for n, route in enumerate(routes()):
        for turn in range(2):
            address = route.filled(n + turn)
            if address in LEAVES:
                continue
            given = queries(n * 7 + turn) if turn else {}
            answer = client.get(address, given)
            if answer.status_code >= 500:
                broken.append((answer.status_code, address, given))
    assert not broken, broken[:5]


@pytest.mark.parametrize("address", ["/elder/", "/theme/", "/language/"])
@pytest.mark.parametrize(
    "onwards", ["0", "abc", "cases:list", "//elsewhere.example/", "", "/places/"]
)
def test_a_form_goes_on_to_a_page_of_ours_or_home(
    client: Client, address: str, onwards: str
) -> None:
    answer = client.post(address, {"next": onwards})
    assert (answer.status_code, answer["Location"]) == (
        302,
        onwards if onwards[:2] == "/p" else "/",
    )
