"""The demo's rotas: a week back, two weeks ahead, nobody missing; run again they are the same."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from tests.domain.bodies.city import AT, body, build, person

from linli.domain.bodies import queries
from linli.domain.bodies.actions import appoint, found_from_template, state_duty_rule
from linli.domain.bodies.models import DutyRule, DutyShift, Post
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.portal.demo import duty

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 3, 2, 21, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_demo_has_its_rotas_and_books() -> None:
    places = build()
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    if not DutyRule.objects.filter(kind="").exists():
        state_duty_rule(
            by=SYSTEM, at=AT, kind=None, required=False, begins=time(8), basis="示例规则"
        )
    seats = [places[code].pk for code in ("1404", "140403", "140403003", "140403003001")]
    for n, post in enumerate(Post.objects.filter(place_id__in=seats).order_by("id")):
        appoint(by=SYSTEM, at=AT, post=post, person=person(f"示例{n}"), since=date(2025, 1, 1))
    assert duty.plan(at=NOW, step=str) == 4 * 22
    lines = Entry.objects.filter(move="note").count()
    assert lines == 3 * DutyShift.objects.filter(ends_at__lte=NOW).count()
    assert duty.plan(at=NOW, step=str) == 0
    assert Entry.objects.filter(move="note").count() == lines
    community = body("committee", places["140403003001"]).pk
    found = queries.on_duty(community, NOW)
    assert found is not None
    assert found.climbed == ()
