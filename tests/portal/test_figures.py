"""Every figure of the board opens, and what it shows adds up."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.domain.cases.world import World, build

from linli.domain.measures.actions import folding
from linli.domain.measures.rules.tallies import spread
from linli.domain.measures.states import Name
from linli.domain.people.models import Person
from linli.foundation.accounts.models import User
from linli.foundation.jobs import clock

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world(db: None) -> World:
    world = build()
    for n in range(6):
        world.file("01", at=clock.now() - timedelta(hours=n + 1))
    world.event(settled="当场清理。", at=clock.now() - timedelta(hours=2))
    folding.add(spread(folding.sums("true", []), folding.path_of))
    return world


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    user = User.objects.create_user("desk")
    Person.objects.filter(pk=world.persons["county_desk"]).update(user=user)
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("name", "number"),
    [(Name.FILED, 7), (Name.OPEN, 6), (Name.RESOLVED, 1), (Name.EXPLAINED, 0)],
)
def test_a_figure_opens_to_its_cases(desk: Client, world: World, name: Name, number: int) -> None:
    place = world.places["140403"]
    board = desk.get(reverse("portal:board"), {"place": place})
    assert board.status_code == 200
    behind = desk.get(reverse("portal:behind"), {"measure": name.value, "place": place, "days": 7})
    assert behind.status_code == 200
    assert len(behind.context["rows"]) == number
    assert behind.context["hidden"] == 0


def test_a_board_of_given_days_keeps_them_in_its_links(desk: Client, world: World) -> None:
    place, today = world.places["140403"], clock.now().date()
    days = {"since": "2020-01-01", "until": (today + timedelta(days=1)).isoformat()}
    board = desk.get(reverse("portal:board"), {"place": place, **days})
    assert [s["value"] for s in board.context["stats"]][:2] == [7, 6]
    assert all("since=2020-01-01" in s["href"] for s in board.context["stats"])
    behind = desk.get(board.context["stats"][0]["href"])
    assert len(behind.context["rows"]) == 7
    wrong = desk.get(
        reverse("portal:board"), {"place": place, "since": days["until"], "until": "2020-01-01"}
    )
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["until"]
    assert wrong.context["span"].days == 30
