"""A trial run: everything works, nothing counts, and its cases are kept or cleared."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from linli.domain.cases import actions, queries
from linli.domain.cases.actions.trials import clear_trials
from linli.domain.cases.models import Case, CaseWords, TrialRun
from linli.domain.cases.queries import Filters, visible_to
from linli.domain.cases.queries.rebuild import differences
from linli.domain.cases.queries.trial import running_trial
from linli.domain.cases.states import Permission, State, TrialEnd
from linli.domain.measures.actions import folding
from linli.domain.measures.rules.tallies import spread
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry, Erasure
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, NotFound, NotPermitted
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import AT, World, with_phone

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def start(world: World, by: Actor = SYSTEM) -> TrialRun:
    return actions.start_trial(by=by, at=AT, place_id=world.places["1404"])


def end(world: World, how: TrialEnd) -> TrialRun:
    trial = TrialRun.objects.get(running=True)
    place = world.places["1404"]
    return actions.end_trial(by=SYSTEM, at=LATER, trial_id=trial.pk, end=how, place_id=place)


def worked(world: World) -> Any:
    """File a case and take it all the way to a rated end, and open it once more."""
    case = world.file("01", **with_phone()).case
    for by, move in (("community_desk", "accept"), ("community_desk", "dispatch")):
        world.move(case, by, move)
    world.move(case, "team_officer", "sign_for")
    world.move(case, "team_officer", "handle", result="灯已换（示例）")
    world.move(case, world.reporter(case), "rate", solved="no", satisfied="no")
    return case


def total() -> dict[str, int]:
    """Sum all tallies that the entries make, by measure."""
    sums: dict[str, int] = {}
    for s in folding.sums("true", []):
        sums[s.measure] = sums.get(s.measure, 0) + int(s.total)
    return sums


def test_nothing_filed_in_a_trial_counts_whatever_becomes_of_it(world: World) -> None:
    start(world)
    case = worked(world)
    assert Case.objects.get(pk=case).state == State.RE_OPENED
    assert total() == {}
    assert not spread(folding.sums("true", []), folding.path_of)
    world.move(case, "team_officer", "handle", result="再修（示例）")
    end(world, TrialEnd.KEPT)
    world.move(case, world.reporter(case), "rate", solved="yes", satisfied="yes", at=LATER)
    assert Case.objects.get(pk=case).state == State.CLOSED
    assert total() == {}
    assert list(differences()) == []
    after = world.file("01", at=LATER).case
    assert Case.objects.get(pk=after).trial_id is None
    assert total() == {"filed": 1, "open": 1}


def test_the_two_engines_agree_over_a_trial(world: World, settings: Any, tmp_path: Any) -> None:
    world.file("01")
    start(world)
    worked(world)
    told = StringIO()
    call_command("verify_measures", json=True, stdout=told)
    assert '"postgresql"' not in told.getvalue() or '"postgresql": 0' in told.getvalue()
    assert '"duckdb"' not in told.getvalue() or '"duckdb": 0' in told.getvalue()


def test_clocks_run_in_a_trial(world: World) -> None:
    start(world)
    case = Case.objects.get(pk=world.file("01").case)
    assert case.due_at > AT
    assert visible_to(world.actors["community_desk"]).count(Filters(to_act=True)).number == 1


def test_what_was_there_before_is_not_of_the_trial(world: World) -> None:
    before = world.file("01").case
    start(world)
    assert running_trial() is not None
    world.file("01")
    end(world, TrialEnd.CLEARED)
    assert running_trial() is None
    assert clear_trials(at=LATER) == 1
    assert Case.objects.get(pk=before).state == State.FILED
    assert journal.particulars_of("case", [before], names=("words",))[before]


@pytest.mark.parametrize("act", [False, True])
def test_a_cleared_case_is_gone_from_every_list_and_its_words_are_erased(
    world: World, act: bool
) -> None:
    start(world)
    filed = world.file("01", words="井盖丢了，很危险。", **with_phone())
    if act:
        world.move(filed.case, "community_desk", "accept")
        world.move(filed.case, "community_desk", "dispatch")
    end(world, TrialEnd.CLEARED)
    assert clear_trials(at=LATER) == 1
    assert clear_trials(at=LATER) == 0
    case = Case.objects.get(pk=filed.case)
    assert (case.state, case.open) == (State.CLEARED, False)
    desk = visible_to(world.actors["community_desk"])
    assert desk.page(Filters(open_only=False), "newest").rows == ()
    assert desk.search("井盖").rows == ()
    assert desk.search(filed.number).rows == ()
    assert not desk.sees(filed.case)
    with pytest.raises(NotFound):
        world.detail(filed.case, "community_desk")
    assert not CaseWords.objects.filter(case=case).exists()
    assert journal.particulars_of("case", [case.id]).get(case.id, {}) == {}
    assert Erasure.objects.get(subject_id=case.id).reason == "trial"
    assert list(differences()) == []
    assert total() == {}
    assert Entry.objects.filter(subject_id=case.id).count() == case.seq
    status = queries.public_status(case.id, at=LATER)
    assert (status.state, status.words, status.phone) == (State.CLEARED, "", "")


def test_clearing_goes_on_where_it_was_killed(world: World) -> None:
    start(world)
    for _ in range(3):
        world.file("01")
    end(world, TrialEnd.CLEARED)
    assert clear_trials(at=LATER, most=2) == 2
    assert clear_trials(at=LATER, most=2) == 1


def test_only_cases_of_a_trial_can_be_cleared(world: World) -> None:
    case = world.file("01").case
    with pytest.raises(Conflict, match="not_of_a_trial"):
        world.move(case, SYSTEM, "clear")


def test_one_trial_at_a_time_ended_once_by_who_may(world: World) -> None:
    with pytest.raises(NotPermitted):
        start(world, by=world.actors["city_desk"])
    trial = start(world)
    with pytest.raises(Conflict, match="trial_runs_already"):
        start(world)
    end(world, TrialEnd.KEPT)
    place = world.places["1404"]
    with pytest.raises(Conflict, match="trial_ended_already"):
        actions.end_trial(
            by=SYSTEM, at=LATER, trial_id=trial.pk, end=TrialEnd.CLEARED, place_id=place
        )
    moves = Entry.objects.filter(procedure="trial").order_by("seq").values_list("move", "data")
    assert list(moves) == [("start", {}), ("end", {"end": "kept", "cases": 0})]
    assert Permission.TRIAL not in {g.permission for g in world.actors["city_desk"].grants}


def test_every_page_says_that_a_trial_runs(world: World) -> None:
    assert "试运行" not in Client().get(reverse("portal:home")).content.decode()
    start(world)
    page = Client().get(reverse("portal:home")).content.decode()
    assert "计时和办理照常，成绩不计入统计。" in page
    end(world, TrialEnd.KEPT)
    assert "试运行" not in Client().get(reverse("portal:home")).content.decode()


def test_a_kept_case_carries_its_badge_in_list_and_page(world: World, settings: Any) -> None:
    settings.DEMO = True
    start(world)
    kept = world.file("01", at=AT).case
    end(world, TrialEnd.KEPT)
    earnest = world.file("01", at=LATER + timedelta(hours=1)).case
    desk = signed_in(world, "community_desk")
    badge = "试运行"
    trials = dict(Case.objects.order_by("filed_at").values_list("id", "trial_id"))
    assert (trials[kept] is not None, trials[earnest]) == (True, None)
    listed = desk.get("/cases/?view=all").content.decode().split("<main", 1)[1]
    rows = [r for r in listed.split("<li") if str(kept) in r or str(earnest) in r]
    assert [badge in r for r in rows if str(kept) in r] == [True]
    assert [badge in r for r in rows if str(earnest) in r] == [False]
    assert badge in desk.get(f"/cases/{kept}/").content.decode().split("<main", 1)[1]
    assert badge not in desk.get(f"/cases/{earnest}/").content.decode().split("<main", 1)[1]
