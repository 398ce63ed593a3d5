"""Which body comes after which when places and bodies are reorganised; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from linli.domain.bodies.rules.organising import Line, stem
from linli.domain.bodies.states import DESK_KINDS
from linli.domain.territory.rules.reorganising.plan import Finding


class Names(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


@dataclass
class NewBody:
    """A body to be made: after which bodies, where, as what."""

    id: int
    members: tuple[int, ...]
    kind: str
    line: str
    seat: int
    names: Names
    superior: int | None = None
    matters: tuple[str, ...] = ()  # of a part of a split body: the first-level matters it takes


@dataclass
class Trace:
    """What a reorganisation makes of bodies."""

    new: list[NewBody] = field(default_factory=list)
    heirs: dict[int, int] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    parts: list[tuple[int, int]] = field(default_factory=list)  # split body -> each part
    renamed: dict[int, Names] = field(default_factory=dict)
    superiors: dict[int, int | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def heir(self, body: int | None) -> int | None:
        """Return what stands for a body afterwards, itself if it goes on."""
        seen: set[int] = set()
        while body is not None and body in self.heirs and body not in seen:
            seen.add(body)
            body = self.heirs[body]
        return body


Group = tuple[int, str, str, int]


def grouped(bodies: Iterable[Line], heirs: Mapping[int, int]) -> dict[Group, list[Line]]:
    """Return the bodies seated at places that end, by where they go and which become one.

    The same kind and line become one body; what has no line stays by itself, but for desks: a place
    has one of them.
    """
    desks = {k.value for k in DESK_KINDS}
    out: dict[Group, list[Line]] = {}
    for body in bodies:
        if body.seat in heirs:
            alone = 0 if body.line or body.kind in desks else body.id
            out.setdefault((heirs[body.seat], body.kind, body.line, alone), []).append(body)
    return out


def renamed(names: Names, old: Names, new: Names) -> Names:
    """Return a body's names with the place's new name for the old, or its stem; else as they are.

    长治县住建局, 长治县 → 上党区: 上党区住建局.
    """
    return Names(_put(names.zh, old.zh, new.zh), _put(names.en, old.en, new.en))


def _put(text: str, old: str, new: str) -> str:
    for a, b in ((old, new), (stem(old), stem(new))):
        if a and a in text:
            return text.replace(a, b, 1)
    return text


def counterpart(
    body: Line, before: Sequence[int], after: Sequence[int], seated: Mapping[int, Sequence[Line]]
) -> int | None:
    """Return the body of the same kind and line on the other path, at the nearest place up.

    For what lies elsewhere now: its superiors and helpers were those of the old path. None where
    the new path has no such body; itself where its seat is on both.
    """
    if body.seat not in before or body.seat in after:
        return body.id
    for place in after:
        for other in seated.get(place, ()):
            if place not in before and (other.kind, other.line) == (body.kind, body.line):
                return other.id
    return None
