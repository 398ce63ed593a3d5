"""Acting for a vacant post: of the same body or of another, always with an end, shown as such."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from linli.config.access import duty_of
from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Appointment, Post
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import Places, actor, person, post
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
def vacant(street: Places) -> Post:
    return post("office", street["140403003"], "leader_in_charge")


@pytest.fixture
def checker(street: Places) -> Client:
    """Of the same office as the vacant post."""
    return somebody("示例乙", post("office", street["140403003"], "verifier"))


@pytest.fixture
def stranger(street: Places) -> Client:
    """Of the county, one level above."""
    return somebody("示例外", post("fire", street["140403"], "handler"))


@pytest.fixture
def admin(street: Places) -> Client:
    office = Post.objects.filter(body__seat=street["1404"]).first().body
    return somebody(
        "示例管",
        actions.set_up_post(
            by=SYSTEM, at=NOW, body=office, role="security_admin", title="安全管理员"
        ),
    )


def let(held: Post, who: Client, first: int = 0, last: int = 9) -> Appointment:
    days = {"first": TODAY + first * DAY, "last": TODAY + last * DAY}
    return actions.let_act(by=SYSTEM, at=NOW, post=held, person=who.person, **days)


def test_who_is_of_the_body_leads_and_who_is_not_looks_after_it(
    vacant: Post, checker: Client, stranger: Client
) -> None:
    row = let(vacant, checker, last=3)
    assert (row.acts, row.valid_to) == ("leads", TODAY + 4 * DAY)
    again = let(vacant, stranger, first=4)  # from the day after
    assert again.acts == "cares"
    assert Entry.objects.filter(move="appoint").latest("id").data["care"] is True


def test_it_ends_by_itself(vacant: Post, checker: Client) -> None:
    let(vacant, checker, last=3)
    user = checker.person.user
    for day, posts in ((3, {vacant.pk}), (4, set())):
        duty = duty_of(user, NOW + day * DAY)
        assert {g.post for g in duty.actor.grants} & {vacant.pk} == posts
        assert [a.last for a in duty.acting] == [TODAY + 3 * DAY] * len(posts)


def test_the_same_again_changes_nothing_and_another_last_day_is_kept(
    vacant: Post, checker: Client, stranger: Client
) -> None:
    row = let(vacant, checker)
    number = Entry.objects.count()
    assert let(vacant, checker).pk == row.pk
    assert Entry.objects.count() == number
    assert let(vacant, checker, last=19).valid_to == TODAY + 20 * DAY
    assert let(vacant, checker, last=3).valid_to == TODAY + 4 * DAY
    assert Entry.objects.latest("id").move == "prolong_acting"
    let(vacant, stranger, first=6, last=8)
    with pytest.raises(Conflict) as told:
        let(vacant, checker, last=6)
    assert told.value.code == "post_full"
    assert let(vacant, checker, last=5).valid_to == TODAY + 6 * DAY


def test_what_is_refused(vacant: Post, checker: Client, street: Places) -> None:
    for days, code in (((2, 1), "days_in_wrong_order"), ((-1, 3), "day_is_over")):
        with pytest.raises(Invalid) as told:
            let(vacant, checker, *days)
        assert told.value.code == code
    idle = Client()
    idle.person = person("示例闲")
    with pytest.raises(Invalid) as told:
        let(vacant, idle)
    assert told.value.code == "stand_in_without_post"
    mine = post("office", street["140403003"], "verifier")
    with pytest.raises(Conflict):
        let(mine, checker)
    desk = actor("bodies.cover", street["140403003"])
    with pytest.raises(NotPermitted):
        actions.let_act(
            by=desk, at=NOW, post=vacant, person=checker.person, first=TODAY, last=TODAY
        )
    assert not Appointment.objects.filter(acting=True).exists()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_page_lets_act_and_every_page_says_so(
    vacant: Post,
    checker: Client,
    stranger: Client,
    admin: Client,
    lang: str,
    django_assert_max_num_queries,
) -> None:
    url = f"/bodies/acting/{vacant.pk}/"
    page(checker, url, 403)
    assert url in page(admin, f"/bodies/{vacant.body_id}/", lang=lang)
    assert url not in page(checker, f"/bodies/{vacant.body_id}/")
    held = post("office", vacant.place, "verifier")  # nothing to arrange where nobody is missing
    assert f"/bodies/acting/{held.pk}/" not in page(admin, f"/bodies/{vacant.body_id}/")
    page(admin, url, lang=lang)
    with django_assert_max_num_queries(12):
        text = page(admin, url, lang=lang)
    leads, cares = ("主持工作", "代管") if lang == "zh-hans" else ("Acting", "Looking after")
    assert text.index(f'value="{checker.person.pk}"') < text.index(f'value="{stranger.person.pk}"')
    given = {"person": stranger.person.pk, "first": TODAY, "last": TODAY + 9 * DAY}
    assert admin.post(url, given | {"last": ""}).status_code == 422  # never without an end
    assert admin.post(url, given).status_code == 302
    assert cares in page(admin, url, lang=lang)
    assert cares in page(checker, f"/bodies/{vacant.body_id}/", lang=lang)
    with django_assert_max_num_queries(12):
        text = page(stranger, "/today/", lang=lang)
    assert ("您代管" if lang == "zh-hans" else "You look after") in text
    assert cares in page(stranger, "/bodies/leave/", lang=lang)
    assert leads not in page(stranger, "/bodies/leave/", lang=lang)
    scope = queries.arranged(duty_of(admin.person.user, NOW).actor, TODAY)
    (gap,) = queries.ending(scope, TODAY, 60, queries.Page()).rows
    assert (gap.name, gap.day) == ("示例外", TODAY + 9 * DAY)  # the last day of it
    row = queries.acting_for(vacant.pk, TODAY)[0]
    assert stranger.post(f"/bodies/acting/end/{row.pk}/").status_code == 403
    assert admin.post(f"/bodies/acting/end/{row.pk}/").status_code == 302
    assert queries.acting_for(vacant.pk, TODAY) == []
    assert admin.post("/bodies/acting/end/1/").status_code == 404
    page(admin, "/bodies/acting/1/", 404)
