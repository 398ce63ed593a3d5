"""A term change as a table: one line a chair, its post renewed as a whole on the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.foundation.exchange.rules.columns import Column, Kind, Spec

TERMS = Spec(
    (
        Column("place", ("村（社区）", "Village", "村", "社区", "所在区域"), most=200),
        Column("body", ("组织", "Body", "单位", "所在组织"), required=True, most=120),
        Column("post", ("岗位", "Post", "职务", "岗位名称"), required=True, most=60),
        Column("old", ("现任", "Holder now", "原任"), most=60),
        Column("new", ("新任", "New holder", "当选人", "姓名"), required=True, most=60),
        Column("phone", ("工作电话", "Work phone", "联系电话", "手机"), Kind.PHONE),
        Column("ends", ("任期至", "Term ends", "届满日期"), Kind.DATE),
    ),
    most_rows=20_000,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A chair as it stands: its appointment, who holds it, from when, until when, its term."""

    appointment: int
    person: int
    since: date | None
    until: date | None
    term_ends: date | None = None

    def comes(self, on: date) -> bool:
        """Tell whether it begins on that day."""
        return self.since == on and (self.until is None or self.until > on)


@dataclass(frozen=True, slots=True)
class Change:
    """What a post's renewal does: who stays, who goes, who comes, whose coming is taken back."""

    stay: tuple[Held, ...]
    go: tuple[Held, ...]
    come: tuple[int, ...]
    already: tuple[Held, ...]
    drop: tuple[Held, ...]


def renewal(held: Iterable[Held], wanted: Sequence[int], on: date) -> Change:
    """Return what makes exactly the wanted people hold a post from a day on.

    Those who hold it now keep it until then, and go on if they are wanted again. A second run finds
    all of it done; a corrected one takes back who was to come.
    """
    rows = list(held)
    going_on = [h for h in rows if h.since is None or h.since < on]
    lasting = [h for h in going_on if h.until is None or h.until > on]
    coming = [h for h in rows if h.comes(on)]
    stay = tuple(h for h in lasting if h.person in wanted)
    already = tuple(h for h in coming if h.person in wanted)
    there = {h.person for h in (*stay, *already)}
    return Change(
        stay=stay,
        go=tuple(h for h in lasting if h.person not in wanted),
        come=tuple(p for p in dict.fromkeys(wanted) if p not in there),
        already=already,
        drop=tuple(h for h in coming if h.person not in wanted),
    )
