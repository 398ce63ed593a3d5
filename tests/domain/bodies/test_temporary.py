"""Temporary bodies: one step, warned before the end, ended only when nothing is open on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.config import jobs
from linli.domain.bodies import actions
from linli.domain.bodies.actions import temporary
from linli.domain.bodies.models import Appointment, Body, Charter, Post
from linli.domain.bodies.queries.temporary import charter_of, temporary_in
from linli.domain.bodies.states import BodyKind
from linli.foundation.jobs import clock
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person
from tests.domain.bodies.test_lines_pages import LANGUAGES, page, somebody

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = timedelta(days=1)
STREET = "140403003"
UNTIL = TODAY + 30 * DAY


def task_force(city: Places, **more: object) -> Body:
    said = {
        "by": SYSTEM,
        "at": AT,
        "kind": BodyKind.TASK_FORCE,
        "name": "示例防汛专班",
        "seat": city[STREET],
        "purpose": "示例：汛期排查",
        "until": UNTIL,
        "document": "示例〔2026〕8号",
        "superior": body("office", city[STREET]),
    }
    return temporary.found_temporary(**said | more)  # type: ignore[arg-type]


def nothing(_: int) -> int:
    return 0


def test_one_step_founds_it_with_posts_and_an_end(city: Places) -> None:
    made = task_force(city)
    assert set(Post.objects.filter(body=made).values_list("role", "quota")) == {
        ("department_head", 1),
        ("handler", 5),
    }
    assert [c.body for c in temporary_in(city[STREET].pk, TODAY)] == [made]
    assert temporary_in(city[STREET].pk, TODAY - DAY) == []
    for wrong, code in (
        ({"kind": BodyKind.BUREAU}, "not_temporary"),
        ({"purpose": " "}, "purpose_missing"),
        ({"document": ""}, "document_missing"),
        ({"until": TODAY}, "end_not_to_come"),
        ({"hands": 0}, "quota_not_positive"),
    ):
        with pytest.raises(Invalid, match=code):
            task_force(city, **wrong)
    with pytest.raises(NotPermitted):
        task_force(city, by=actor("bodies.manage", city["140428"]))
    assert Charter.objects.count() == 1


def test_it_ends_on_its_day_with_posts_and_people_when_nothing_is_open(city: Places) -> None:
    made = task_force(city)
    who = person("示例员")
    post = Post.objects.get(body=made, role="handler")
    actions.appoint(by=SYSTEM, at=AT, post=post, person=who)
    before = AT + 29 * DAY
    assert temporary.close_due(by=SYSTEM, at=before, open_work=nothing) == (0, 0)
    assert temporary.close_due(by=SYSTEM, at=AT + 30 * DAY, open_work=nothing) == (1, 0)
    made.refresh_from_db()
    assert made.valid_to == UNTIL
    assert Post.objects.get(pk=post.pk).valid_to == UNTIL
    assert Appointment.objects.get(post=post).valid_to == UNTIL
    assert temporary.close_due(by=SYSTEM, at=AT + 31 * DAY, open_work=nothing) == (0, 0)
    assert temporary_in(city[STREET].pk, UNTIL) == []
    with pytest.raises(Conflict, match="not_temporary"):
        temporary.extend(
            by=SYSTEM, at=AT + 31 * DAY, body=made, until=UNTIL + 9 * DAY, document="示例"
        )


def test_with_something_open_it_goes_on_and_is_told_once(city: Places) -> None:
    made = task_force(city)
    late = AT + 30 * DAY
    for _ in range(2):
        assert temporary.close_due(by=SYSTEM, at=late, open_work=lambda _: 3) == (0, 1)
    made.refresh_from_db()
    assert made.valid_to is None
    told = Notice.objects.filter(kind="bodies.notice.temporary_over")
    assert {n.inbox_id for n in told} == {made.pk, made.superior_id}
    assert told.count() == 2
    under = actions.found(
        by=SYSTEM, at=AT, kind=BodyKind.BRANCH, name="示例支部", seat=city[STREET], superior=made
    )
    assert temporary.close_due(by=SYSTEM, at=late, open_work=nothing) == (0, 1)  # one under it
    actions.end(by=SYSTEM, at=late, body=under, on=UNTIL)
    assert temporary.close_due(by=SYSTEM, at=late, open_work=nothing) == (1, 0)


def test_an_extension_needs_a_document_and_a_later_day(city: Places) -> None:
    made, later = task_force(city), UNTIL + 30 * DAY
    said = {"by": SYSTEM, "at": AT + DAY, "body": made}
    for wrong, code in (
        ({"until": later, "document": " "}, "document_missing"),
        ({"until": UNTIL, "document": "示例9号"}, "extension_not_later"),
    ):
        with pytest.raises(Invalid, match=code):
            temporary.extend(**said, **wrong)  # type: ignore[arg-type]
    row = temporary.extend(**said, until=later, document="示例9号")
    assert temporary.extend(**said, until=later, document="示例9号") == row
    assert charter_of(made.pk, TODAY).until == UNTIL  # type: ignore[union-attr]
    assert charter_of(made.pk, TODAY + DAY).until == later  # type: ignore[union-attr]
    assert temporary.close_due(by=SYSTEM, at=AT + 30 * DAY, open_work=nothing) == (0, 0)
    with pytest.raises(Conflict, match="not_temporary"):
        temporary.extend(
            by=SYSTEM, at=AT, body=body("office", city[STREET]), until=later, document="示例"
        )


def test_it_is_warned_of_once(city: Places) -> None:
    made = task_force(city)
    assert temporary.warn_of_charters(by=SYSTEM, at=AT, days=14) == 0
    near = AT + 20 * DAY
    for _ in range(2):
        assert temporary.warn_of_charters(by=SYSTEM, at=near, days=14) == 1
    told = Notice.objects.filter(kind="bodies.notice.temporary_ends")
    assert sorted(n.inbox_id for n in told) == sorted([made.pk, made.superior_id])


def test_the_round_runs(city: Places, settings) -> None:
    made = task_force(city)
    settings.CLOCK_SHIFT = (AT + 30 * DAY - clock.now()).total_seconds()
    jobs.close_temporary()
    made.refresh_from_db()
    assert made.valid_to == UNTIL


@LANGUAGES
def test_pages(city: Places, lang: str, settings, django_assert_max_num_queries) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    admin = somebody("示例管", "command", "1404", "system_admin", city)
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", city)
    url = f"/bodies/temporary/?place={city[STREET].pk}"
    page(desk, url, lang=lang)
    given = {
        "kind": "task_force",
        "name": "示例专班",
        "purpose": "示例",
        "last": TODAY + 9 * DAY,
        "document": "示例1号",
        "superior": body("office", city[STREET]).pk,
        "hands": 3,
    }
    assert desk.post(url, given).status_code == 403
    for wrong in ({"last": TODAY - DAY}, {"document": ""}, {"hands": 0}, {"kind": "bureau"}):
        assert admin.post(url, given | wrong).status_code == 422
    assert admin.post(url, given).status_code == 302
    made = Body.objects.get(name="示例专班")
    page(admin, url)
    with django_assert_max_num_queries(12):
        assert "示例专班" in page(admin, url, lang=lang)
    page(admin, f"/bodies/{made.pk}/")
    with django_assert_max_num_queries(12):
        assert "示例1号" in page(admin, f"/bodies/{made.pk}/", lang=lang)
    one = f"/bodies/{made.pk}/charter/"
    page(admin, one, lang=lang)
    page(desk, one, 403)
    assert admin.post(one, {"last": TODAY, "document": "示例2号"}).status_code == 422
    assert admin.post(one, {"last": TODAY + 20 * DAY, "document": "示例2号"}).status_code == 302
    settings.CLOCK_SHIFT += 21 * 86400
    late = page(admin, url, lang=lang)
    assert ("已到期" if lang == "zh-hans" else "Past its day") in late
    page(admin, f"/bodies/{body('office', city[STREET]).pk}/charter/", 404)
