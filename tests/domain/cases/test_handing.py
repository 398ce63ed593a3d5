"""Handing a grid over: its open work goes along, one entry a case; a head signs and settles."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.config.access import actor_of
from linli.domain.bodies.models import Appointment, Post
from linli.domain.bodies.states import Role
from linli.domain.cases import queries
from linli.domain.cases.actions import handing
from linli.domain.cases.actions.handing import hand_over_grid
from linli.domain.cases.models import Case
from linli.domain.cases.queries import visible_to
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.domain.people.models import Person
from linli.foundation.jobs import clock
from linli.foundation.journal import queries as journal
from linli.foundation.notices import queries as notices
from linli.foundation.notices.models import Notice
from linli.kernel.errors import Invalid, NotFound, NotPermitted
from tests.domain.cases.pages.people import signed_in, user_of
from tests.domain.cases.world import AT, World

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"


def give(world: World, by: str = "community_desk", **more: Any) -> int:
    values = {
        "grid": world.places[GRID],
        "giver": world.persons["grid_worker"],
        "taker": world.persons["grid_worker2"],
    } | more
    return hand_over_grid(by=world.actors[by], at=AT, **values)


def test_open_work_goes_along_with_one_entry_a_case(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "AT_ONCE", 2)
    cases = [world.event("02").case for _ in range(3)]
    over = world.event("01", settled="示例：已清理。").case
    assert Case.objects.get(pk=over).open is False
    elsewhere = world.event("02", by="grid_worker2").case
    assert give(world) == 3
    assert give(world) == 0  # asked again, nothing is moved twice
    taker = world.persons["grid_worker2"]
    for case in cases:
        assert Case.objects.get(pk=case).filed_by_id == taker
        (entry,) = journal.entries_of("case", case).filter(move="hand_over")
        assert entry.data == {"filed_by": taker, "giver": world.persons["grid_worker"]}
    assert Case.objects.get(pk=over).filed_by_id == world.persons["grid_worker"]
    assert not journal.entries_of("case", elsewhere).filter(move="hand_over").exists()
    assert list(queries.differences()) == []
    assert Notice.objects.filter(kind="cases.notice.hand_over.finder", single="").count() == 3


def test_who_takes_over_may_withdraw_as_the_finder(world: World) -> None:
    case = world.event("02").case

    def allowed(name: str) -> bool:
        return "withdraw" in {m.name for m in world.detail(case, name).moves}

    assert (allowed("grid_worker"), allowed("grid_worker2")) == (True, False)
    give(world)
    assert (allowed("grid_worker"), allowed("grid_worker2")) == (False, True)


def test_only_the_desk_there_and_only_to_who_works_there(world: World) -> None:
    world.event("02")
    for name in ("community2_desk", "grid_worker", "housing_head"):
        with pytest.raises(NotPermitted):
            give(world, name)
    with pytest.raises(Invalid) as refused:
        give(world, taker=world.persons["other_grid_worker"])
    assert refused.value.code == "hand_over_taker"
    with pytest.raises(Invalid):
        give(world, taker=world.persons["grid_worker"])


def test_it_is_done_on_its_page(world: World, settings: Any) -> None:
    settings.DEMO = True
    case = world.event("02").case
    desk = signed_in(world, "community_desk")
    url = f"/cases/hand-over/?grid={world.places[GRID]}"
    page = desk.get(url).content.decode()
    assert "示例grid_worker（1 件未办结）" in page
    given = {"giver": world.persons["grid_worker"], "taker": world.persons["grid_worker2"]}
    assert desk.post(url, {**given, "taker": given["giver"]}).status_code == 422
    assert "已移交 1 件" in desk.post(url, given, follow=True).content.decode()
    assert "这个网格没有要移交的" not in desk.get(url).content.decode()
    assert "转给接手的网格员" in desk.get(f"/cases/{case}/").content.decode()
    assert signed_in(world, "housing_handler").get(url).status_code == 403


@pytest.fixture
def head(world: World) -> Any:
    """A grid's head: a post of the community over the first grid."""
    who = Person.objects.create(name="示例网格长")
    world.persons["head"] = who.pk
    post = Post.objects.create(
        body_id=world.bodies["community"],
        role=Role.GRID_HEAD,
        title="网格长",
        place_id=world.places[GRID],
    )
    Appointment.objects.create(post=post, person=who)
    world.actors["head"] = actor_of(user_of(world, "head"), clock.now())
    Mandate.objects.filter(matter__code="02").update(
        body_id=world.bodies["community"], place_id=world.places["140403006001"]
    )
    MandatesRevision.renew()
    return world.actors["head"]


def test_a_grid_head_sees_signs_and_settles_in_the_grid_alone(world: World, head: Any) -> None:
    here, there = world.file("02", GRID).case, world.file("02", "140403006001002").case
    for case in (here, there):
        for move in ("accept", "dispatch"):
            world.move(case, "community_desk", move)
    assert visible_to(head).sees(here)
    assert not visible_to(head).sees(there)
    with pytest.raises(NotFound):  # not even that it is there
        world.move(there, "head", "sign_for")
    world.move(here, "head", "sign_for")
    assert world.move(here, "head", "handle", result="示例：已办。").state in (
        "handled",
        "reported_back",
    )


def test_a_grid_heads_inbox_is_their_own(world: World, head: Any) -> None:
    assert len(notices.mine(head)) == 1  # not the community's, whose desk is told what to do
    assert len(notices.mine(world.actors["community_desk"])) == 2


def test_the_command_hands_over_what_a_trial_has_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.event("02")
    for name in ("grid_worker", "grid_worker2", "street_desk"):
        user_of(world, name)
    given = ("hand_over", GRID, "--from", "grid_worker", "--to", "grid_worker2")
    call_command(*given, "--dry-run")
    call_command(*given)
    call_command(*given)
    assert capsys.readouterr().out.split("\n")[:3] == ["cases: 1", "cases: 1", "cases: 0"]
    for wrong in (
        ("hand_over", "999", *given[2:]),
        (*given[:5], "nobody"),
        (*given[:5], "street_desk"),
    ):
        with pytest.raises(CommandError):
            call_command(*wrong)
