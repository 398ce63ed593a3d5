"""The first page of everybody at a desk, and what it leads to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.pages.test_place_on_map import outline, square
from tests.domain.cases.world import AT, World
from tests.foundation.journal.test_reading import settle

from linli.domain.measures.actions.folding import fold
from linli.domain.territory.actions import add_alias
from linli.domain.territory.models import Place
from linli.domain.territory.states import AliasKind
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

pytestmark = pytest.mark.django_db

DESKS = ("community_desk", "street_desk", "housing_handler", "team_officer", "street_verifier")


@pytest.mark.parametrize("name", DESKS)
def test_a_desk_begins_with_today(world: World, name: str) -> None:
    home = signed_in(world, name).get("/")
    assert home.status_code == 302
    assert home["Location"] == reverse("portal:today")


def test_a_leader_and_a_command_desk_begin_elsewhere(world: World) -> None:
    assert signed_in(world, "county_desk").get("/")["Location"] == reverse("portal:board")


@pytest.mark.parametrize("name", DESKS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_today_answers_in_both_languages(world: World, name: str, language: str) -> None:
    filed = world.file()
    client = signed_in(world, name)
    client.cookies["linli_language"] = language
    page = client.get(reverse("portal:today"))
    assert page.status_code == 200
    shown = [row.number for s in page.context["sections"] for row, _ in s.rows]
    assert shown == ([filed.number] if name == "community_desk" else [])


def test_today_counts_what_the_list_counts(world: World) -> None:
    for _ in range(3):
        world.file()
    client = signed_in(world, "community_desk")
    came = client.get(reverse("portal:today")).context["sections"][0]
    assert client.get(came.url).context["count"].number == came.count == 3


def test_search_finds_a_place_by_a_name_that_is_no_longer_its_own(world: World) -> None:
    town = Place.objects.get(pk=world.places["140403006"])
    add_alias(
        by=SYSTEM,
        at=AT,
        place=town,
        name="旧乡",
        kind=AliasKind.FORMER,
        replaced_on=date(2020, 3, 10),
        basis="示例函〔2019〕1号",
    )
    page = signed_in(world, "community_desk").get(reverse("portal:search"), {"q": "旧乡"})
    told = page.content.decode()
    assert "“旧乡”自2020-03-10起为甲街道（示例函〔2019〕1号）" in told
    assert reverse("territory:place", args=["140403006"]) in told


def test_search_finds_by_number_and_words_within_the_scope(world: World) -> None:
    filed = world.file(words="楼道里堆了纸箱")
    url = reverse("portal:search")
    for words in (filed.number, filed.number.lower().replace("-", ""), "纸箱"):
        page = signed_in(world, "street_desk").get(url, {"q": words})
        assert [row.number for row, _ in page.context["rows"]] == [filed.number], words
        other = signed_in(world, "street2_desk").get(url, {"q": words})
        assert other.context["rows"] == []


@pytest.mark.django_db(transaction=True)
class TestBoard:
    @pytest.fixture
    def counted(self, world: World) -> World:
        for n in range(4):
            world.file(at=clock.now() - timedelta(days=n))
        settle()
        fold()
        return world

    def test_every_figure_opens_to_as_many_cases(self, counted: World) -> None:
        client = signed_in(counted, "county_desk")
        page = client.get(reverse("portal:board"))
        filed = next(s for s in page.context["stats"] if s["key"] == "filed")
        assert filed["value"] == 4
        assert len(client.get(filed["href"]).context["rows"]) == 4

    def test_going_down_keeps_the_sum(self, counted: World) -> None:
        client = signed_in(counted, "county_desk")
        page = client.get(reverse("portal:board"))
        below = {row["name"]: row for row in page.context["rows"]}
        assert below["甲街道"]["filed"][0] == 4
        assert below["乙街道"]["filed"][0] == 0
        street = client.get(below["甲街道"]["href"])
        assert street.status_code == 200

    def test_a_street_does_not_see_its_neighbours_figures(self, counted: World) -> None:
        client = signed_in(counted, "street2_desk")
        place = counted.places["140403006"]
        assert client.get(reverse("portal:board"), {"place": place}).status_code == 403

    @pytest.mark.parametrize(
        "junk", [{"place": "1"}, {"place": "x"}, {"days": "9"}, {"measure": "nonsense"}]
    )
    def test_junk_is_told_not_a_fault(self, counted: World, junk: dict[str, str]) -> None:
        client = signed_in(counted, "county_desk")
        for name in ("portal:board", "portal:behind"):
            assert client.get(reverse(name), junk).status_code in (200, 404)

    def test_the_wall_refreshes_itself(self, counted: World) -> None:
        page = signed_in(counted, "county_desk").get(reverse("portal:board"), {"wall": "1"})
        assert 'data-linli-poll="60"' in page.content.decode()

    def test_a_leader_has_five_figures(self, counted: World, client: Any) -> None:
        page = signed_in(counted, "county_desk").get(reverse("portal:leader"))
        assert page.status_code == 200
        assert len(page.context["stats"]) == 5


def test_strangers_are_asked_to_sign_in(world: World, client: Any) -> None:
    for name in ("today", "search", "board", "behind", "leader"):
        assert client.get(reverse(f"portal:{name}")).status_code == 302


def test_the_board_draws_open_work_where_every_place_below_has_an_outline(world: World) -> None:
    client = signed_in(world, "city_desk")
    outline(world, "140403", square(113.0, 36.0))
    some = client.get(reverse("portal:board")).content.decode()
    assert "region-map" not in some
    outline(world, "140404", square(113.1, 36.0))
    drawn = client.get(reverse("portal:board")).content.decode()
    assert drawn.count('<path class="step-') == 2
    county = world.places["140403"]
    assert f"place={county}" in drawn
    below = client.get(reverse("portal:board"), {"place": county}).content.decode()
    assert "region-map" not in below
