"""The demo's ways in: buildings of one street, their leaders and signs, phones, published cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils import timezone

from linli.domain.bodies import actions as bodies
from linli.domain.bodies import queries as offices
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.states import Role
from linli.domain.cases import actions as cases
from linli.domain.cases.models import Case, Publication
from linli.domain.cases.queries import publications
from linli.domain.cases.rules.publishing import TITLE, USUAL, suggested
from linli.domain.cases.states import PUBLISHABLE, Permission
from linli.domain.people import actions as people
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import GridPlan
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind, Level
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import Refusal
from linli.portal.demo import names
from linli.portal.demo.logins import STREET
from linli.portal.posters import runs
from linli.portal.states import Sheet

BUILDINGS = 2  # of each grid's estate
PUBLISHED = 12
ELSEWHERE = 4  # of them in other streets and towns
SEED = 20260102
ON_POSTERS = (Role.GRID_HEAD, Role.GRID_WORKER, Role.BUILDING_LEADER)


def buildings(*, at: datetime) -> int:
    """Lay out an estate with two buildings in each grid of the street; return how many."""
    atlas = tree.atlas()
    below = [int(i) for i in atlas.subtree(tree.by_code(STREET).pk)]
    if any(atlas.level(i) == Level.BUILDING for i in below):
        return 0
    grids = [i for i in below if atlas.level(i) == Level.GRID]
    plans = []
    for n, grid in enumerate(tree.named(grids).values()):
        estate = names.ESTATES[n % len(names.ESTATES)]
        plans.append(GridPlan(grid.code, f"{grid.code}E1", estate, Kind.ESTATE))
        for number in range(1, BUILDINGS + 1):
            code = f"{grid.code}E1B{number}"
            plans.append(GridPlan(f"{grid.code}E1", code, f"{estate}{number}号楼", Kind.BUILDING))
    territory.lay_out_grids(by=SYSTEM, at=at, plans=plans, schematic=True)
    return len(plans)


def leaders(*, at: datetime) -> int:
    """Set up a leader's post for each building, in its community's committee."""
    on = timezone.localdate(at)
    atlas = tree.atlas()
    below = [int(i) for i in atlas.subtree(tree.by_code(STREET).pk)]
    wanted = [i for i in below if atlas.level(i) == Level.BUILDING]
    posted = Post.objects.filter(role=Role.BUILDING_LEADER, place_id__in=wanted)
    held = set(posted.values_list("place_id", flat=True))
    for building in wanted:
        desk = offices.desk_of(building, on)
        if building in held or desk is None:
            continue
        bodies.set_up_post(
            by=SYSTEM,
            at=at,
            body=Body.objects.get(pk=desk.id),
            role=Role.BUILDING_LEADER,
            title="楼栋长",
            title_en="Building leader",
            place=Place.objects.get(pk=building),
        )
    return len(wanted) - len(held)


def phones(*, at: datetime) -> None:
    """Give the street's heads, workers and building leaders an invented work phone."""
    below = [int(i) for i in tree.atlas().subtree(tree.by_code(STREET).pk)]
    rows = Appointment.objects.filter(
        post__place_id__in=below, post__role__in=ON_POSTERS, person__work_phone=b""
    )
    for row in rows.select_related("person").order_by("id"):
        number = names.phone(70_000_000 + row.person_id)
        people.state_work_phone(by=SYSTEM, at=at, person=row.person, phone=number)


def signs(*, at: datetime) -> None:
    """Give every building, grid and centre of the street its sign."""
    runs.plan(by=SYSTEM, at=at, place=tree.by_code(STREET).pk, sheets=list(Sheet))


def publish(*, by: Sequence[Actor], at: datetime) -> int:
    """Let publishers publish a dozen cases, most in the street; some browsers know the trouble."""
    missing = PUBLISHED - Publication.objects.count()
    rng = Random(SEED)  # noqa: S311 - invented, the same each time
    rows = Case.objects.filter(
        procedure="appeal", state__in=sorted(PUBLISHABLE), confidential=False
    )
    order = ("-open", "-filed_at", "id")
    street = tree.by_code(STREET).pk
    near = list(rows.filter(town_id=street).order_by(*order)[:60])
    far = list(rows.exclude(town_id=street).order_by(*order)[:60])
    done = 0
    for most, some in ((missing - ELSEWHERE, near), (missing, far)):
        for case in some:
            done += done < most and _publish(case, by, at, rng)
    return done


def _publish(case: Case, by: Sequence[Actor], at: datetime, rng: Random) -> bool:
    row = publish_one(case, by=by, at=at)
    if row is None:
        return False
    for browser in range(rng.choice([0, 1, 2, 3, 5, 8])):
        cases.me_too(by=ANONYMOUS, at=at, publication=row.pk, browser=f"demo-{browser}")
    return True


def publish_one(case: Case, *, by: Sequence[Actor], at: datetime) -> Publication | None:
    """Let one who may publish a case, in words that give nobody away; None where a rule says no."""
    known = publications.known_of(case.pk)
    title, words = publications.words_of(case.pk)
    try:
        return cases.publish(
            by=next(a for a in by if _may(a, case)),
            at=at,
            case_id=case.pk,
            title=suggested(title, known=known)[:TITLE],
            words=f"{suggested(words, known=known)}（示例）",
            until=timezone.localdate(at) + USUAL,
        )
    except (Refusal, StopIteration):
        return None


def _may(actor: Actor, case: Case) -> bool:
    here = any(case.town_id in g.places for g in actor.of(Permission.PUBLISH))
    return here and actor.person != case.handled_by_id
