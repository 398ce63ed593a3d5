"""Duty at night: an urgent matter filed at ten comes to the officer's phone, then to the leader."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from linli.config.jobs import deliver
from linli.domain.bodies import actions as bodies
from linli.domain.bodies import jobs
from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyRule, DutyShift
from linli.domain.bodies.states import BookLine
from linli.domain.mandates.models import MatterRule
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.foundation.notices.models import Notice
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.foundation.journal.test_reading import settle
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    now = clock.now().astimezone(ZONE)
    night = now.replace(hour=22, minute=0, second=0, microsecond=0)
    night -= timedelta(days=1 if night > now else 0)  # the last ten o'clock that has been
    settings.CLOCK_SHIFT = (night - now).total_seconds()
    cache.clear()
    territory.forget()
    made = build()
    rule = {"begins": night.time(), "basis": "示例规则"}
    DutyRule.objects.get_or_create(kind="", valid_to=None, defaults={"required": False, **rule})
    MatterRule.objects.filter(matter__code="02").update(urgency="extreme")
    MandatesRevision.renew()
    return made


def on_duty(world: World, day: int, leader: str, officer: str) -> DutyShift:
    """Put two people on duty from 17:30 of a day to 8:30, today or `day` days later."""
    start = clock.now().astimezone(ZONE).replace(hour=17, minute=30) + timedelta(days=day)
    shift = DutyShift.objects.create(
        body_id=world.bodies["community"],
        day=start.date(),
        name="夜班",
        starts_at=start,
        ends_at=start + timedelta(hours=15),
        leader_id=world.persons[leader],
        phone="1000",
        planned=f"示例{day}",
    )
    DutyOfficer.objects.create(shift=shift, person_id=world.persons[officer])
    DutyRevision.renew()
    return shift


def later(settings: Any, minutes: int) -> datetime:
    settings.CLOCK_SHIFT += minutes * 60
    return clock.now()


def test_duty_at_night(open_page: Open, world: World, settings: Any) -> None:
    yesterday = on_duty(world, -1, "community_secretary", "community_desk")
    on_duty(world, 0, "community_secretary", "grid_worker")
    bodies.note(
        by=world.actors["community_desk"],
        at=clock.now() - timedelta(hours=20),
        shift_id=yesterday.pk,
        line=BookLine.HANDED_OVER,
        words="示例：请留意东门积水",
    )
    case = world.file("02", at=clock.now()).case
    settle()
    deliver()

    officer = open_page(size="phone", user=user_of(world, "grid_worker"))
    officer.go("/duty/")
    officer.sees("紧急事项等您查看")
    assert officer.fits

    later(settings, 16)
    assert jobs.run(at=clock.now()) == 1
    leader = open_page(size="phone", user=user_of(world, "community_secretary"))
    leader.go("/inbox/")
    leader.sees("值班员未读，请带班领导处理")
    leader.press("值班员未读，请带班领导处理")
    leader.sees("现在值班")
    leader.page.locator("summary", has_text="已打电话通知").click()
    leader.press("记为已通知")
    leader.sees("已电话通知")
    assert Notice.objects.filter(rang_at__isnull=False, subject_id=case).count() == 1
    assert jobs.run(at=clock.now()) == 0

    officer.go("/duty/")
    officer.press("示例grid_worker", role="link")
    officer.sees("示例：请留意东门积水")
    officer.press("签收接班")
    officer.page.get_by_label("处置情况").check()
    officer.fill("内容", "示例：22:20 已到东门，设好警示")
    officer.press("记一条")
    officer.sees("示例：22:20 已到东门，设好警示")
    assert officer.fits
    yesterday.refresh_from_db()
    assert yesterday.signed_by_id == world.persons["grid_worker"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["narrow", "phone", "desk"])
def test_the_pages_of_duty_fit_and_pass_axe(
    open_page: Open, world: World, size: str, language: str
) -> None:
    shift = on_duty(world, 0, "community_secretary", "community_desk")
    user = user_of(world, "community_desk")
    walk = open_page(size=size, user=user, language=language, axe=True)
    body = world.bodies["community"]
    for path in (
        "/duty/",
        f"/duty/{shift.pk}/",
        f"/duty/import/?body={body}",
        f"/duty/sheet/?body={body}&since={shift.day}&until={shift.day}",
        "/duty/missing/",
        f"/duty/new/?body={body}",
        "/duty/rules/",
    ):
        walk.go(path)
        assert walk.fits, path
        assert axe_faults(walk.page) == [], path
