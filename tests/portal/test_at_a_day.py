"""The search, a leader's page and the duty rota read at another day, or saying why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.test_reorganising import MERGER, enacted
from tests.domain.cases.world import World, build
from tests.foundation.journal.test_reading import settle

from linli.domain.bodies.models import DutyShift
from linli.domain.measures.actions.folding import fold
from linli.foundation.jobs import clock


@pytest.mark.django_db
def test_a_search_at_a_day_finds_the_places_of_that_day(world: World) -> None:
    enacted(MERGER)
    world.file("01", "140404", words="甲街道门口的路灯不亮。")
    client = signed_in(world, "county_desk")
    then = client.get(reverse("portal:search"), {"q": "甲街道", "on": "2026-02-28"})
    page = then.content.decode()
    assert "/places/140403006/?on=2026-02-28" in page
    assert 'name="on" value="2026-02-28"' in page
    now = client.get(reverse("portal:search"), {"q": "甲街道"}).content.decode()
    assert "/places/140403010/" in now
    assert "诉求按现在的办理情况列出" not in now
    bad = client.get(reverse("portal:search"), {"q": "甲街道", "on": "yesterday"})
    assert bad.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_leader_reads_the_figures_of_a_day_and_is_told_what_has_none() -> None:
    world = build()
    at = clock.now()
    for days in (0, 9, 9):
        world.file("01", "140403006", at=at - timedelta(days=days))
    settle()
    fold()
    client = signed_in(world, "county_desk")
    on = timezone.localdate(at - timedelta(days=8)).isoformat()
    answer = client.get(reverse("portal:leader"), {"on": on})
    assert answer.status_code == 200
    assert [s["value"] for s in answer.context["stats"]][:2] == [2, 2]
    page = answer.content.decode()
    assert "等您处理的事只有今天的" in page
    assert f"on={on}" in answer.context["stats"][0]["href"]
    today = client.get(reverse("portal:leader"))
    assert len(today.context["stats"]) == 5
    assert "等您处理的事只有今天的" not in today.content.decode()


@pytest.mark.django_db
def test_the_rota_at_a_day_shows_its_month_and_who_was_on_duty_then(world: World) -> None:
    at = clock.now()
    then = at - timedelta(days=70)
    body = world.bodies["street"]
    on = timezone.localdate(then)
    shift: dict[str, Any] = {"starts_at": then - timedelta(hours=2), "body_id": body}
    shift |= {"leader_id": world.persons["street_desk"], "day": on}
    DutyShift.objects.create(ends_at=then + timedelta(hours=2), **shift)
    client = signed_in(world, "street_desk")
    answer = client.get(reverse("duty:index"), {"body": body, "on": on.isoformat()})
    assert answer.status_code == 200
    assert answer.context["has_shifts"]
    assert answer.context["now"]["duty"].body == body
    assert not answer.context["may_plan"]
    page = answer.content.decode()
    assert "那天此时值班" in page
    assert f"on={on.isoformat()}" in answer.context["earlier"]
    today = client.get(reverse("duty:index"), {"body": body})
    assert not today.context["has_shifts"]
