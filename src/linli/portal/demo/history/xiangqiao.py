"""Xiangqiao, May 2021: six streets become two, with 28 communities and the work open in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.models import Body
from linli.domain.bodies.states import Role
from linli.domain.cases.models import Case
from linli.domain.measures import queries as measures
from linli.domain.territory import queries as tree
from linli.domain.territory.rules.reorganising.parts import Part
from linli.domain.territory.states import Level
from linli.kernel.access import SYSTEM
from linli.portal.demo import city
from linli.portal.demo.crew import Crew
from linli.portal.demo.history import rows
from linli.portal.demo.history.instruments import instrument
from linli.portal.demo.history.laid import Enacted, day_before, enact, lay_down, there
from linli.portal.demo.history.telling import against, enacted, named_children
from linli.portal.demo.logins import Login
from linli.portal.demo.plan import Story, stories
from linli.portal.demo.play import play

DISTRICT = "445102"
OLD = tuple(f"44510200{n}" for n in range(1, 7))
NEW = ("445102010", "445102011")
OPEN, BEFORE, AFTER = 300, 24, 48  # cases open on the day, filed long before it, filed after it
EVERY = 10  # of the open ones, which are worked on by the new streets
SEED = 20210501
GRIDS = 390  # one worker each
LOGINS: Sequence[Login] = (
    Login("grid", Role.GRID_WORKER, "445102010001", "near", icon="grid"),
    Login("community", Role.COMMUNITY_DESK, "445102010001", "near", icon="people"),
    Login("street", Role.SUBDISTRICT_DESK, "445102010", "street", icon="requests"),
    Login("secretary", Role.SUBDISTRICT_SECRETARY, "445102010", "street", icon="star"),
    Login("county", Role.COUNTY_DESK, DISTRICT, "command", icon="map"),
    Login("system", Role.SYSTEM_ADMIN, DISTRICT, "command", icon="settings"),
)
Step = Callable[[str], None]
Staff = Callable[[datetime], tuple[Mapping[int, Sequence[Any]], Mapping[int, Any]]]


@dataclass
class Built:
    """The history as it was built: the instrument, and what changed with it, row by row."""

    done: Enacted
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    moved: int = 0  # cases whose row changed in any column
    open_before: int = 0
    open_after: int = 0


def build(
    *, parts: Sequence[Part], staff: Staff, zone: ZoneInfo, step: Step, count: int = OPEN
) -> Built:
    """Lay the district down as it was, let it work, change the map, and let it work on."""
    said = instrument("xiangqiao-2021")
    turn = datetime.combine(date.fromisoformat(said["effective"]), time(0, 30), zone)
    eve = day_before(turn.date())
    _found(turn - timedelta(days=90), step)
    step("cases")
    _work(_Scene(turn, eve, zone, staff, count))
    step("reorganise")
    tables, before = rows.dated(eve), rows.cases()
    open_before = Case.objects.filter(open=True).count()
    built = Built(enact(at=turn, said=said, parts=parts), open_before=open_before)
    after = rows.dated(turn.date())
    built.tables = {name: rows.differences(tables[name], after[name]) for name in tables}
    now = rows.cases()
    built.columns = rows.fields_changed(before, now)
    built.moved = sum(before[k] != now[k] for k in before)
    built.open_after = Case.objects.filter(open=True).count()
    step("after")
    _work_on(_Scene(turn, eve, zone, staff, count))
    return built


def _found(at: datetime, step: Step) -> None:
    if not there(DISTRICT):
        step("2.4.0")
        lay_down(at=at, release="2.4.0", within=DISTRICT)
    if Case.objects.exists():
        return
    city.lay_out_grids(at=at, step=step, code=DISTRICT)
    city.found_bodies(at=at, step=step, code=DISTRICT, grid_workers=GRIDS)
    command = Body.objects.get(seat=tree.by_code(DISTRICT), line="command")
    if not command.posts.filter(role=Role.SYSTEM_ADMIN).exists():
        bodies.set_up_post(
            by=SYSTEM, at=at, body=command, role=Role.SYSTEM_ADMIN, title="系统管理员"
        )
    city.people_posts(at=at, step=step, code=DISTRICT)


@dataclass(frozen=True)
class _Scene:
    """When and where the cases play, and how many are open on the day."""

    turn: datetime
    eve: date
    zone: ZoneInfo
    staff: Staff
    count: int

    def crew(self, at: datetime) -> Crew:
        by_body, by_grid = self.staff(at)
        return Crew({b: tuple(a) for b, a in by_body.items()}, by_grid)

    def grids(self) -> list[int]:
        """Return the grids of the six streets, the same ones before and after."""
        atlas = tree.atlas(self.eve)
        below = [i for code in OLD for i in atlas.subtree(tree.by_code(code, self.eve).pk).tolist()]
        return [i for i in below if atlas.level(i) == Level.GRID]

    def told(self, until: datetime, count: int, first: int, ending: str) -> list[Story]:
        """Return invented cases of the sixty days before a moment, all with one ending."""
        drawn = stories(
            seed=SEED + first,
            grids=self.grids(),
            near=(),
            count=count,
            until=until,
            zone=self.zone,
        )
        return [
            replace(
                s,
                number=s.number + first,
                turns=replace(
                    s.turns,
                    ending=ending,
                    sent_back=False,
                    asked=False,
                    failed_check=False,
                    pace=0.2,
                ),
            )
            for s in drawn
        ]


def _work(scene: _Scene) -> None:
    """File what had ended by the day, and what is open on it, in four states."""
    end = scene.turn - timedelta(hours=1)
    crew = scene.crew(end)
    for story in scene.told(scene.turn - timedelta(days=30), BEFORE, 0, "rated"):
        play(story, crew=crew, until=end, zone=scene.zone)
    for story in scene.told(end, scene.count, 1_000, "rated"):
        play(story, crew=crew, until=end, zone=scene.zone, most=story.number % 4)


def _work_on(scene: _Scene) -> None:
    """Let the new streets work on what was open, and file more at them."""
    until = scene.turn + timedelta(days=60)
    crew = scene.crew(until)
    for story in scene.told(scene.turn - timedelta(hours=1), scene.count, 1_000, "rated")[::EVERY]:
        play(story, crew=crew, until=until, zone=scene.zone)
    for story in scene.told(until, AFTER, 10_000, "rated"):
        if story.at > scene.turn + timedelta(hours=1):
            play(story, crew=crew, until=until, zone=scene.zone)


def tell(built: Built) -> dict[str, Any]:
    """Return what the history shows: rows before and after, lists, the year both ways."""
    on = built.done.row.effective
    return {
        "instruments": enacted([built.done]),
        "streets": {d.isoformat(): named_children(DISTRICT, d) for d in (day_before(on), on)},
        "communities": {code: len(named_children(code, on)) for code in NEW},
        "rows": built.tables,
        "open": {"before": built.open_before, "after": built.open_after},
        "cases": {"changed": built.moved, "columns": built.columns},
        "announced": {m.kind: m.count for m in built.done.announced.moving}
        if built.done.announced
        else {},
        "lists": [
            against("2.4.0", DISTRICT, day_before(on)),
            against("2.7.0", DISTRICT, day_before(on)),
            *(against("2.7.0", code, on) for code in NEW),
            against("2.7.0", DISTRICT, date(2023, 6, 30), rows=True),
        ],
        "year": {way: year(on.year, day) for way, day in (("as_it_was", None), ("today", on))},
    }


def year(number: int, on: date | None) -> dict[str, Any]:
    """Return the district's year: filed, resolved and open by street, as it was or on a map."""
    found = measures.board(
        tree.by_code(DISTRICT).pk, date(number, 1, 1), date(number, 12, 31), on=on
    )

    def figures(row: measures.Row) -> dict[str, int]:
        f = row.figures
        return {"filed": f.filed, "resolved": f.resolved, "open": f.open}

    return {
        "all": figures(found.place),
        "streets": {
            f"{r.place.code} {r.place.name}": figures(r)
            for r in found.rows
            if r.figures.filed or r.figures.resolved or r.figures.open
        },
    }
