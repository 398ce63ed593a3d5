"""Decisions about quotas: a paper's sums, what would fall below nothing, vacant and over; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.domain.bodies.states import QuotaKind
from linli.foundation.exchange.rules.columns import Column, Kind, Spec

QUOTA_KINDS = {
    "行政": QuotaKind.ADMINISTRATIVE,
    "行政编制": QuotaKind.ADMINISTRATIVE,
    "Administrative": QuotaKind.ADMINISTRATIVE,
    "执法": QuotaKind.ENFORCEMENT,
    "执法编制": QuotaKind.ENFORCEMENT,
    "行政执法编制": QuotaKind.ENFORCEMENT,
    "行政执法专项编制": QuotaKind.ENFORCEMENT,
    "Enforcement": QuotaKind.ENFORCEMENT,
    "政法": QuotaKind.LEGAL,
    "政法专项编制": QuotaKind.LEGAL,
    "Police and justice": QuotaKind.LEGAL,
    "事业": QuotaKind.SERVICE,
    "事业编制": QuotaKind.SERVICE,
    "Public institution": QuotaKind.SERVICE,
    "工勤": QuotaKind.WORKER,
    "工勤编制": QuotaKind.WORKER,
    "Support staff": QuotaKind.WORKER,
}

QUOTAS = Spec(
    (
        Column("body", ("单位", "Body", "组织", "所在单位"), required=True, most=120),
        Column("place", ("所在区域", "Place", "区域"), most=200),
        Column(
            "kind",
            ("编制类型", "Kind of quota", "类型"),
            Kind.CHOICE,
            required=True,
            choices=QUOTA_KINDS,
        ),
        Column(
            "change",
            ("增减", "More or fewer", "编制数", "增减数"),
            Kind.WHOLE,
            required=True,
            least=-9_999,
            most=9_999,
        ),
    ),
    most_rows=5_000,
)


class QuotaChange(NamedTuple):
    """A line: a body's quotas of a kind become more or fewer, from a day to a day."""

    body: int
    kind: str
    change: int
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class KindSum:
    """What a paper gives and takes of one kind."""

    kind: str
    more: int
    fewer: int

    @property
    def net(self) -> int:
        """By how much the whole changes: nothing where quotas only move."""
        return self.more - self.fewer


def sums(lines: Iterable[QuotaChange]) -> list[KindSum]:
    """Return what some lines give and take by kind, in the order of the kinds."""
    more: dict[str, int] = defaultdict(int)
    fewer: dict[str, int] = defaultdict(int)
    for line in lines:
        (more if line.change > 0 else fewer)[line.kind] += abs(line.change)
    kinds = [k.value for k in QuotaKind]
    return [KindSum(k, more[k], fewer[k]) for k in kinds if more[k] or fewer[k]]


class Shortfall(NamedTuple):
    """A day on which a body would have less than nothing of a kind."""

    body: int
    kind: str
    day: date
    left: int


def shortfalls(
    standing: Iterable[QuotaChange], lines: Iterable[QuotaChange]
) -> Iterator[Shortfall]:
    """Yield the first day on which each body and kind of some new lines would fall below nothing.

    A paper of a past day is judged with all that came after it.
    """
    fresh = list(lines)
    steps: dict[tuple[int, str], dict[date, int]] = {(n.body, n.kind): {} for n in fresh}
    for row in (*standing, *fresh):
        days = steps.get((row.body, row.kind))
        if days is None or row.until == row.since:
            continue
        days[row.since] = days.get(row.since, 0) + row.change
        if row.until is not None:
            days[row.until] = days.get(row.until, 0) - row.change
    for (body, kind), days in steps.items():
        left = 0
        for day in sorted(days):
            left += days[day]
            if left < 0:
                yield Shortfall(body, kind, day, left)
                break


@dataclass(frozen=True, slots=True)
class Quota:
    """Approved and filled quotas of one kind."""

    approved: int = 0
    filled: int = 0

    @property
    def vacant(self) -> int:
        """How many are free."""
        return max(self.approved - self.filled, 0)

    @property
    def over(self) -> int:
        """How many sit on more than is approved."""
        return max(self.filled - self.approved, 0)


class QuotaTotal(NamedTuple):
    """The sum over bodies: vacant and over are summed body by body, one never hides the other."""

    approved: int
    filled: int
    vacant: int
    over: int


def total(quotas: Iterable[Quota]) -> QuotaTotal:
    """Return the sum of some quotas."""
    rows = list(quotas)
    return QuotaTotal(
        sum(q.approved for q in rows),
        sum(q.filled for q in rows),
        sum(q.vacant for q in rows),
        sum(q.over for q in rows),
    )
