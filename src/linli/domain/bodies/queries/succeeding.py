"""What a plan for the map makes of bodies: read before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from linli.domain.bodies.models import Body
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.rules.organising import Directory, Line
from linli.domain.bodies.rules.succeeding import (
    Names,
    NewBody,
    Trace,
    counterpart,
    grouped,
    renamed,
)
from linli.domain.bodies.states import BodyKind
from linli.domain.territory import queries as territory
from linli.domain.territory.models import PlaceCode
from linli.domain.territory.rules.english import english
from linli.domain.territory.rules.pinyin import keys
from linli.domain.territory.rules.reorganising.plan import Finding, Plan, Row
from linli.domain.territory.states import FindingKind, Verb


def trace(plan: Plan, ids: Iterator[int] | None = None) -> Trace:
    """Return what a plan makes of bodies; two queries or so, found out once for a check."""
    if ids is not None:
        return _Tracing(plan, ids).run()
    if "bodies" not in plan.kept:
        plan.kept["bodies"] = _Tracing(plan, count(-1, -1)).run()
    found: Trace = plan.kept["bodies"]
    return found


def moved_places(plan: Plan) -> dict[int, int]:
    """Return every place whose path changes, down to the leaves: place -> the nearest moved one."""
    if not plan.moved and not plan.ended:
        return {}
    tree = territory.atlas(plan.on)
    found: dict[int, int] = {}
    for row in (*plan.ended, *plan.moved):
        if row.place in tree and row.place in plan.before:
            for place in tree.subtree(row.place).tolist():
                found.setdefault(place, row.place)
    return found


@dataclass
class _Tracing:
    plan: Plan
    ids: Iterator[int]

    def run(self) -> Trace:
        self.known: Directory = directory()
        self.on: date = self.plan.on
        self.trace = Trace()
        self.named: set[int] = set()
        self.names: dict[int, Names] = {}
        self._name_all()
        self._explicit()
        self._by_place()
        self._superiors()
        self._renamed()
        self._one_of_a_line()
        return self.trace

    def _name_all(self) -> None:
        """Read the names of all that the changes name or touch by their places; one query."""
        seats = [row.place for row in (*self.plan.ended, *self.plan.renamed)]
        named = {i for order in self.plan.bodies for i in _ids_in(order.said)}
        self.called([*(b.id for place in seats for b in self.seated(place)), *sorted(named)])

    def seated(self, place: int) -> list[Line]:
        return [b for b in self.known.seated.get(place, ()) if b.holds(self.on)]

    def called(self, ids: Iterable[int]) -> dict[int, Names]:
        missing = [i for i in ids if i not in self.names and i > 0]
        if missing:
            rows = Body.objects.filter(pk__in=missing).values_list("id", "name", "name_en")
            self.names |= {i: Names(zh, en) for i, zh, en in rows}
        return self.names

    def _explicit(self) -> None:
        for order in self.plan.bodies:
            try:
                _VERBS[order.verb](self, order.number, order.said)
            except _Unknown as unknown:
                finding = Finding(
                    FindingKind.CONTRADICTION, unknown.code, order.number, params=unknown.params
                )
                self.trace.findings.append(finding)

    def _by_place(self) -> None:
        """Let the bodies of places that end go to the heirs, alike ones as one."""
        ended = {r.place for r in self.plan.ended}
        here = [b for place in sorted(ended) for b in self.seated(place) if b.id not in self.named]
        self.called(b.id for b in here)
        for group, members in grouped(here, self.plan.heirs).items():
            seat, kind, line, alone = group
            target = None if alone else self._standing(seat, kind, line)
            if target is None:
                first = min(members, key=lambda b: b.id)
                names = self._moved_names(first.id, first.seat, seat)
                target = self._new(kind, line, seat, names, members, first.superior)
            for body in members:
                self._ends(body.id, target)
        for body in here:
            if body.seat not in self.plan.heirs:
                self.trace.ended.append(body.id)

    def _standing(self, seat: int, kind: str, line: str) -> int | None:
        made = (n.id for n in self.trace.new if (n.seat, n.kind, n.line) == (seat, kind, line))
        gone = self.trace.heirs
        held = (
            b.id
            for b in self.seated(seat)
            if (b.kind, b.line) == (kind, line) and b.id not in gone and seat in self.plan.after
        )
        return next(made, None) or next(held, None)

    def _new(
        self,
        kind: str,
        line: str,
        seat: int,
        names: Names,
        members: Iterable[Line],
        superior: int | None,
        matters: tuple[str, ...] = (),
    ) -> int:
        ids = tuple(sorted(b.id for b in members))
        made = NewBody(next(self.ids), ids, kind, line, seat, names, superior, matters)
        self.trace.new.append(made)
        self.names[made.id] = names
        return made.id

    def _ends(self, body: int, heir: int | None) -> None:
        self.trace.ended.append(body)
        if heir is not None:
            self.trace.heirs[body] = heir

    def _moved_names(self, body: int, old: int, new: int) -> Names:
        names = self.called([body]).get(body, Names("", ""))
        before, after = self.plan.before.get(old), self.plan.after.get(new)
        if before is None or after is None:
            return names
        return renamed(names, place_names(before), place_names(after))

    def _superiors(self) -> None:
        """Put what goes on under what stands for its superior, on the path as it becomes."""
        for new in self.trace.new:
            new.superior = self.trace.heir(new.superior)
        gone = self.trace.heirs
        said = self.trace.superiors  # by the instrument itself
        said |= {body: self.trace.heir(above) for body, above in said.items()}
        for body in self.known.bodies.values():
            if body.superior in gone and body.id not in {*gone, *said} and body.holds(self.on):
                said[body.id] = self.trace.heir(body.superior)
        self._superiors_of_moved()

    def _superiors_of_moved(self) -> None:
        gone, said = self.trace.heirs, self.trace.superiors
        for row in self.plan.moved:
            before, after = self.plan.path_before(row.place), self.plan.path_after(row.place)
            for body in self.seated(row.place):
                above = self.known.bodies.get(body.superior or 0)
                if above is None or above.id in gone or body.id in {*gone, *said}:
                    continue
                found = counterpart(above, before, after, self.known.seated)
                if found is not None and found != above.id:
                    said[body.id] = found

    def _one_of_a_line(self) -> None:
        """Find new bodies that would stand beside another of their kind and line at one seat."""
        ended, held = set(self.trace.ended), set[tuple[int, str, str]]()
        for place in {n.seat for n in self.trace.new}:
            held |= {(place, b.kind, b.line) for b in self.seated(place) if b.id not in ended}
        for new in self.trace.new:
            key = (new.seat, new.kind, new.line)
            if new.line and key in held:
                params = {"name": new.names.zh, "line": new.line}
                finding = Finding(FindingKind.CONTRADICTION, "line_twice", params=params)
                self.trace.findings.append(finding)
            held.add(key)

    def _renamed(self) -> None:
        """Give bodies the new name of the place they sit on, where theirs has the old one."""
        self.called(b.id for row in self.plan.renamed for b in self.seated(row.place))
        for row in self.plan.renamed:
            old, new = place_names(self.plan.before[row.place]), place_names(row)
            here = [b.id for b in self.seated(row.place) if b.id not in self.trace.heirs]
            for body, names in self.called(here).items():
                if body in here and body not in self.trace.renamed:
                    other = renamed(names, old, new)
                    if other != names:
                        self.trace.renamed[body] = other

    def standing(self, said: Mapping[str, Any]) -> Line:
        """Return the body that a change is made to: one that stood before the instrument."""
        found = self.known.bodies.get(body := self.find(said))
        if found is None:
            made = next((n.names.zh for n in self.trace.new if n.id == body), "")
            raise _Unknown("body_made_here", body=made)
        return found

    def find(self, said: Mapping[str, Any]) -> int:
        """Return the living body that a change means, one made a line before too."""
        body = self._meant(said)
        if body in self.trace.ended:
            raise _Unknown("body_ended_here", body=self.called([body])[body].zh)
        return body

    def _meant(self, said: Mapping[str, Any]) -> int:
        if "id" in said:
            line = self.known.bodies.get(said["id"])
            if line is None or not line.holds(self.on):
                raise _Unknown("unknown_body", body=str(said["id"]))
            return line.id
        seat = self.seat(said["seat"])
        living = (b for b in self.seated(seat) if b.id not in self.trace.ended)
        here: list[NewBody | Line] = [*self.trace.new, *living]
        alike = [
            b
            for b in here
            if b.seat == seat
            and said.get("line", b.line) == b.line
            and said.get("kind", b.kind) == b.kind
        ]
        if len(alike) != 1:
            what = f"{said['seat']} {said.get('line') or said.get('kind')}"
            raise _Unknown("body_ambiguous" if alike else "unknown_body", body=what)
        return alike[0].id

    def seat(self, code: str) -> int:
        """Return the place of a code, as the tree becomes or as it was."""
        for rows in (self.plan.after, self.plan.before):
            for row in rows.values():
                if row.code == code:
                    return row.place
        place = PlaceCode.objects.filter(code=code).values_list("place_id", flat=True).first()
        if place is None:
            raise _Unknown("unknown_code", place_code=code)
        return place

    def target(self, said: Mapping[str, Any], model: Line, members: list[Line]) -> int:
        """Return the body meant by `to`: one that stands, or a new one after a model."""
        if "name" not in said:
            return self.find(said)
        seat = self.seat(said["seat"]) if said.get("seat") else model.seat
        seat = self.plan.heirs.get(seat, seat)
        kind = kind_of(said.get("kind") or model.kind)
        superior = self.find(said["superior"]) if said.get("superior") else model.superior
        names = Names(said["name"], said.get("name_en", ""))
        line = said.get("line", model.line)
        return self._new(kind, line, seat, names, members, superior)


class _Unknown(Exception):  # noqa: N818 - caught at once
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _ids_in(said: Any) -> Iterator[int]:
    """Yield the ids of bodies that a change names."""
    if isinstance(said, Mapping):
        if isinstance(said.get("id"), int):
            yield said["id"]
        said = list(said.values())
    for value in said if isinstance(said, list) else ():
        yield from _ids_in(value)


def kind_of(text: str) -> str:
    """Return a kind of body; raises where there is none of that name."""
    try:
        return BodyKind(text).value
    except ValueError:
        raise _Unknown("unknown_body_kind", body_kind=text[:30]) from None


def place_names(row: Row) -> Names:
    """Return a place's names, the English one by rule."""
    return Names(row.name, english(row.name, keys(row.name)[0]))


def _merge(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    members = [t.standing(b) for b in said["from"]]
    target = t.target(said["to"], members[0], members)
    for body in members:
        if body.id != target:
            t.named.add(body.id)
            t._ends(body.id, target)


def _split(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    body = t.standing(said["body"])
    targets = []
    for part in said["parts"]:
        target = t.target(part["to"], body, [body])
        if target != body.id:
            new = next((n for n in t.trace.new if n.id == target), None)
            if new is not None:
                new.matters = tuple(part["matters"])
            t.trace.parts.append((body.id, target))
        targets.append(target)
    if body.id not in targets:
        t.named.add(body.id)
        t._ends(body.id, targets[0])


def _rename(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    t.trace.renamed[t.standing(said["body"]).id] = Names(said["name"], said.get("name_en", ""))


def _move(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    body = t.standing(said["body"])
    above = t.find(said["superior"]) if said.get("superior") else body.superior
    if above is not None and body.id in t.known.chain(above):
        raise _Unknown("body_under_itself", body=str(said["superior"].get("called", above)))
    if not said.get("to_seat"):  # the same body under another
        t.trace.superiors[body.id] = above
        return
    names = t.called([body.id])[body.id]
    names = Names(said["name"], "") if said.get("name") else names
    seat = t.seat(said["to_seat"])
    target = t._new(body.kind, body.line, seat, names, [body], above)
    t.named.add(body.id)
    t._ends(body.id, target)


def _create(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    to = said["to"]
    superior = t.find(to["superior"]) if to.get("superior") else None
    seat, kind = t.seat(to["seat"]), kind_of(to["kind"])
    t._new(kind, to.get("line", ""), seat, Names(to["name"], to.get("name_en", "")), [], superior)


def _abolish(t: _Tracing, number: int, said: Mapping[str, Any]) -> None:
    body = t.standing(said["body"]).id
    t.named.add(body)
    t._ends(body, t.find(said["heir"]) if said.get("heir") else None)


_VERBS = {
    Verb.MERGE: _merge,
    Verb.SPLIT: _split,
    Verb.RENAME: _rename,
    Verb.MOVE: _move,
    Verb.CREATE: _create,
    Verb.ABOLISH: _abolish,
}
