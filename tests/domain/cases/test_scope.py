"""One scope: 200 random actors, every leg, against a slow reference that walks the rows.

List, count, export, detail and search must agree with it and with one another; five leaks that
are planted on purpose must each be caught by the same comparison.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from linli.domain.cases import queries
from linli.domain.cases.models import Case, Involvement
from linli.domain.cases.queries import Filters, legs
from linli.domain.cases.rules import scope as rules
from linli.domain.cases.states import Permission, Sort
from linli.domain.territory import queries as territory
from linli.kernel.access import Actor, ActorKind, Grant, Reach
from linli.kernel.errors import NotFound
from tests.domain.cases.world import AT, World

ACTORS = 200
WORD = "凉亭"  # stands in every text, so that a search finds all that may be seen
PLACES = (
    *("140403006001", "140403006002", "140403007001"),
    *("140403006001001", "140403006001002", "140403006", "140403"),
)
MATTERS = ("01", "02", "03", "04", "09")
WIDE = ("140403006", "140403", "140403", "1404", "14")


@pytest.fixture
def city(world: World) -> World:
    """Forty cases over all places and matters, some moved on, some secret, some about a body."""
    dice = random.Random(7)  # noqa: S311
    staff = [world.actors["street_desk"], world.actors["community_desk"]]
    for n in range(40):
        about = dice.choice(list(world.bodies.values())) if n % 13 == 5 else None
        place = dice.choice(PLACES)
        by = staff[n % 2] if n % 7 == 0 and place == "140403006001" else None
        world.file(
            dice.choice(MATTERS if n % 4 == 0 else MATTERS[:4]),
            place,
            words=f"第{n}件：小区{WORD}破损。",
            confidential=n % 11 == 0,
            about=frozenset({about} if about else ()),
            at=AT + timedelta(minutes=n // 3),
            **({"by": by} if by else {}),
        )
    for n, case in enumerate(Case.objects.order_by("id")):
        _push(world, case, n % 4)
    return world


def _push(world: World, case: Case, steps: int) -> None:
    """Move a case some steps on, by whoever holds the desk."""
    desk = next(
        (a for a in world.actors.values() if case.desk_id in a.bodies and a.of("cases.accept")),
        None,
    )
    if desk is None or desk.bodies & set(case.barred_ids):
        return
    water, team = world.bodies["water"], world.bodies["team"]
    moves: tuple[tuple[str, dict[str, object]], ...] = (
        ("accept", {}),
        ("dispatch", {"lead": team if water in case.barred_ids else water, "reason": "按职责"}),
        ("escalate", {"reason": "上提"}),
    )
    for name, supplies in moves[:steps]:
        world.move(case.id, desk, name, **supplies)


def random_actor(dice: random.Random, world: World, number: int) -> Actor:
    """Return a person with one to three grants to see, sometimes none, of any reach and depth."""
    atlas = territory.atlas()
    grants = []
    for post in range(dice.choice((0, 1, 1, 1, 1, 2, 2, 2, 3))):
        place = world.places[dice.choice((*PLACES, "140404", *WIDE, *WIDE, *WIDE))]
        reach = dice.choice((Reach.PLACE, Reach.PLACE, Reach.PLACE, Reach.BODY))
        matters = dice.choice((None, None, None, frozenset(dice.sample(MATTERS, 3))))
        body = dice.choice(list(world.bodies.values()))
        grants.append(
            Grant(
                permission=dice.choice((*[Permission.SEE] * 5, Permission.FILE)),
                reach=reach,
                level=atlas.level(place),
                places=frozenset({place}),
                bodies=frozenset({body}),
                post=post,
                matters=matters,
            )
        )
    person = dice.choice(list(world.persons.values())) if number % 5 == 0 else 10_000 + number
    return Actor(ActorKind.PERSON, person=person, grants=tuple(grants))


@dataclass(frozen=True)
class Walked:
    """One row with what the reference needs to walk."""

    case: Case
    parts: tuple[Involvement, ...]
    path: frozenset[int]


def walk() -> list[Walked]:
    """Read every row once, with its involvements and the places above it."""
    atlas, rows = territory.atlas(), []
    for case in Case.objects.order_by("id"):
        parts = tuple(Involvement.objects.filter(case=case).order_by("id"))
        rows.append(Walked(case, parts, frozenset(atlas.path(case.place_id))))
    return rows


def may_see(actor: Actor, row: Walked) -> bool:
    """Decide for one row, the slow way, from the sentences of the design alone."""
    if set(row.case.barred_ids) & actor.bodies:
        return False
    if actor.grants and row.case.filed_by_id == actor.person:
        return True
    return any(_by(grant, row) for grant in actor.grants if grant.permission == "cases.see")


def _by(grant: Grant, row: Walked) -> bool:
    if grant.matters is not None and row.case.matter[:2] not in grant.matters:
        return False
    if grant.reach is Reach.BODY:
        roles = {p.role for p in row.parts if p.body_id in grant.bodies}
        return bool(roles - {"helper"}) or (bool(roles) and not row.case.confidential)
    return not row.case.confidential and bool(row.path & grant.places)


def expected(actor: Actor, rows: list[Walked]) -> set[UUID]:
    return {row.case.id for row in rows if may_see(actor, row)}


def disagreement(actor: Actor, rows: list[Walked]) -> str:
    """Return where one reading of an actor's scope differs from the reference, "" if none does."""
    wanted, scope = expected(actor, rows), queries.visible_to(actor)
    everything = Filters(open_only=False)
    listed, after = [], None
    while True:
        page = scope.page(everything, Sort.NEWEST, after, 7)
        listed += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    answers = {
        "list": listed,
        "export": [row.id for row in scope.export_iter()],
        "search": [row.id for row in scope.search(WORD, size=200).rows],
    }
    wrong = [n for n, ids in answers.items() if sorted(ids) != sorted(wanted)]
    some = rows[len(wanted) % 4 :: 4]
    if any(_opens(actor, r.case.id) != (r.case.id in wanted) for r in some):
        wrong.append("detail")
    numbers = {
        "count": scope.count(everything).number,
        "exact count": scope.exact_count(),
    }
    wrong += [n for n, number in numbers.items() if number != len(wanted)]
    still = {r.case.id for r in rows if r.case.open and r.case.id in wanted}
    if scope.count().number != len(still) or {r.id for r in scope.page(size=200).rows} != still:
        wrong.append("open")
    return ", ".join(wrong)


def _opens(actor: Actor, case: UUID) -> bool:
    try:
        queries.visible_to(actor).get(case)
    except NotFound:
        return False
    return True


def people(world: World) -> list[Actor]:
    dice = random.Random(11)  # noqa: S311
    drawn = (random_actor(dice, world, n) for n in range(ACTORS))
    return [*world.actors.values(), *drawn, *merged_actors(world)]


def merged_actors(world: World) -> list[Actor]:
    """Return posts of merged offices: several places of one level, several bodies, one grant."""
    atlas, grants = territory.atlas(), []
    for codes in (PLACES[:3], PLACES[1:3], PLACES[3:5]):
        places = frozenset(world.places[c] for c in codes)
        grants.append((Reach.PLACE, atlas.level(min(places)), places, frozenset({0})))
    for names in (("team", "water"), ("housing", "team", "street"), ("community", "community2")):
        bodies = frozenset(world.bodies[n] for n in names)
        grants.append((Reach.BODY, 4, frozenset({world.places["140403006"]}), bodies))
    return [
        Actor(
            ActorKind.PERSON,
            person=20_000 + n,
            grants=(Grant(Permission.SEE, reach, level, places, bodies, n, matters),),
        )
        for n, (reach, level, places, bodies) in enumerate(grants)
        for matters in (None, frozenset(MATTERS[:2]))
    ]


def test_every_reading_agrees_with_the_slow_reference(city: World) -> None:
    rows, seen = walk(), 0
    for actor in people(city):
        assert disagreement(actor, rows) == ""
        seen += len(expected(actor, rows))
    pairs = len(rows) * len(people(city))
    assert 0.3 <= seen / pairs <= 0.7, f"{seen} of {pairs} pairs are visible"


def _leaks() -> dict[str, tuple[object, str, Callable]]:
    """Return five ways to leak: where to put them and what they do."""
    looked_for, filtered, leg_of = legs._looked_for, legs._filtered, legs._leg
    sight_of = rules.sight_of

    def unbarred(rows, f, sight, case):  # type: ignore[no-untyped-def]
        return filtered(rows, f, rules.Sight(sight.legs, frozenset(), sight.own), case)

    def any_matter(leg, sight, f):  # type: ignore[no-untyped-def]
        return leg_of(rules.Leg(leg.kind, leg.keys, leg.level, None), sight, f)

    def one_up(leg, case=""):  # type: ignore[no-untyped-def]
        if leg.kind is not rules.LegKind.LEVEL or leg.level <= 3:
            return looked_for(leg, case)
        parents = tuple(territory.atlas().parent_of(key) for key in leg.keys)
        return looked_for(rules.Leg(leg.kind, parents, leg.level - 1, leg.matters), case)

    def other_permissions(actor):  # type: ignore[no-untyped-def]
        see = tuple(
            Grant(Permission.SEE, g.reach, g.level, g.places, g.bodies, g.post, g.matters)
            for g in actor.grants
        )
        return sight_of(Actor(actor.kind, actor.person, see, actor.subject))

    return {
        "the body complained about": (legs, "_filtered", unbarred),
        "another group of matters": (legs, "_leg", any_matter),
        "the neighbours' places": (legs, "_looked_for", one_up),
        "any permission": (queries.scope, "sight_of", other_permissions),
        "confidential by place": (legs, "_WITHOUT_PLACE", tuple(rules.LegKind)),
    }


@pytest.mark.parametrize("leak", list(_leaks()))
def test_a_planted_leak_is_caught(city: World, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong = _leaks()[leak]
    monkeypatch.setattr(where, name, wrong)
    rows = walk()
    assert any(disagreement(actor, rows) for actor in people(city))


def test_nobody_sees_anything_without_a_post(city: World) -> None:
    for actor in (Actor(ActorKind.PERSON, person=1), Actor(ActorKind.ANONYMOUS)):
        scope = queries.visible_to(actor)
        assert scope.page().rows == ()
        assert scope.count().number == 0


def test_a_reporter_sees_the_one_case_proved_theirs(city: World) -> None:
    mine = Case.objects.order_by("id")[3]
    scope = queries.visible_to(city.reporter(mine.id))
    assert [r.id for r in scope.export_iter()] == [mine.id]
