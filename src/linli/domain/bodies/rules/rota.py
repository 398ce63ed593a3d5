"""The duty rota as a table: read, judged as a whole, and turned into shifts; nothing is guessed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.kernel.calendar import Calendar, HoursAt
from linli.kernel.codes import plain
from linli.kernel.errors import NotPermitted, Refusal

ROTA = Spec(
    columns=(
        Column("body", ("单位", "组织", "值班单位", "Body"), most=120),
        Column("day", ("日期", "值班日期", "Date"), Kind.DATE, required=True),
        Column("name", ("班次", "Shift"), most=30),
        Column("start", ("开始时间", "开始", "From"), most=20),
        Column("end", ("结束时间", "结束", "To"), most=20),
        Column("leader", ("带班领导", "带班", "Leader"), required=True, most=60),
        Column("officers", ("值班员", "值班人员", "值班", "Officers"), required=True, most=300),
        Column("phone", ("值班电话", "电话", "Duty phone"), most=30),
    ),
    most_rows=20_000,
)
_DAY = timedelta(days=1)
_APART = re.compile(r"[、,;；\s/／]+")
_TIME = re.compile(r"(\d{1,2})[:.时](\d{1,2})(?::\d{1,2}|分)?|(\d{1,2})时?")
_PHONE = re.compile(r"[0-9+\-－ ()（）转]{3,30}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One line of the file: a body and a stretch of time, its people still as words."""

    row: int
    body: int
    day: date
    name: str
    start: datetime
    end: datetime
    leader: str
    officers: tuple[str, ...]
    phone: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One shift as the rota wants it."""

    row: int
    body: int
    day: date
    name: str
    start: datetime
    end: datetime
    leader: int
    officers: tuple[int, ...]
    phone: str

    @property
    def digest(self) -> str:
        """What tells two lines of a rota apart, whatever row they stand in."""
        said = (self.body, self.day, self.name, self.start.timestamp(), self.end.timestamp())
        people = (self.leader, sorted(self.officers), self.phone)
        return hashlib.sha256(repr((said, people)).encode()).hexdigest()


@dataclass
class Reading:
    """What a file says, and every fault in it by row and column."""

    titles: Mapping[str, str]
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, row: int, column: str, code: str, **params: Any) -> None:
        """Note a fault at a cell."""
        title = self.titles.get(column, "")
        self.problems.append(Problem(row, title, f"bodies.duty.problem.{code}", params))


BodyOf = Callable[[str], int]
BeginsOf = Callable[[int], time | None]
OpenAt = Callable[[int], HoursAt]


def read_rota(table: Table, *, body_of: BodyOf, begins_of: BeginsOf, zone: ZoneInfo) -> Reading:
    """Return the lines of a table as stretches of time, one per shift, with the faults found.

    `body_of` knows a body by what stands in the cell and raises Refusal; `begins_of` says when a
    body's shift without hours begins. Lines of one shift become one if they name one leader.
    """
    out = Reading(table.titles, problems=list(table.problems))
    found: dict[tuple[int, datetime, datetime], Draft] = {}
    for row in table.rows:
        draft = _draft(row, out, body_of, begins_of, zone)
        if draft is None:
            continue
        key = (draft.body, draft.start, draft.end)
        found[key] = _united(found[key], draft, out) if key in found else draft
    out.drafts = sorted(found.values(), key=lambda d: (d.body, d.start, d.row))
    return out


def judge(reading: Reading, *, calendar: Calendar, open_at: OpenAt, zone: ZoneInfo) -> None:
    """Note where two shifts of a body overlap and where nobody is on duty between two of them.

    Office time needs nobody on duty: a rota of nights alone has no gap by day. Where lines could
    not be read, gaps are not spoken of: they may be those lines.
    """
    whole = not reading.problems
    for earlier, later in pairwise(reading.drafts):
        if earlier.body != later.body:
            continue
        if later.start < earlier.end:
            code = "overlap" if earlier.leader == later.leader else "two_leaders_at_once"
            reading.fault(
                later.row,
                "leader" if code == "two_leaders_at_once" else "day",
                code,
                other=earlier.row,
                day=later.day.isoformat(),
            )
        elif (
            whole
            and later.start > earlier.end
            and not _is_office_time(earlier.end, later.start, calendar, open_at(later.body), zone)
        ):
            reading.fault(
                later.row,
                "day",
                "gap",
                begin=_said(earlier.end, zone),
                end=_said(later.start, zone),
            )


def plans_of(
    reading: Reading, *, people_of: Callable[[int, date], Mapping[str, Sequence[int]]]
) -> list[Plan]:
    """Return the shifts with their people found by name among those who may stand in the rota.

    A name that nobody there has, or two have (then 姓名（岗位） tells them apart), is a fault.
    """
    plans = []
    for draft in reading.drafts:
        known = people_of(draft.body, draft.day)
        leader = _person(draft, "leader", draft.leader, known, reading)
        officers = [_person(draft, "officers", o, known, reading) for o in draft.officers]
        if leader is not None and None not in officers:
            ids = tuple(dict.fromkeys(o for o in officers if o is not None))
            values = {n: getattr(draft, n) for n in ("row", "body", "day", "name", "start", "end")}
            plans.append(Plan(**values, leader=leader, officers=ids, phone=draft.phone))
    return plans


def is_phone(text: str) -> bool:
    """Tell whether a text could be rung."""
    return bool(_PHONE.fullmatch(plain(text)))


def key_of(name: str) -> str:
    """Return a name as rotas are compared by: without spaces, brackets alike."""
    return re.sub(r"\s", "", plain(name)).replace("（", "(").replace("）", ")")


def _draft(
    row: Row, out: Reading, body_of: BodyOf, begins_of: BeginsOf, zone: ZoneInfo
) -> Draft | None:
    before = len(out.problems)
    body = _body(row, out, body_of)
    officers = tuple(dict.fromkeys(n for n in _APART.split(row["officers"]) if n))
    leaders = [n for n in _APART.split(row["leader"]) if n]
    if len(leaders) != 1:
        out.fault(row.number, "leader", "two_leaders", names="、".join(leaders))
    phone = plain(row["phone"] or "")
    if phone and not _PHONE.fullmatch(phone):
        out.fault(row.number, "phone", "phone", text=phone)
    times = [_time(row, column, out) for column in ("start", "end")]
    if bool(row["start"]) != bool(row["end"]):
        out.fault(row.number, "end" if row["start"] else "start", "half_hours")
    if len(out.problems) > before or body is None:
        return None
    begins = begins_of(body)
    first, last = (begins if t is None else t for t in times)
    if first is None or last is None:
        out.fault(row.number, "start", "no_hours")
        return None
    start, end = bounds(row["day"], first, last, zone)
    name = plain(row["name"] or "")
    return Draft(row.number, body, row["day"], name, start, end, leaders[0], officers, phone)


def _body(row: Row, out: Reading, body_of: BodyOf) -> int | None:
    try:
        return body_of(plain(row["body"] or ""))
    except NotPermitted:
        out.fault(row.number, "body", "body_not_yours", name=row["body"] or "")
        return None
    except Refusal:
        code = "body" if row["body"] else "body_missing"
        out.fault(row.number, "body", code, name=row["body"] or "")
        return None


def _time(row: Row, column: str, out: Reading) -> time | None:
    text = plain(row[column] or "").replace(" ", "")
    if not text:
        return None
    found = _TIME.fullmatch(text)
    hours, minutes = (int(found[1] or found[3]), int(found[2] or 0)) if found else (99, 0)
    if hours == 24 and not minutes:
        return time(0)
    if hours > 23 or minutes > 59:
        out.fault(row.number, column, "time", text=text[:20])
        return None
    return time(hours, minutes)


def bounds(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return a shift's two moments; an end not after its start is on the next day."""
    last = day if end > start else day + _DAY
    return datetime.combine(day, start, zone), datetime.combine(last, end, zone)


def _united(held: Draft, other: Draft, out: Reading) -> Draft:
    """Return two lines of one shift as one; a second leader is a fault."""
    if key_of(held.leader) != key_of(other.leader):
        names = f"{held.leader}、{other.leader}"
        out.fault(other.row, "leader", "two_leaders_rows", names=names, other=held.row)
    officers = tuple(dict.fromkeys((*held.officers, *other.officers)))
    return replace(held, officers=officers, phone=held.phone or other.phone)


def _is_office_time(
    begin: datetime, end: datetime, calendar: Calendar, hours: HoursAt, zone: ZoneInfo
) -> bool:
    """Tell whether a stretch lies between opening and close of one workday (noon included)."""
    day = begin.astimezone(zone).date()
    if not calendar.is_workday(day):
        return False
    windows = hours(day).bounds(day, zone)
    return windows[0][0] <= begin and end <= windows[-1][1]


def _said(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _person(
    draft: Draft, column: str, name: str, known: Mapping[str, Sequence[int]], out: Reading
) -> int | None:
    found = known.get(key_of(name), ())
    if len(found) == 1:
        return found[0]
    out.fault(draft.row, column, "person_twice" if found else "person", name=name)
    return None
