"""A day in parts: every number is the length of its list, whoever looks; and it stays calm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import POSTS, World, build

from linli.domain.cases import queries
from linli.domain.cases.models import Case
from linli.domain.cases.queries import Filters, day, visible_to
from linli.domain.cases.states import Part
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
EVERYBODY = [name for name, *_ in POSTS]
SUPPLIES = {
    "handle": {"result": "已处理。"},
    "send_back": {"ground": "not_our_matter", "reason": "示例"},
    "verify_fail": {"reason": "没好"},
    "call_back": {"solved": False, "satisfied": False},
    "ask_reporter": {"question": "几号楼？"},
    "pass_on": {},
}


@pytest.fixture(scope="module")
def busy(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Cases at every stage, moved at random by whoever may; everything is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        territory.forget()
        made = build()
        _play(made, random.Random(7))  # noqa: S311 - the same dice every time
        yield made
        transaction.set_rollback(True)
    territory.forget()


def _play(world: World, dice: random.Random) -> None:
    at = clock.now() - timedelta(days=20)
    cases = [world.file(m, at=at).case for m in ("01", "02", "03", "04", "08", "09") * 4]
    cases += [world.event(m, at=at).case for m in ("01", "02", "03") * 4]
    for case in cases:
        for _ in range(dice.randrange(8)):
            _step(world, dice, case)


def _step(world: World, dice: random.Random, case: Any) -> None:
    row = Case.objects.get(pk=case)
    offered = [
        (name, move.name)
        for name in EVERYBODY
        for move in queries.allowed_moves(row, actor=world.actors[name], at=row.changed_at)
        if move.name in ("accept", "dispatch", "sign_for", "verify_pass", *SUPPLIES)
    ]
    if offered:
        name, move = dice.choice(offered)
        with suppress(Refusal):
            world.move(case, name, move, **SUPPLIES.get(move, {}))


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_number_is_the_length_of_its_list(busy: World, name: str) -> None:
    client = signed_in(busy, name)
    page = client.get(reverse("portal:today"))
    for section in page.context["sections"]:
        opened = client.get(section.url)
        assert opened.context["count"].number == section.count, section.name
        shown = [row.id for row, _ in opened.context["rows"]]
        assert [row.id for row, _ in section.rows] == shown[: len(section.rows)], section.name
    for tab in page.context["tabs"]:
        assert client.get(tab["url"]).context["count"].number == tab["count"], tab["label"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_parts_divide_what_is_mine_and_show_nothing_beyond_the_scope(
    busy: World, name: str
) -> None:
    actor = busy.actors[name]
    scope = visible_to(actor)
    ids = {}
    for part in Part:
        wanted = day.part(actor, part)
        ids[part] = {r.id for r in scope.export_iter(wanted)} if wanted else set()
    mine = {r.id for r in scope.export_iter(day.to_do(actor))}
    hand = ids[Part.CAME] | ids[Part.DUE] | ids[Part.BACK]
    assert hand == mine
    assert sum(map(len, ids.values())) == len(set().union(*ids.values()))  # none twice
    everything = {r.id for r in scope.export_iter(Filters(open_only=False))}
    assert hand | ids[Part.WAITING] <= everything


def test_somebody_has_something_in_every_part(busy: World) -> None:
    held = {p: 0 for p in Part}
    for name in EVERYBODY:
        for part in Part:
            wanted = day.part(busy.actors[name], part)
            held[part] += visible_to(busy.actors[name]).count(wanted).number if wanted else 0
    assert all(number for part, number in held.items() if part != Part.TELL), held


def test_a_grid_worker_sees_what_to_do_and_what_others_have(busy: World) -> None:
    client = signed_in(busy, "grid_worker")
    page = client.get(reverse("portal:grid_today"))
    assert page.status_code == 200
    for section in page.context["full"]:
        assert client.get(section.url).context["count"].number == section.count, section.name
