"""Trying an instrument on a copy of the tree; what does not go is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.domain.territory.rules.nesting import check_parent, level_of
from linli.domain.territory.rules.reorganising.plan import (
    Choice,
    Finding,
    Link,
    Plan,
    Row,
    heirs_of,
)
from linli.domain.territory.rules.reorganising.reading import Order
from linli.domain.territory.states import FindingKind, Kind, SubjectKind, Verb
from linli.kernel.errors import Refusal


@dataclass(frozen=True)
class Known:
    """The part of the tree that an instrument can touch, as it is on its day.

    `codes` says which place every code named ever belonged to, `late` the places whose rows change
    on the day or later (another instrument), `below` those in which places begin after the day.
    """

    rows: Mapping[int, Row]
    codes: Mapping[str, int]
    late: Mapping[int, date]
    below: Mapping[int, date]


def try_on(
    known: Known,
    orders: Iterable[Order],
    on: date,
    answers: Mapping[str, str],
    ids: Iterator[int],
) -> Plan:
    """Return what an instrument makes of the tree; every fault and open question is a finding."""
    work = _Work(known, answers, ids)
    some = tuple(orders)
    for order in some:
        if order.subject is SubjectKind.PLACE:
            try:
                _VERBS[order.verb](work, order.number, order.said)
            except _Fault as fault:
                work.findings.append(fault.finding)
    work.look_over()
    return Plan(
        on=on,
        before=known.rows,
        after=work.rows,
        links=tuple(work.links),
        findings=tuple(work.findings),
        bodies=tuple(o for o in some if o.subject is SubjectKind.BODY),
        verbs=work.verbs,
        answers=answers,
    )


class _Fault(Exception):  # noqa: N818 - caught at once
    def __init__(self, number: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.finding = Finding(FindingKind.CONTRADICTION, code, number, params=params)


class _Work:
    """The copy being changed."""

    def __init__(self, known: Known, answers: Mapping[str, str], ids: Iterator[int]) -> None:
        self.known = known
        self.answers = answers
        self.ids = ids
        self.rows: dict[int, Row] = dict(known.rows)
        self.gone: dict[int, tuple[int, Row]] = {}  # with the number of the change that ended it
        self.now: dict[str, int] = {row.code: i for i, row in self.rows.items()}
        self.taken: dict[str, int] = dict(known.codes)
        self.links: list[Link] = []
        self.findings: list[Finding] = []
        self.verbs: dict[int, str] = {}
        self.numbers: dict[int, int] = {}

    def place(self, number: int, code: str) -> int:
        """Return the living place that a code means, an earlier code of it too."""
        place = self.now.get(code) or self.taken.get(code)
        if place is None:
            raise _Fault(number, "unknown_code", place_code=code)
        if place not in self.rows:
            raise _Fault(number, "ended_code", place_code=code)
        return place

    def touch(self, number: int, place: int, verb: Verb) -> None:
        self.verbs.setdefault(place, verb.value)
        self.numbers.setdefault(place, number)

    def children(self, place: int) -> list[int]:
        return sorted(
            (i for i, r in self.rows.items() if r.parent == place),
            key=lambda i: (self.rows[i].code, i),
        )

    def take_code(self, number: int, code: str, place: int) -> None:
        if not (code.isascii() and code.isprintable() and 0 < len(code) <= 32):
            raise _Fault(number, "code_form", place_code=code[:40])
        if self.taken.get(code, place) != place:
            raise _Fault(number, "code_taken", place_code=code)
        self.taken[code] = place
        self.now[code] = place

    def make(self, number: int, said: Mapping[str, str], verb: Verb, model: Row | None) -> int:
        """Make a new place; what is not said of it is taken from a model."""
        kind = Kind(said.get("kind") or (model.kind if model else ""))
        parent = self.place(number, said["parent"]) if said.get("parent") else None
        if parent is None and model is not None:
            parent = model.parent
        if "name" not in said or parent is None:
            raise _Fault(number, "place_not_described", place_code=said["code"])
        place = next(self.ids)
        level = self.fits(number, said["name"], kind, parent, model.level if model else None)
        self.take_code(number, said["code"], place)
        self.rows[place] = Row(place, said["code"], said["name"], kind, level, parent)
        self.touch(number, place, verb)
        return place

    def target(self, number: int, said: Mapping[str, str], verb: Verb, model: Row | None) -> int:
        """Return the place meant: one that stands (restated where more is said), or a new one."""
        keeps = said.get("keeps")
        known = self.now.get(said["code"]) or self.taken.get(said["code"])
        if keeps or (known is not None and known in self.rows):
            place = self.place(number, keeps or said["code"])
            self.restate(number, place, said, verb)
            return place
        return self.make(number, said, verb, model)

    def restate(self, number: int, place: int, said: Mapping[str, str], verb: Verb) -> None:
        """Give a place another name, code, kind or parent, as far as they are said."""
        row = self.rows[place]
        kind = Kind(said["kind"]) if said.get("kind") else row.kind
        parent = self.place(number, said["parent"]) if said.get("parent") else row.parent
        level = row.level
        if kind != row.kind or parent != row.parent:
            level = self.fits(number, row.name, kind, parent, row.level)
        code = said.get("code") or row.code
        if code != row.code:
            self.take_code(number, code, place)
        new = Row(place, code, said.get("name") or row.name, kind, level, parent)
        if new != row:
            self.rows[place] = new
            self.touch(number, place, verb)

    def fits(
        self, number: int, name: str, kind: Kind, parent: int | None, level: int | None
    ) -> int:
        """Return the level of a kind below a parent, or fault by the rule of nesting."""
        above = self.rows[parent].level if parent is not None else None
        try:
            try:
                own = level_of(kind, level)
            except Refusal:
                own = level_of(kind)
            check_parent(own, above)
        except Refusal:
            where = self.rows[parent].name if parent is not None else ""
            raise _Fault(number, "does_not_nest", name=name, parent=where) from None
        return int(own)

    def put(self, number: int, place: int, parent: int, verb: Verb) -> None:
        row = self.rows[place]
        if place in self.up(parent):
            raise _Fault(number, "cycle", name=row.name, parent=self.rows[parent].name)
        level = self.fits(number, row.name, row.kind, parent, row.level)
        self.rows[place] = row._replace(parent=parent, level=level)
        self.touch(number, place, verb)

    def up(self, place: int) -> list[int]:
        out: list[int] = []
        here: int | None = place
        while here is not None and here in self.rows and here not in out:
            out.append(here)
            here = self.rows[here].parent
        return out

    def end(self, number: int, place: int, verb: Verb, heir: int | None) -> None:
        """End a place; what lies in it goes to the heir, if there is one."""
        if heir is not None and place in self.up(heir):
            raise _Fault(number, "cycle", name=self.rows[place].name, parent=self.rows[heir].name)
        for child in self.children(place) if heir is not None else ():
            self.put(number, child, heir, verb)  # type: ignore[arg-type]
        row = self.rows.pop(place)
        self.gone[place] = number, row
        self.now.pop(row.code, None)
        self.touch(number, place, verb)

    def answer(
        self, number: int, key: str, code: str, choices: Iterable[int], **params: Any
    ) -> int | None:
        """Return the place answered for an open question; None and a finding where nobody has."""
        some = [self.rows[i] for i in dict.fromkeys(choices)]
        said = self.answers.get(key, "")
        found = next((r.place for r in some if r.code == said), None)
        shown = tuple(Choice(r.code, r.name) for r in some)
        if found is None:
            self.findings.append(Finding(FindingKind.AMBIGUOUS, code, number, key, params, shown))
        return found

    def look_over(self) -> None:
        """Find what is wrong with the whole: orphans, later changes, nothing done."""
        for place, row in self.rows.items():
            if row.parent in self.gone:  # it ended and named no heir; made here or before
                number, gone = self.gone[row.parent]
                params = {"name": row.name, "parent": gone.name}
                self._contradiction("parent_ends", number, params)
            if place in self.known.late and row != self.known.rows.get(place):
                self._late(place)
        ended = self.known.rows.keys() - self.rows.keys()
        heirs = heirs_of(ended, self.links, self.rows)
        for place in sorted(ended):
            if place in self.known.late or place in self.known.below:
                self._late(place)
            if place not in heirs:
                params = {"name": self.known.rows[place].name}
                number = self.numbers.get(place, 0)
                self.findings.append(
                    Finding(FindingKind.NOTICE, "ends_without_heir", number, params=params)
                )

    def _late(self, place: int) -> None:
        day = self.known.late.get(place) or self.known.below[place]
        params = {"name": self.known.rows[place].name, "day": day.isoformat()}
        self._contradiction("changed_later", self.numbers.get(place, 0), params)

    def _contradiction(self, code: str, number: int, params: Mapping[str, Any]) -> None:
        self.findings.append(Finding(FindingKind.CONTRADICTION, code, number, params=params))


def _merge(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    sources = [work.place(number, code) for code in said["from"]]
    target = work.target(number, said["to"], Verb.MERGE, work.rows[sources[0]])
    others = [s for s in dict.fromkeys(sources) if s != target]  # two codes may mean one place
    if not others:
        raise _Fault(number, "merges_itself", name=work.rows[target].name)
    for source in others:
        work.end(number, source, Verb.MERGE, target)
        work.links.append(Link(source, target, part=False, heir=True))
    for old, new in said["recode"].items():
        place = work.place(number, old)
        if target not in work.up(place):
            raise _Fault(number, "recode_elsewhere", place_code=old, parent=work.rows[target].name)
        work.restate(number, place, {"code": new}, Verb.MERGE)


def _split(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    source = work.place(number, said["place"])
    old = work.rows[source]
    takes = [[work.place(number, c) for c in part["takes"]] for part in said["parts"]]
    listed = [place for some in takes for place in some]
    if len(set(listed)) != len(listed):
        twice = next(p for p in listed if listed.count(p) > 1)
        raise _Fault(number, "taken_twice", name=work.rows[twice].name)
    targets = [work.target(number, part["to"], Verb.SPLIT, old) for part in said["parts"]]
    for target, some in zip(targets, takes, strict=True):
        for child in some:
            if work.rows[child].parent != target:
                work.put(number, child, target, Verb.SPLIT)
    heir = None
    if source not in targets:
        _rest(work, number, source, targets)
        heir = _heir(work, number, said, source, targets)
        work.end(number, source, Verb.SPLIT, None)
    others = [t for t in targets if t != source]
    work.links += [Link(source, t, part=True, heir=t == heir) for t in others]


def _rest(work: _Work, number: int, source: int, targets: list[int]) -> None:
    """Ask for every child that no part takes."""
    for child in work.children(source):
        row = work.rows[child]
        key = f"child:{row.code}"
        found = work.answer(number, key, "which_part", targets, name=row.name)
        if found is not None:
            work.put(number, child, found, Verb.SPLIT)
        else:
            work.rows[child] = row._replace(
                parent=targets[0]
            )  # looked at as if it were the first's


def _heir(
    work: _Work, number: int, said: Mapping[str, Any], source: int, targets: list[int]
) -> int | None:
    if said.get("heir"):
        return work.place(number, said["heir"])
    row = work.rows[source]
    return work.answer(number, f"here:{row.code}", "which_heir", targets, name=row.name)


def _move(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    place = work.place(number, said["place"])
    work.put(number, place, work.place(number, said["to_parent"]), Verb.MOVE)
    if said["new_code"]:
        work.restate(number, place, {"code": said["new_code"]}, Verb.MOVE)


def _rename(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    place, row = work.place(number, said["place"]), None
    row = work.rows[place]
    new = {"name": said["name"], "code": said["new_code"], "kind": said["kind"]}
    work.restate(number, place, new, Verb.RENAME)
    if work.rows[place] == row:
        raise _Fault(number, "name_same", name=row.name)


def _recode(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    place = work.place(number, said["place"])
    work.restate(number, place, {"code": said["new_code"]}, Verb.RECODE)


def _create(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    if said["to"]["code"] in work.taken:
        raise _Fault(number, "code_taken", place_code=said["to"]["code"])
    work.make(number, said["to"], Verb.CREATE, None)


def _abolish(work: _Work, number: int, said: Mapping[str, Any]) -> None:
    place = work.place(number, said["place"])
    heir = work.place(number, said["heir"]) if said["heir"] else None
    if heir == place:
        raise _Fault(number, "merges_itself", name=work.rows[place].name)
    work.end(number, place, Verb.ABOLISH, heir)
    if heir is not None:
        work.links.append(Link(place, heir, part=False, heir=True))


_VERBS: Mapping[Verb, Callable[[_Work, int, Mapping[str, Any]], None]] = {
    Verb.MERGE: _merge,
    Verb.SPLIT: _split,
    Verb.MOVE: _move,
    Verb.RENAME: _rename,
    Verb.RECODE: _recode,
    Verb.CREATE: _create,
    Verb.ABOLISH: _abolish,
}
