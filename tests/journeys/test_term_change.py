"""A term changes: the workbook is checked, put right, brought in; papers are signed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache
from django.utils import timezone

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.models import Appointment, Body, HandOver, Post
from linli.domain.bodies.states import LeaveKind, Role
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


def appointer(world: World) -> AbstractUser:
    """Whoever appoints people in the county: the security administrator."""
    county = Body.objects.get(pk=world.bodies["county"])
    seat = bodies.set_up_post(
        by=SYSTEM, at=clock.now(), body=county, role=Role.SECURITY_ADMIN, title="安全管理员"
    )
    who = Person.objects.create(name="示例安全员")
    bodies.appoint(by=SYSTEM, at=clock.now(), post=seat, person=who)
    world.persons["appointer"] = who.pk
    return user_of(world, "appointer")


def workbook(tmp_path: Path, name: str, *lines: str) -> Path:
    file = tmp_path / f"{name}.csv"
    file.write_text("\n".join(("组织,岗位,现任,新任,任期至", *lines)), encoding="utf-8")
    return file


def test_a_term_is_changed(open_page: Open, world: World, tmp_path: Path) -> None:
    user = appointer(world)
    community = Body.objects.get(pk=world.bodies["community"])
    seat = Post.objects.filter(body=community, role=Role.COMMUNITY_DESK).get()
    old = Person.objects.get(pk=world.persons["community_desk"])
    today = timezone.localdate(clock.now())
    day, ends = today + timedelta(days=30), today.replace(year=today.year + 5, day=1)
    start = f"{community.name},{seat.title}"

    walk = open_page(size="desk", user=user)
    walk.go("/bodies/terms/")
    walk.page.get_by_label("新一届哪天开始").fill(day.isoformat())
    wrong = workbook(tmp_path, "wrong", f"{start},示例无此人,示例新任,{ends}")
    walk.page.get_by_label("换届表").set_input_files(str(wrong))
    walk.press("先检查")
    walk.sees("有 1 处要改，没有写入")
    walk.sees("示例无此人")

    right = workbook(tmp_path, "right", f"{start},{old.name},示例新任,{ends}")
    for button, told in (
        ("先检查", "检查通过，还没有写入"),
        ("导入", "已导入"),
        ("导入", "已导入"),
    ):
        walk.page.get_by_label("新一届哪天开始").fill(day.isoformat())
        walk.page.get_by_label("换届表").set_input_files(str(right))
        walk.press(button)
        walk.sees(told)
    assert walk.fits
    rows = Appointment.objects.filter(post=seat).order_by("id")
    assert [(r.person.name, r.valid_from, r.valid_to) for r in rows] == [
        (old.name, rows[0].valid_from, day),
        ("示例新任", day, None),
    ]

    paper = HandOver.objects.get()
    giver = open_page(size="phone", user=user_of(world, "community_desk"))
    giver.go("/today/")
    giver.sees("等您签字的工作交接单")
    giver.go(f"/handover/{paper.pk}/")
    giver.press("签字移交")
    giver.sees("已签")
    assert giver.fits
    walk.go(f"/handover/{paper.pk}/")
    walk.press("登记纸质签字")
    walk.sees("纸质签字，由管理人登记")
    assert HandOver.objects.get().is_signed


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["narrow", "phone", "desk"])
def test_the_pages_of_changes_fit_and_pass_axe(
    open_page: Open, world: World, size: str, language: str
) -> None:
    today = timezone.localdate(clock.now())
    desk = Person.objects.get(pk=world.persons["community_desk"])
    bodies.take_leave(
        by=SYSTEM,
        at=clock.now(),
        person=desk,
        kind=LeaveKind.BUSINESS,
        first=today + timedelta(days=2),
        last=today + timedelta(days=4),
        stand_in=Person.objects.get(pk=world.persons["community_secretary"]),
    )
    seat = Post.objects.filter(appointments__person=desk).first()
    walk = open_page(size=size, user=user_of(world, "community_desk"), language=language, axe=True)
    pages = [
        "/bodies/leave/",
        f"/bodies/deputy/{seat.pk}/",
        "/changes/",
        f"/bodies/{seat.body_id}/",
    ]
    for path in pages:
        walk.go(path)
        _looked_at(walk, path, size, language)
    admin = open_page(size=size, user=appointer(world), language=language, axe=True)
    for path in ("/bodies/terms/", "/changes/"):
        admin.go(path)
        _looked_at(admin, f"admin{path}", size, language)


def _looked_at(walk: Any, path: str, size: str, language: str) -> None:
    assert walk.fits, path
    assert axe_faults(walk.page) == [], path
