"""What is covered of what: two shares that never go without their denominator; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from linli.domain.bodies.states import Covering
from linli.foundation.exchange.rules.columns import Column, Kind, Spec


class Share(NamedTuple):
    """So many of so many; of nothing there is no rate."""

    covered: int
    of: int

    @property
    def rate(self) -> float | None:
        """The rate, None where there is nothing to cover."""
        return self.covered / self.of if self.of else None


class Cover(NamedTuple):
    """A row of coverage: how, by which branch, of what."""

    kind: str
    branch: int | None
    target: int


@dataclass(frozen=True, slots=True)
class Covered:
    """Which of some things have an organisation, and which are reached by work."""

    all: frozenset[int]
    organisation: frozenset[int]
    work: frozenset[int]

    def within(self, some: Collection[int]) -> tuple[Share, Share]:
        """Return both shares of some of the things."""
        mine = self.all & frozenset(some)
        shares = (Share(len(mine & part), len(mine)) for part in (self.organisation, self.work))
        first, second = shares
        return first, second

    @property
    def neither(self) -> frozenset[int]:
        """What has no organisation and is not reached by work."""
        return self.all - self.organisation - self.work


def covered(
    things: Iterable[int], rows: Iterable[Cover], *, joint: bool, by_organisation: bool
) -> Covered:
    """Return what is covered, by a definition (R10: 138 organisations are not 455 firms).

    Without `joint`, a branch counts only where it covers one thing; with `by_organisation`, what
    has an organisation is reached by its work. What is not among the things counts for nothing.
    """
    of = frozenset(things)
    held = list(rows)
    branches = [r for r in held if r.kind == Covering.ORGANISATION]
    several = Counter(b for b, _ in {(r.branch, r.target) for r in branches})
    own = frozenset(r.target for r in branches if joint or several[r.branch] == 1) & of
    sent = frozenset(r.target for r in held if r.kind == Covering.WORK) & of
    return Covered(of, own, sent | own if by_organisation else sent)


COVERAGE = Spec(
    (
        Column(
            "target",
            ("覆盖对象", "Covered", "企业名称", "小区", "网格", "楼栋"),
            required=True,
            most=200,
        ),
        Column("branch", ("党组织", "Party organisation", "联合党组织", "支部"), most=120),
        Column("instructor", ("党建工作指导员", "Instructor", "指导员"), most=60),
        Column("since", ("起始日期", "From", "从哪天起"), Kind.DATE),
        Column("basis", ("依据", "Basis", "文号"), most=200),
    ),
    most_rows=20_000,
)
