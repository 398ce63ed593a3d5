"""Pages of leave, deputies, term change, hand-over lists and what is open about people."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client

from linli.config.access import actor_of
from linli.config.jobs import bodies as jobs_bodies
from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Appointment, Deputy, HandOver, Leave, Post
from linli.domain.bodies.queries.uncovered import uncovered
from linli.foundation.jobs import clock
from linli.foundation.notices.models import Notice
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotPermitted
from tests.domain.bodies.city import Places, body, person, post
from tests.domain.bodies.rota import ZONE

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=ZONE)
TODAY = NOW.date()


@pytest.fixture
def street(city: Places, settings) -> Places:
    settings.CLOCK_SHIFT = (NOW - clock.now()).total_seconds()
    return city


def somebody(name: str, *posts: Post) -> Client:
    who = person(name)
    who.user = get_user_model().objects.create_user(f"u{who.pk}")
    who.save()
    for held in posts:
        actions.appoint(by=SYSTEM, at=clock.now(), post=held, person=who)
    client = Client()
    client.force_login(who.user)
    client.person = who
    return client


@pytest.fixture
def desk(street: Places) -> Client:
    return somebody("示例甲", post("office", street["140403003"], "subdistrict_desk"))


@pytest.fixture
def leader(street: Places) -> Client:
    return somebody("示例乙", post("office", street["140403003"], "leader_in_charge"))


def page(client: Client, url: str, status: int = 200, lang: str = "zh-hans") -> str:
    answer = client.get(url, headers={"Accept-Language": lang})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def ask(client: Client, url: str, **given: object) -> int:
    days = {"first": TODAY, "last": TODAY + timedelta(days=2), "kind": "leave", "stand_in": ""}
    return client.post(url, days | given).status_code


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_leave_is_asked_for_and_the_stand_in_is_told_whose_work_it_is(
    desk: Client, leader: Client, lang: str, django_assert_max_num_queries
) -> None:
    page(leader, "/bodies/leave/", lang=lang)
    assert ask(leader, "/bodies/leave/", stand_in=desk.person.pk) == 302
    text = page(desk, "/today/", lang=lang)
    assert "示例乙" in text  # whose work it is, until when
    with django_assert_max_num_queries(12):
        text = page(leader, "/bodies/leave/", lang=lang)
    assert "示例甲" in text
    leave = Leave.objects.get()
    assert leader.post(f"/bodies/leave/end/{leave.pk}/").status_code == 302
    assert "示例乙" not in page(desk, "/today/", lang=lang)


def test_a_fault_stands_at_its_field(desk: Client) -> None:
    answer = desk.post(
        "/bodies/leave/",
        {"first": TODAY, "last": TODAY - timedelta(days=1), "kind": "leave", "stand_in": ""},
    )
    assert answer.status_code == 422
    assert "最后一天早于第一天" in answer.content.decode()
    assert not Leave.objects.exists()


def test_a_desk_arranges_for_its_street_and_nobody_else(
    desk: Client, leader: Client, street: Places
) -> None:
    stranger = somebody("示例丙", post("office", street["140403100"], "leader_in_charge"))
    url = f"/bodies/leave/{leader.person.pk}/"
    assert "示例乙" in page(desk, url)
    page(stranger, url, 403)
    seat = Post.objects.get(appointments__person=leader.person)
    page(leader, f"/bodies/deputy/{seat.pk}/", 403)
    assert desk.post(f"/bodies/deputy/{seat.pk}/", {"person": desk.person.pk}).status_code == 302
    assert Deputy.objects.get().person == desk.person
    text = page(desk, f"/bodies/{seat.body_id}/")
    assert "B角：示例甲" in text
    refused = desk.post(f"/bodies/deputy/{seat.pk}/", {"person": leader.person.pk})
    assert refused.status_code == 422


def test_who_is_away_and_covered_still_finds_the_way_back(desk: Client, leader: Client) -> None:
    ask(leader, "/bodies/leave/", stand_in=desk.person.pk)
    text = page(leader, "/bodies/leave/")
    assert "今天销假" in text
    assert Client().get("/bodies/leave/").status_code == 302


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_what_is_open_about_people_stands_on_one_page(
    desk: Client, leader: Client, street: Places, lang: str, django_assert_max_num_queries
) -> None:
    ask(leader, "/bodies/leave/", last=TODAY + timedelta(days=5))
    page(desk, "/changes/", lang=lang)
    with django_assert_max_num_queries(12):
        text = page(desk, "/changes/", lang=lang)
    assert "示例乙" in text
    assert ("空缺岗位" if lang == "zh-hans" else "Vacant posts") in text
    handler = somebody("示例丁", post("fire", street["140403"], "handler"))
    page(handler, "/changes/", 403)


def test_many_vacancies_are_a_page_of_them(
    desk: Client, street: Places, django_assert_max_num_queries
) -> None:
    office, there = body("office", street["140403003"]), street["140403003"]
    before = arranged_ids(desk)
    Post.objects.bulk_create(
        Post(body=office, role="handler", title=f"示例岗{n:03}", place=there) for n in range(120)
    )
    # and as many that are none of this desk's business
    far = body("office", street["140403100"])
    Post.objects.bulk_create(
        Post(body=far, role="handler", title="远处", place=far.seat) for _ in range(120)
    )
    page(desk, "/changes/")
    with django_assert_max_num_queries(12):
        text = page(desk, "/changes/")
    assert text.count("示例岗") + text.count("远处") <= 20
    assert f"{before + 120} 项" in text
    seen, url = [], "/changes/?part=vacant"
    while url:
        text = page(desk, url)
        seen += re.findall(r"示例岗\d+", text)
        more = re.search(r'href="(/changes/\?part=vacant&amp;after=[^"]+)"', text)
        url = more and unescape(more[1])
    assert sorted(seen) == [f"示例岗{n:03}" for n in range(120)]
    page(desk, "/changes/?part=vacant&after=x", 422)
    page(desk, "/changes/?part=ending&after=2026-99-01~1", 422)


def arranged_ids(client: Client) -> int:
    scope = queries.arranged(actor_of(client.person.user, clock.now()), TODAY)
    return queries.vacant(scope, TODAY, queries.Page()).count


def test_the_list_says_of_every_post_what_the_decision_says_of_one(street: Places) -> None:
    roles = [
        ("office", "140403003", "subdistrict_desk"),
        ("fire", "140403", "department_head"),
    ]
    hands = [somebody(f"示例{n}", post(x, street[c], r)) for n, (x, c, r) in enumerate(roles)]
    hands.append(somebody("示例管", _admin(street)))
    seen = []
    for hand in hands:
        actor = actor_of(hand.person.user, clock.now())
        listed = set(Post.objects.filter(queries.arranged(actor, TODAY).posts()))
        assert listed == {p for p in Post.objects.all() if queries.may_arrange(actor, p, TODAY)}
        seen.append(len(listed))
    assert 0 < seen[1] < seen[2]  # a bureau's head arranges in the bureau, not in the county
    with pytest.raises(NotPermitted):
        queries.arranged(ANONYMOUS, TODAY)


def test_who_is_away_uncovered_is_told_as_day_by_day(street: Places) -> None:
    office = street["140403003"]
    names = ("desk", "leader", "hand", "other")
    roles = ("subdistrict_desk", "leader_in_charge", "handler", "verifier")
    posts = [
        actions.set_up_post(by=SYSTEM, at=NOW, body=body("office", office), role=r, title=n)
        for n, r in zip(names, roles, strict=True)
    ]
    people = [person(f"示例{n}") for n in names]
    for held, who in zip(posts, people, strict=True):
        actions.appoint(by=SYSTEM, at=NOW, post=held, person=who)
    actions.name_deputy(by=SYSTEM, at=NOW, post=posts[0], person=people[2])
    Appointment.objects.filter(person=people[3]).update(valid_to=TODAY + timedelta(days=9))
    for who, first, last, stand_in in (
        (people[0], 1, 12, None),  # the deputy is away from the fourth day
        (people[2], 4, 5, None),
        (people[1], 6, 13, people[3]),  # who leaves on the ninth
        (people[3], 0, 1, None),
    ):
        Leave.objects.create(
            person=who,
            kind="leave",
            stand_in=stand_in,
            valid_from=TODAY + timedelta(days=first),
            valid_to=TODAY + timedelta(days=last + 1),
        )
    slow: dict[tuple[int, int], object] = {}
    for day in (TODAY + timedelta(days=n) for n in range(14)):
        for row in queries.chairs_away(day):
            if row["how"] == "uncovered":
                slow.setdefault((row["post_id"], row["for_person"]), day)
    fast = uncovered(Q(), TODAY, 14)
    assert {(a.post, a.person): a.day for a in fast} == slow
    assert len(slow) == 4


def test_a_leaver_hands_over_on_paper(desk: Client, leader: Client) -> None:
    Appointment.objects.update(valid_from=None)
    actions.depart(by=SYSTEM, at=clock.now(), person=leader.person)
    paper = HandOver.objects.get()
    text = page(desk, f"/handover/{paper.pk}/")
    assert "未签" in text
    assert desk.post(f"/handover/{paper.pk}/on_paper/").status_code == 302
    assert HandOver.objects.get().is_signed
    assert desk.post(f"/handover/{paper.pk}/on_paper/").status_code == 409
    assert desk.post(f"/handover/{paper.pk}/other/").status_code == 404
    assert page(leader, "/bodies/leave/", 302) == ""  # signed out


def test_terms_are_checked_and_brought_in_by_who_manages_bodies(
    desk: Client, street: Places
) -> None:
    page(desk, "/bodies/terms/", 403)
    admin = somebody("示例管", Post.objects.filter(role="security_admin").first() or _admin(street))
    assert "换届" in page(admin, "/bodies/terms/")
    answer = admin.get("/bodies/terms/template/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    head = "组织,岗位,新任"
    title = Post.objects.filter(role="community_desk").first()
    line = f"{title.body.name},{title.title},示例甲"
    file = SimpleUploadedFile("换届.csv", f"{head}\n{line}\n".encode())
    given = {"on": TODAY + timedelta(days=9), "do": "check", "file": file}
    answer = admin.post("/bodies/terms/", given)
    assert answer.status_code == 200, answer.content.decode()
    assert "检查通过" in answer.content.decode()
    bad = SimpleUploadedFile("换届.csv", f"{head}\n没有的组织,某,示例甲\n".encode())
    answer = admin.post("/bodies/terms/", given | {"file": bad})
    assert answer.status_code == 422
    assert "第2行" in answer.content.decode().replace(" ", "")


def _admin(street: Places) -> Post:
    office = Post.objects.filter(body__seat=street["1404"]).first().body
    return actions.set_up_post(
        by=SYSTEM, at=clock.now(), body=office, role="security_admin", title="安全管理员"
    )


def test_an_end_is_told_once_before_it_comes(desk: Client, leader: Client) -> None:
    seat = Appointment.objects.get(person=leader.person)
    seat.term_ends = TODAY + timedelta(days=20)
    seat.save()
    for _ in range(2):
        assert jobs_bodies.warn_of_ends(by=SYSTEM, at=clock.now(), days=60) == 1
    assert Notice.objects.filter(kind="bodies.notice.term_ends").count() == 2
    assert jobs_bodies.warn_of_ends(by=SYSTEM, at=clock.now(), days=10) == 0
    text = page(leader, "/inbox/")
    assert "到期" in text
    assert "示例乙" in page(desk, "/changes/")
