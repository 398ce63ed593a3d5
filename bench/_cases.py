"""Cases by the hundred thousand, laid down by COPY: rows, involvements, clocks, words, entries.

They are what the real actions leave behind, as far as lists and pages read it; nothing folds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection
from psycopg.types.json import Jsonb

from linli.domain.cases.actions.work import snapshot
from linli.domain.cases.entries import BORN
from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.rules.tokens import tokens_of
from linli.domain.cases.states import Source, State
from linli.foundation.database.keys import copy_rows
from linli.foundation.journal import actions as journal
from linli.foundation.journal.actions import Draft
from linli.kernel.access import SYSTEM
from linli.kernel.ids import case_number, uuid7

BATCH = 5_000
OPEN = (
    *[State.FILED] * 2,
    *[State.DISPATCHED] * 2,
    *[State.IN_HAND] * 4,
    State.WAITING,
    State.HANDLED,
    *[State.REPORTED_BACK] * 2,
)
CLOSED = (*[State.CLOSED] * 18, State.REFUSED, State.REFERRED, State.WITHDRAWN)
TEXTS = (
    "楼道的灯不亮，晚上看不清路。",
    "小区门口的垃圾没有人清运。",
    "路口的井盖松了，车一压就响。",
    "绿化带里的树倒了，挡住人行道。",
    "楼上漏水，天花板湿了一片。",
    "消防通道停了车，出不去。",
    "楼下饭店的油烟很大。",
    "公交站牌被撞歪了。",
)


@dataclass(frozen=True, slots=True)
class Where:
    """What a place means for a case: its levels, the desk, and the lead by matter."""

    place: int
    levels: tuple[int | None, ...]
    desk: int
    leads: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """What to lay down: how many, how many of them open, with texts or bare rows."""

    count: int
    open_share: float = 0.1
    texts: bool = True
    days: int = 360


def lay(places: Sequence[int], matters: Sequence[str], at: datetime, laid: Laid) -> int:
    """Lay cases at places, the newest at `at`; return how many. Figures are gathered at the end."""
    dice = Random(20)  # noqa: S311 - a sample, no secret
    known = Known(local_day(at))
    where = [w for p in places if (w := _where(known, p, matters))]
    for start in range(0, laid.count, BATCH):
        number = min(BATCH, laid.count - start)
        batch = [_case(dice, dice.choice(where), matters, at, laid) for _ in range(number)]
        _copy(batch, texts=laid.texts)
    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_involvement", "cases_casewords", "journal_entry"):
            cursor.execute(f"ANALYZE {table}")
    return laid.count


def _where(known: Known, place: int, matters: Sequence[str]) -> Where | None:
    desk, v = known.desk(place), known.levels(place)
    if desk is None:
        return None
    found = [known.resolve(m, place) for m in matters]
    levels = (v.prefecture_id, v.county_id, v.town_id, v.community_id, v.grid_id)
    return Where(place, levels, desk, tuple(r.body if r else None for r in found))


def _case(dice: Random, w: Where, matters: Sequence[str], at: datetime, laid: Laid) -> Case:
    is_open = dice.random() < laid.open_share
    state = dice.choice(OPEN if is_open else CLOSED)
    n = dice.randrange(len(matters))
    filed = at - timedelta(seconds=dice.randrange(1, 86_400 * (20 if is_open else laid.days)))
    lead = None if state in (State.FILED, State.REFUSED, State.REFERRED) else w.leads[n]
    hand = lead if state in (State.DISPATCHED, State.IN_HAND) else w.desk
    due = filed + timedelta(hours=dice.randrange(24, 600))
    done = None if is_open else min(at, filed + timedelta(hours=dice.randrange(1, 200)))
    prefecture, county, town, community, grid = w.levels
    return Case(
        id=uuid7(),
        number=case_number(),
        tracking_hash=dice.randbytes(32),
        procedure="appeal",
        state=state.value,
        open=is_open,
        matter=matters[n],
        matter1=matters[n][:2],
        place_id=w.place,
        prefecture_id=prefecture,
        county_id=county,
        town_id=town,
        community_id=community,
        grid_id=grid,
        source=dice.choice((Source.WEB, Source.PHONE, Source.COUNTER)).value,
        filed_at=filed,
        desk_id=w.desk,
        lead_id=lead,
        hand_id=None if state == State.WAITING else hand,
        urgency="ordinary",
        verification="none",
        due_at=due,
        changed_at=done or filed,
        closed_at=done,
    )


_CASE = [f.attname for f in Case._meta.concrete_fields]
_INVOLVEMENT = [f.attname for f in Involvement._meta.concrete_fields]
_CLOCK = [f.attname for f in Clock._meta.concrete_fields]


def _copy(cases: list[Case], *, texts: bool) -> None:
    copy_rows("cases_case", _CASE, ([getattr(c, a) for a in _CASE] for c in cases))
    copy_rows("cases_involvement", _INVOLVEMENT, _involvements(cases))
    copy_rows("cases_clock", _CLOCK, _clocks(cases))
    said = {c.id: TEXTS[c.id.int % len(TEXTS)] for c in cases}
    copy_rows(
        "cases_casewords",
        ("case_id", "tokens"),
        ((i, " ".join(f"'{t}'" for t in _tokens(text))) for i, text in said.items()),
    )
    if texts:
        journal.write_many(_draft(c, said[c.id]) for c in cases)


_cut: dict[str, list[str]] = {}


def _tokens(text: str) -> list[str]:
    return _cut.setdefault(text, tokens_of(text))


def _involvements(cases: list[Case]) -> Iterator[list[object]]:
    for c in cases:
        for body, role in ((c.desk_id, "desk"), (c.lead_id, "lead")):
            if body is None:
                continue
            row = Involvement(
                case_id=c.id,
                body_id=body,
                role=role,
                matter1=c.matter1,
                state=c.state,
                open=c.open,
                filed_at=c.filed_at,
                due_at=c.due_at,
                acting=body == c.hand_id,
            )
            yield [getattr(row, a) for a in _INVOLVEMENT]


def _clocks(cases: list[Case]) -> Iterator[list[object]]:
    for c in cases:
        if not c.open:
            continue
        row = Clock(
            case_id=c.id,
            kind="resolve",
            limit="5wd",
            body_id=c.desk_id,
            started_at=c.filed_at,
            due_at=c.due_at,
        )
        yield [_plain(getattr(row, a)) for a in _CLOCK]


def _plain(value: object) -> object:
    return Jsonb(value) if isinstance(value, list) else value


def _draft(c: Case, text: str) -> Draft:
    data = snapshot(c) | {name: getattr(c, column) for name, column in BORN.items()}
    return Draft(
        by=SYSTEM,
        at=c.filed_at,
        subject_kind="case",
        subject_id=c.id,
        seq=1,
        place_id=c.place_id,
        body_id=None,
        procedure=c.procedure,
        move="file",
        from_state=None,
        to_state="filed",
        matter=c.matter,
        data=data,
        particulars={"title": text.rstrip("。"), "words": text},
    )
