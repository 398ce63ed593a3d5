"""Publishing: a named person, words that give nobody away, no finer than an estate, for a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.domain.bodies.states import Role
from linli.domain.cases import actions
from linli.domain.cases.actions.answers import forget
from linli.domain.cases.models import Case, MeToo, Publication
from linli.domain.cases.queries import publications
from linli.domain.cases.rules.publishing import found_in, public_place, suggested
from linli.domain.cases.states import RetractGround
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import GridPlan
from linli.domain.territory.states import Kind
from linli.foundation.journal.models import Entry
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal
from tests.domain.cases.world import AT, World, add_post, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"
LATER = AT + timedelta(hours=5)
TODAY, UNTIL = LATER.date(), LATER.date() + timedelta(days=30)
TITLE, WORDS = "小区路灯不亮", "一社区小区门口路灯不亮，晚上看不清路。"


@pytest.fixture
def world(world: World) -> World:
    add_post(world, "publisher", Role.PUBLICATION_CHECKER, "street", "140403006")
    return world


def accepted(world: World, **more: object) -> object:
    filed = world.file("01", **more)
    world.move(filed.case, "community_desk", "accept")
    return filed.case


def publish(world: World, case: object, **more: object) -> Publication:
    given = {"title": TITLE, "words": WORDS, "until": UNTIL, "by": world.actors["publisher"]}
    return actions.publish(at=LATER, case_id=case, **{**given, **more})


def code(call: object) -> str:
    with pytest.raises(Refusal) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def test_nothing_is_public_until_a_named_person_publishes_it(world: World) -> None:
    case = accepted(world)
    assert publications.near(None, TODAY).count == 0
    row = publish(world, case)
    page = publications.near(world.places["140403006001"], TODAY)
    assert [(r.title, r.place.name) for r in page.rows] == [(TITLE, "一社区")]
    assert publications.near(world.places["140403006002"], TODAY).count == 0
    entry = Entry.objects.get(procedure="publication")
    assert (entry.move, entry.actor_id) == ("publish", world.persons["publisher"])
    assert row.published_by_id == world.persons["publisher"]
    with pytest.raises(Conflict):
        publish(world, case)


def test_the_place_is_the_estate_or_the_village_never_the_building(world: World) -> None:
    plans = [
        GridPlan(GRID, "E1", "和顺苑", Kind.ESTATE),
        GridPlan("E1", "B1", "和顺苑 1 号楼", Kind.BUILDING),
        GridPlan(GRID, "B2", "平房 2 号楼", Kind.BUILDING),
    ]
    world.places |= territory.lay_out_grids(by=SYSTEM, at=AT, plans=plans)
    tree.forget()
    shown = [publish(world, accepted(world, place=c)).place_id for c in ("B1", "B2")]
    assert shown == [world.places["E1"], world.places["140403006001"]]
    assert public_place([(1, 3), (2, 4)]) == 2


@pytest.mark.parametrize(
    "words",
    [
        "请打 13812341234 找我",
        "电话 0355-2012345",
        "身份证 140402199001011234 号",
        "我叫申文平，楼道漏水",
        "邻居王先生总把车停在门口",
        "和顺苑3号楼2单元501室漏水",
        "3-2-501 漏水",
        "车牌晋D12345 占道",
        "微信号 wx_shen88",
        "发到 a.b@example.com",
        "找示例居民核实",
        "打１３８１２３４１２３４",
    ],
)
def test_what_gives_somebody_away_is_not_published_and_taken_out_of_the_draft(
    world: World, words: str
) -> None:
    case = accepted(world, **with_phone())
    with pytest.raises(Invalid) as refused:
        publish(world, case, words=words)
    assert refused.value.code == "publish_personal"
    known = publications.known_of(case)
    assert found_in(suggested(words, known=known), known=known) == []
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "健康路 12345 已答复",
        "垃圾桶满了三天，约两立方米。",
        "水漫到一楼，业主为车位天天吵。",
    ],
)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert found_in(words) == []


def test_a_draft_keeps_its_punctuation() -> None:
    drafted = suggested("和顺苑3号楼漏水，找王先生（１３８１２３４１２３４）。")
    assert drafted == "和顺苑某楼漏水，找有人先生（…）。"


def test_who_may_publish_and_what_never_is(world: World) -> None:
    case = accepted(world)
    assert code(lambda: publish(world, case, by=world.actors["community_desk"])) == "not_permitted"
    hidden = accepted(world, confidential=True)
    assert code(lambda: publish(world, hidden)) == "case_not_found"  # not even seen
    new = world.file("01").case
    assert code(lambda: publish(world, new)) == "publish_state"
    elsewhere = world.file("01", "140403007001").case
    assert code(lambda: publish(world, elsewhere)) == "case_not_found"
    Case.objects.filter(pk=case).update(handled_by_id=world.persons["publisher"])
    assert code(lambda: publish(world, case)) == "publish_own_work"
    for until in (TODAY, TODAY + timedelta(days=400)):
        Case.objects.filter(pk=case).update(handled_by_id=None)
        assert code(lambda u=until: publish(world, case, until=u)).startswith("publish_until")
    assert not Publication.objects.exists()


def test_it_ends_by_itself_and_can_be_taken_back_with_its_words(world: World) -> None:
    case = accepted(world)
    row = publish(world, case)
    after = UNTIL + timedelta(days=1)
    assert publications.near(None, UNTIL).count == 1
    assert publications.near(None, after).count == 0
    with pytest.raises(NotFound):
        publications.published(row.pk, after)
    with pytest.raises(NotPermitted):
        actions.retract(
            by=world.actors["community_desk"],
            at=LATER,
            publication=row.pk,
            ground=RetractGround.PRIVACY,
        )
    for _ in range(2):  # pressed twice
        actions.retract(
            by=world.actors["publisher"],
            at=LATER,
            publication=row.pk,
            ground=RetractGround.PRIVACY,
        )
    row.refresh_from_db()
    assert (row.words, row.title, row.ground) == ("", "", "privacy")
    assert Entry.objects.filter(procedure="publication").count() == 2
    publish(world, case)  # and may be published again, in other words


def test_me_too_counts_a_browser_once_and_knows_nobody(world: World) -> None:
    row = publish(world, accepted(world))
    other = publish(world, accepted(world))
    counted = [
        actions.me_too(by=ANONYMOUS, at=LATER, publication=p.pk, browser=b)
        for p, b in ((row, "a"), (row, "a"), (row, "b"), (other, "a"))
    ]
    assert counted == [True, False, True, True]
    row.refresh_from_db()
    assert row.me_toos == 2
    tokens = [bytes(t) for t in MeToo.objects.values_list("token", flat=True)]
    assert len(set(tokens)) == 3  # one browser's rows cannot be told to be one browser's
    assert {f.name for f in MeToo._meta.get_fields()} == {
        "id",
        "publication",
        "token",
        "kind",
        "at",
    }
    with pytest.raises(NotFound):
        actions.me_too(by=ANONYMOUS, at=LATER + timedelta(days=99), publication=row.pk, browser="c")


def test_what_happened_is_told_in_steps(world: World) -> None:
    case = accepted(world)
    row = publish(world, case)
    world.move(case, "community_desk", "dispatch", at=LATER)
    found = publications.published(row.pk, TODAY)
    assert [state for _, state in found.steps] == ["filed", "accepted", "dispatched"]
    assert found.lead.name == "示例team"


def test_alike_open_ones_of_the_community_are_found(world: World) -> None:
    publish(world, accepted(world))
    place = world.places[GRID]
    found = publications.alike("门口的路灯不亮了，晚上看不清", place, TODAY)
    assert [r.title for r in found] == [TITLE]
    assert publications.alike("楼上漏水", place, TODAY) == []
    assert publications.alike("路灯不亮晚上看不清", world.places["140403006002"], TODAY) == []


def test_the_list_goes_by_key_and_costs_few_queries(world, django_assert_max_num_queries) -> None:
    for n in range(23):
        publish(world, accepted(world), title=f"第{n}件")
    with django_assert_max_num_queries(8):
        first = publications.near(None, TODAY)
    assert (len(first.rows), first.count) == (20, 23)
    second = publications.near(None, TODAY, first.next)
    assert len({r.id for r in (*first.rows, *second.rows)}) == 23
    assert second.next is None
    assert isinstance(first.rows[0].until, date)


def test_what_is_erased_is_no_longer_public(world: World) -> None:
    case = accepted(world)
    row = publish(world, case)
    forget(Case.objects.get(pk=case), by=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.title, row.words) == ("retracted", "", "")
    assert publications.near(None, TODAY).count == 0
    Case.objects.filter(pk=case).update(erased=True)
    assert code(lambda: publish(world, case)) == "publish_state"
