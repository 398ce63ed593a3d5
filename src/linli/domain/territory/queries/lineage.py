"""What came after what: successors and predecessors of places and bodies, kept in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from linli.domain.territory.models import Moved, PlaceVersion, Reorganisation, Successor
from linli.domain.territory.queries.kept import Kept
from linli.domain.territory.states import ReorganisationState, SubjectKind

PLACE, BODY = SubjectKind.PLACE.value, SubjectKind.BODY.value


class Step(NamedTuple):
    """One succession: since when, from what, to what, by which instrument."""

    on: date
    source: int
    target: int
    reorganisation: int


class Elsewhere(NamedTuple):
    """A place that lies elsewhere now, while open work in it still says where it lay."""

    place: int
    level: int
    since: date
    former: int | None  # the parent it had


@dataclass(frozen=True)
class Lineage:
    """Heirs and sources by kind and id; `elsewhere` is empty when no re-homing is pending."""

    heirs: dict[tuple[str, int], tuple[Step, ...]] = field(default_factory=dict)
    sources: dict[tuple[str, int], tuple[Step, ...]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)  # of places that have a successor
    elsewhere: tuple[Elsewhere, ...] = ()
    pending: tuple[int, ...] = ()  # instruments whose open work is not re-homed yet

    def __len__(self) -> int:
        return len(self.heirs)

    def heir(self, kind: str, key: int, on: date | None) -> Step | None:
        """Return the last succession of something up to a day."""
        steps = [s for s in self.heirs.get((kind, key), ()) if on is None or s.on <= on]
        return steps[-1] if steps else None

    def line(self, kind: str, key: int, on: date | None) -> list[Step]:
        """Return the successions from something to what stands for it on a day, in order."""
        out: list[Step] = []
        here, seen = key, {key}
        while (step := self.heir(kind, here, on)) is not None and step.target not in seen:
            out.append(step)
            here = step.target
            seen.add(here)
        return out

    def before(self, kind: str, keys: Iterable[int], on: date | None) -> frozenset[int]:
        """Return things with all that went into them up to a day."""
        found = set(keys)
        todo = list(found)
        while todo:
            for step in self.sources.get((kind, todo.pop()), ()):
                if (on is None or step.on <= on) and step.source not in found:
                    found.add(step.source)
                    todo.append(step.source)
        return frozenset(found)


def lineage() -> Lineage:
    """Return all successions as they are written; no query unless the tree has changed."""
    return _kept.on(None)


def _read(_: date | None) -> Lineage:
    wanted = (ReorganisationState.ENACTED, ReorganisationState.REVOKED)
    fields = ("id", "state", "re_homed_at")
    found = Reorganisation.objects.filter(state__in=wanted).order_by("effective", "id")
    instruments = {key: (state, done) for key, state, done in found.values_list(*fields)}
    if not instruments:
        return Lineage()
    heirs: dict[tuple[str, int], tuple[Step, ...]] = {}
    sources: dict[tuple[str, int], tuple[Step, ...]] = {}
    for row in Successor.objects.filter(heir=True).order_by("on", "id"):
        state, done = instruments[row.reorganisation_id]
        step = Step(row.on, row.from_id, row.to_id, row.reorganisation_id)
        if state == ReorganisationState.REVOKED:
            if done is None:  # its work is on the way back
                back = Step(row.on, row.to_id, row.from_id, row.reorganisation_id)
                key = (row.kind, row.from_id)
                sources[key] = (*sources.get(key, ()), back)
            continue
        heirs[row.kind, row.from_id] = (*heirs.get((row.kind, row.from_id), ()), step)
        sources[row.kind, row.to_id] = (*sources.get((row.kind, row.to_id), ()), step)
    pending = tuple(key for key, (_, done) in instruments.items() if done is None)
    return Lineage(heirs, sources, _levels(heirs, sources), _elsewhere(pending), pending)


def _levels(*maps: dict[tuple[str, int], tuple[Step, ...]]) -> dict[int, int]:
    ids = {s.source for m in maps for (kind, _), steps in m.items() if kind == PLACE for s in steps}
    if not ids:
        return {}
    rows = PlaceVersion.objects.filter(place_id__in=ids).order_by("valid_from", "id")
    return dict(rows.values_list("place_id", "level"))


def _elsewhere(pending: tuple[int, ...]) -> tuple[Elsewhere, ...]:
    if not pending:
        return ()
    rows = Moved.objects.filter(reorganisation__in=pending, kind=PLACE, was__has_key="parent")
    fields = ("new", "was", "reorganisation__effective")
    told = []
    for place, was, since in rows.order_by("id").values_list(*fields):
        if place is not None:
            told.append(Elsewhere(place, was["level"], since, was["parent"]))
    return tuple(told)


_kept = Kept("lineage", _read, None, most=2)
