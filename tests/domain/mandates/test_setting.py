"""A threshold is set on its page: first what would change, then for good, by whoever may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from linli.domain.bodies.actions import appoint
from linli.domain.bodies.models import Body, Post
from linli.domain.mandates import queries
from linli.domain.mandates.actions import set_threshold
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, Places, person

pytestmark = pytest.mark.django_db


def signed_in(city: Places, role: str, place: str) -> Client:
    """Return a browser of someone who holds a role over a place."""
    who = person()
    body = Body.objects.filter(seat=city[place], valid_to=None).order_by("id").first()
    assert body is not None
    post = Post.objects.create(body=body, role=role, title="示例岗位", place=city[place])
    appoint(by=SYSTEM, at=AT, post=post, person=who, since=date(2026, 1, 1))
    who.user = get_user_model().objects.create_user("keeper")
    who.save()
    client = Client()
    client.force_login(who.user)
    return client


@pytest.fixture
def keeper(city: Places, settings) -> Client:
    settings.DEMO = True
    return signed_in(city, "system_admin", "140403")


def test_it_says_what_would_change_and_then_changes_it(keeper: Client, city: Places) -> None:
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    set_threshold(
        by=SYSTEM,
        at=AT,
        key="cases.wait",
        value="3d",
        basis="示例街道文件",
        place=city["140403003"],
        since=date(2026, 3, 1),
    )
    url = f"/who/limits/cases.wait/?place={city['140403'].pk}"
    assert "7 天" in keeper.get(url).content.decode()
    given = {"amount": 10, "unit": "d", "since": tomorrow.isoformat(), "basis": "示例文件"}
    looked = keeper.post(url, {**given, "do": "look"}).content.decode()
    assert "由 7 天 改为 10 天" in looked
    assert "英雄南路街道" in looked
    assert "现有 0 件未办结的工单" in looked
    assert not Entry.objects.filter(move="set_threshold", data__value="10d").exists()
    assert keeper.post(url, {**given, "do": "set"}).status_code == 302
    at = {"key": "cases.wait", "on": tomorrow}
    assert queries.threshold(place_id=city["140403"].pk, **at).value == "10d"
    assert queries.threshold(place_id=city["140403003"].pk, **at).value == "3d"
    again = keeper.post(url, {**given, "amount": 9, "do": "set"})
    assert (again.status_code, "新规定须晚于该日" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("key", "given", "status"),
    [
        ("cases.late_soon", {"amount": 25}, 302),
        ("cases.late_soon", {"amount": 250}, 422),
        ("notices.morning", {"time": "07:30"}, 302),
        ("cases.sample", {"amount": 0}, 422),
        ("cases.sample", {"amount": 4}, 302),
        ("cases.wait", {"amount": 4, "unit": "weeks"}, 422),
        ("cases.wait", {"amount": 4, "unit": "wd", "basis": ""}, 422),
    ],
)
def test_each_kind_has_its_fields(
    keeper: Client, city: Places, key: str, given: dict, status: int
) -> None:
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    more = {"since": tomorrow.isoformat(), "basis": "示例文件", "do": "set"}
    url = f"/who/limits/{key}/?place={city['140403'].pk}"
    assert keeper.get(url).status_code == 200
    answer = keeper.post(url, {**more, **given})
    assert answer.status_code == status, answer.content.decode().split("<main")[1][:1500]


def test_only_whoever_may_at_that_place(keeper: Client, city: Places) -> None:
    assert (
        f"/who/limits/cases.wait/?place={city['140403'].pk}"
        in keeper.get(f"/who/limits/?place={city['140403'].pk}").content.decode()
    )
    for tail in ("", f"?place={city['1404'].pk}"):  # everywhere, and the level above
        assert keeper.get(f"/who/limits/cases.wait/{tail}").status_code == 403
        assert "cases.wait/" not in keeper.get(f"/who/limits/{tail}").content.decode()
    assert keeper.get(f"/who/limits/no.such/?place={city['140403'].pk}").status_code == 404
