"""Every list and every page costs few queries that read few rows, at 20,000 cases.

Counts, never times: ≤ 12 queries a page, as many for 50 rows as for 10, and the query that fetches
a page reads at most 20 times its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bench._cases import Laid, lay
from bench._plans import PAGE, Read, explained
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.domain.cases.world import World, build

from linli.domain.cases import actions
from linli.domain.cases.actions import Contact, Filing
from linli.domain.cases.models import Case
from linli.domain.cases.views import listing
from linli.domain.measures.actions import folding
from linli.domain.measures.rules.tallies import spread
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import kept
from linli.foundation.jobs import clock
from linli.kernel.access import ANONYMOUS

pytestmark = [pytest.mark.db, pytest.mark.django_db]  # without the second none is made

CASES = 20_000
QUERIES = 12
FACTOR = 20
# A search walks the newest cases of each leg and looks into each one's words, two rows a case;
# every eighth text laid down has the word. No index of the core holds scope, order and words.
SEARCHED = 60
FULL = 1
ROLES = (
    "city_desk",
    "county_desk",
    "street_desk",
    "street_verifier",
    "street_caller",
    "community_desk",
    "community_secretary",
    "grid_worker",
    "team_officer",
    "housing_handler",
    "housing_head",
)
LISTS = (
    "",
    "?view=open",
    "?view=open&sort=newest",
    "?view=late",
    "?view=all",
    "?view=all&sort=oldest",
    "?view=open&matter=02",
    "?view=all&state=closed",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request asked of the database."""

    status: int
    queries: tuple[str, ...]

    @property
    def pages(self) -> list[Read]:
        """What the queries that fetch pages of cases read."""
        return [explained(q) for q in self.queries if PAGE in q]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: pytest.Blocker) -> Iterator[World]:  # type: ignore[name-defined]
    """The small city with 20,000 cases; everything is taken back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            territory.forget()
            world = build()
            for name, person in world.persons.items():
                user = get_user_model().objects.create_user(name)
                Person.objects.filter(pk=person).update(user=user)
            places = [i for code, i in world.places.items() if len(code) >= 6]
            lay(places, ("01", "02", "03", "04", "08"), clock.now(), Laid(CASES))
            worked = world.file("01", by=ANONYMOUS, at=clock.now() - timedelta(hours=3)).case
            for move in ("accept", "dispatch"):
                at = clock.now() - timedelta(hours=2)
                world.move(worked, "community_desk", move, at=at)
            folding.add(spread(folding.sums("true", []), folding.path_of))
            yield world
            transaction.set_rollback(True)
        territory.forget()


@pytest.fixture(autouse=True)
def _second_of_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold a second of the tree still, so that a slow machine does not ask for its mark twice."""
    monkeypatch.setattr(kept, "FRESH", 1e9)


def cost(client: Client, address: str) -> Cost:
    """Ask for a page twice and count the second time: what is kept in memory is there."""
    client.get(address)
    kept._seen.asked = float("-inf")  # as the first page of a second, which asks for the mark
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    queries = [q["sql"] for q in asked.captured_queries]
    held = ("SAVEPOINT", "RELEASE SAVEPOINT")  # of the test's own transaction
    return Cost(answer.status_code, tuple(q for q in queries if not q.startswith(held)))


def most_read(page: Read, times: int = FACTOR) -> int:
    """Return what a page's query may read: some times its rows, and of an empty page one row's."""
    return times * max(page.rows, 1)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.mark.parametrize("role", ROLES)
def test_lists_read_little_and_fifty_rows_cost_what_ten_do(
    city: World, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(role)
    for query in LISTS:
        address = reverse("cases:list") + query
        monkeypatch.setattr(listing, "SIZE", 10)
        ten = cost(client, address)
        monkeypatch.setattr(listing, "SIZE", 50)
        fifty = cost(client, address)
        assert fifty.status == 200
        assert len(fifty.queries) <= QUERIES, (query, fifty.queries)
        assert len(ten.queries) == len(fifty.queries), (query, fifty.queries)
        for page in fifty.pages:
            assert page.read <= most_read(page), (query, page)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_within_the_budget(city: World, role: str) -> None:
    client = signed_in(role)
    over = {}
    for name, address in _pages(city, client).items():
        found = cost(client, address)
        times = SEARCHED if name == "search" else FACTOR
        read = [p for p in found.pages if p.read > most_read(p, times)]
        if found.status not in (200, 302, 403, 404) or len(found.queries) > QUERIES or read:
            over[name] = (found.status, len(found.queries), read)
    assert not over


def _pages(city: World, client: Client) -> dict[str, str]:
    county, community = city.places["140403"], city.places["140403006001"]
    pages = {
        "today": reverse("portal:today"),
        "board": reverse("portal:board"),
        "board of a county": f"{reverse('portal:board')}?place={county}",
        "behind": f"{reverse('portal:behind')}?measure=filed&place={community}&days=30",
        "leader": reverse("portal:leader"),
        "search": f"{reverse('portal:search')}?q=井盖",
        "home": reverse("portal:home"),
        "phones": reverse("portal:phones"),
        "places": reverse("territory:index"),
        "place": reverse("territory:place", args=["140403"]),
        "community": reverse("territory:place", args=["140403006001"]),
        "bodies": reverse("bodies:index"),
        "body": reverse("bodies:body", args=[city.bodies["street"]]),
        "who": f"{reverse('mandates:who')}?matter=01/01&place={community}",
        "catalogue": reverse("mandates:catalogue"),
        "gaps": reverse("mandates:gaps"),
        "mandates of a body": reverse("mandates:body", args=[city.bodies["team"]]),
    }
    row = Case.objects.filter(open=True, community_id=community).order_by("-filed_at", "-id")
    for state in ("filed", "in_hand", "reported_back"):
        case = row.filter(state=state).first()
        assert case is not None
        pages[f"case {state}"] = reverse("cases:case", args=[case.id])
    worked = Case.objects.filter(seq__gt=1).order_by("-filed_at", "-id").first()
    assert worked is not None
    pages["case worked on"] = reverse("cases:case", args=[worked.id])
    return pages


def test_what_a_resident_opens_is_within_the_budget(city: World) -> None:
    place = city.places["140403006001"]
    filing = Filing(
        matter="01", place=place, words="路灯不亮。", contact=Contact(phone="13800000000")
    )
    at = clock.now() - timedelta(minutes=1)
    filed = actions.file(by=ANONYMOUS, at=at, filing=filing)
    cache.clear()
    client = Client()
    client.post(
        reverse("cases:find"), {"number": filed.number, "code": filed.tracking_code}, follow=True
    )
    for address in (
        reverse("portal:home"),
        reverse("cases:report"),
        reverse("cases:report_one_page"),
        reverse("cases:find"),
        reverse("cases:track", args=[filed.case]),
        f"{reverse('mandates:who')}?matter=01&place={place}",
    ):
        found = cost(client, address)
        assert found.status == 200, address
        assert len(found.queries) <= QUERIES, (address, found.queries)
