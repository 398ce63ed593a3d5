"""Somebody leaves: nothing stays on a person without a post, and lists are handed over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client

from linli.config.access import duty_of
from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Appointment, Deputy, HandOver, Leave, Post
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import Places, actor, post
from tests.domain.bodies.rota import ZONE
from tests.domain.bodies.test_cover_pages import page, somebody

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=ZONE)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def street(city: Places, settings) -> Places:
    settings.CLOCK_SHIFT = (NOW - clock.now()).total_seconds()
    return city


@pytest.fixture
def leaver(street: Places) -> Client:
    office = street["140403003"]
    made = somebody(
        "示例乙", post("office", office, "leader_in_charge"), post("office", office, "verifier")
    )
    Appointment.objects.update(valid_from=None)
    return made


@pytest.fixture
def desk(street: Places, leaver: Client) -> Client:
    """A colleague who counts on the leaver in every way."""
    seat = post("office", street["140403003"], "subdistrict_desk")
    made = somebody("示例甲", seat)
    actions.name_deputy(by=SYSTEM, at=NOW, post=seat, person=leaver.person)
    for first in (0, 20):
        Leave.objects.create(
            person=made.person,
            kind="leave",
            stand_in=leaver.person,
            valid_from=TODAY + first * DAY,
            valid_to=TODAY + (first + 8) * DAY,
        )
    return made


@pytest.fixture
def admin(street: Places) -> Client:
    office = Post.objects.filter(body__seat=street["1404"]).first().body
    role = {"role": "security_admin", "title": "安全管理员"}
    return somebody("示例管", actions.set_up_post(by=SYSTEM, at=NOW, body=office, **role))


def standing_on(who: Person, day) -> list[str]:
    """Return every dated row that still names a person on a day, whatever table it is of.

    What has no days tells of what was done; duties to come stand on the list of gaps.
    """
    found = []
    for field in Person._meta.related_objects:
        table = field.related_model
        names = {f.name for f in table._meta.get_fields() if isinstance(f, models.Field)}
        if {"valid_from", "valid_to"} <= names:
            rows = table._default_manager.filter(**{field.field.name: who})
            rows = rows.exclude(valid_to__lte=day).exclude(valid_from=models.F("valid_to"))
            found += [f"{table.__name__}.{field.field.name} {r}" for r in rows]
    return found


@pytest.mark.parametrize("days", [0, 5])
def test_nothing_stays_on_a_person_without_a_post(leaver: Client, desk: Client, days: int) -> None:
    who, day = leaver.person, TODAY + days * DAY
    people.state_work_phone(by=SYSTEM, at=NOW, person=who, phone="13800138000")
    people.allow_phone(by=SYSTEM, at=NOW, person=who, phone="13900139000", document="示例纸")
    assert actions.depart(by=SYSTEM, at=NOW, person=who, on=day, taker=desk.person) == 2
    people.forget_leavers(by=SYSTEM, at=NOW + days * DAY)
    who.refresh_from_db()
    assert (bytes(who.work_phone), who.email, who.valid_to) == (b"", "", day)
    left = standing_on(who, day)
    # who was named for a leave that had begun stays known, and is not free any more
    assert left == [f"Leave.stand_in {Leave.objects.earliest('valid_from')}"] * (days > 0)
    seat = Post.objects.get(appointments__person=desk.person)
    assert [h.how for h in queries.hands_of([seat.pk], day)] == ["uncovered"]
    assert not duty_of(who.user, NOW + days * DAY).actor.grants
    if days:
        before = day - DAY
        assert duty_of(who.user, NOW + (days - 1) * DAY).actor.grants
        assert [h.how for h in queries.hands_of([seat.pk], before)] == ["stand_in"]
    assert not Deputy.objects.on(day).exists()
    papers = HandOver.objects.filter(giver=who, on=day, taker=desk.person)
    assert papers.count() == 2
    assert people.forget_leavers(by=SYSTEM, at=NOW + days * DAY) == 0


def test_access_ends_the_same_day(leaver: Client) -> None:
    page(leaver, "/today/")
    actions.depart(by=SYSTEM, at=NOW, person=leaver.person)
    assert leaver.get("/today/").status_code == 302
    leaver.person.user.refresh_from_db()
    assert leaver.person.user.access_until == TODAY - DAY


def test_what_is_refused(leaver: Client, desk: Client, street: Places) -> None:
    who = leaver.person
    with pytest.raises(Invalid):
        actions.depart(by=SYSTEM, at=NOW, person=who, on=TODAY - DAY)
    with pytest.raises(Invalid) as told:
        actions.depart(by=SYSTEM, at=NOW, person=who, taker=who)
    assert told.value.field == "taker"
    # who lets people in elsewhere has nothing to say here
    other = actor("people.manage", street["140428"])
    with pytest.raises(NotPermitted):
        actions.depart(by=other, at=NOW, person=who)
    actions.depart(by=SYSTEM, at=NOW, person=who, on=TODAY + 5 * DAY)
    with pytest.raises(Conflict):
        actions.depart(by=SYSTEM, at=NOW, person=who, on=TODAY + 9 * DAY)
    # an earlier day after all
    assert actions.depart(by=SYSTEM, at=NOW, person=who, on=TODAY + 2 * DAY) == 2
    with pytest.raises(NotPermitted):
        people.forget_leavers(by=actor("bodies.cover", street["140403"]), at=NOW)


def test_people_leave_by_departing_alone() -> None:
    """`people.leave` knows no posts: whoever calls it must end and list them."""
    src = Path(actions.__file__).parents[3]
    calls = re.compile(r"\b(people|people_actions)\.leave\(|import .*\bleave\b")
    found = {p.name for p in src.rglob("*.py") if calls.search(p.read_text())}
    assert found == {"departing.py"}


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_page_lets_somebody_leave(
    leaver: Client, desk: Client, admin: Client, lang: str, django_assert_max_num_queries
) -> None:
    page(desk, "/changes/leaving/", 403)
    url = f"/changes/leaving/{leaver.person.pk}/"
    page(desk, url, 403)
    assert "/changes/leaving/" in page(admin, "/changes/", lang=lang)
    page(admin, "/changes/leaving/?q=示例", lang=lang)
    with django_assert_max_num_queries(12):
        assert url in page(admin, "/changes/leaving/?q=示例乙", lang=lang)
    text = page(admin, url, lang=lang)
    assert ("B角" if lang == "zh-hans" else "Deputy of") in text
    assert admin.post(url, {"on": TODAY - DAY, "taker": ""}).status_code == 422
    given = {"on": TODAY, "taker": desk.person.pk}
    assert admin.post(url, given).status_code == 302
    text = page(admin, url, lang=lang)
    papers = HandOver.objects.filter(giver=leaver.person)
    assert all(f"/handover/{p.pk}/" in text for p in papers)
    page(admin, f"/handover/{papers[0].pk}/", lang=lang)
    page(desk, f"/handover/{papers[0].pk}/", lang=lang)
    assert admin.post(url, given).status_code == 422
    page(admin, "/changes/leaving/1/", 404)


def test_the_command_takes_a_day_and_a_taker(leaver: Client, desk: Client) -> None:
    login, to = leaver.person.user.username, desk.person.user.username
    call_command("depart", login, "--on", (TODAY + DAY).isoformat(), "--to", to)
    assert {p.taker_id for p in HandOver.objects.all()} == {desk.person.pk}
