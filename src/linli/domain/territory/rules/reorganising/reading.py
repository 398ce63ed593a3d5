"""From the form of a file or a page to an instrument: what each verb needs, said field by field.

Places are named by their codes; a body by its id, or by its seat's code and its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.domain.territory.rules.names import clean_name
from linli.domain.territory.states import Kind, SubjectKind, Verb
from linli.kernel.codes import plain
from linli.kernel.errors import Invalid

Said = Mapping[str, Any]
MOST_CHANGES = 500
LONGEST = {"title": 200, "document": 120, "decided_by": 120, "note": 2_000}


@dataclass(frozen=True, slots=True)
class Order:
    """One change: its number in the instrument, what it does to what, and its own fields."""

    number: int
    verb: Verb
    subject: SubjectKind
    said: Said


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a reorganisation says: from which day, its changes in order, choices already made."""

    title: str
    document: str
    decided_by: str
    effective: date
    orders: tuple[Order, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def read_instrument(data: Any) -> Instrument:
    """Read the file form; raises Invalid with the number of the change and the field at fault."""
    if not isinstance(data, Mapping):
        raise _form("file")
    changes = data.get("changes")
    if not isinstance(changes, Sequence) or isinstance(changes, str):
        raise _form("changes")
    if len(changes) > MOST_CHANGES:
        raise Invalid("reorganisation_long", field="changes", most=MOST_CHANGES)
    answers = data.get("answers") or {}
    if not isinstance(answers, Mapping):
        raise _form("answers")
    return Instrument(
        title=head(data, "title"),
        document=head(data, "document", needed=False),
        decided_by=head(data, "decided_by"),
        effective=day_of(data.get("effective")),
        orders=tuple(read_order(n, change) for n, change in enumerate(changes, 1)),
        answers={str(k): str(v) for k, v in answers.items()},
        note=head(data, "note", needed=False),
    )


def _form(name: str) -> Invalid:
    return Invalid("reorganisation_form", field=name, name=name)


def head(data: Said, name: str, *, needed: bool = True) -> str:
    """Return one line of an instrument's head, tidied; raises Invalid."""
    text = " ".join(str(data.get(name) or "").split())
    if needed and not text:
        raise Invalid("reorganisation_field_missing", field=name, name=name)
    if len(text) > LONGEST[name]:
        raise Invalid("reorganisation_field_long", field=name, name=name, most=LONGEST[name])
    return text


def day_of(said: Any) -> date:
    """Return the effective date; raises Invalid."""
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(str(said or "").strip())
    except ValueError:
        raise Invalid("date_form", field="effective", day=str(said or "")[:20]) from None


def read_order(number: int, change: Any) -> Order:
    """Read one change; raises Invalid."""
    if not isinstance(change, Mapping):
        raise _form(f"changes.{number}")
    try:
        verb = Verb(str(change.get("verb", "")).strip().lower())
    except ValueError:
        raise Invalid(
            "reorganisation_verb", field="verb", number=number, verb=str(change.get("verb"))[:20]
        ) from None
    subject = SubjectKind.BODY if _is_of_body(change) else SubjectKind.PLACE
    readers = _BODIES if subject is SubjectKind.BODY else _PLACES
    if verb not in readers:
        raise Invalid("reorganisation_verb", field="verb", number=number, verb=verb.value)
    return Order(number, verb, subject, readers[verb](_Change(number, change)))


def _is_of_body(change: Said) -> bool:
    some = change.get("from") or []
    named = some[0] if isinstance(some, Sequence) and not isinstance(some, str) and some else None
    return "body" in change or change.get("subject") == "body" or isinstance(named, Mapping | int)


@dataclass(frozen=True, slots=True)
class _Change:
    """The fields of one change, each asked for by what it must be."""

    number: int
    fields: Said

    def missing(self, name: str) -> Invalid:
        return Invalid("reorganisation_change_missing", field=name, number=self.number, name=name)

    def text(self, name: str) -> str:
        return plain(str(self.fields.get(name) or ""))

    def needed(self, name: str) -> str:
        if text := self.text(name):
            return text
        raise self.missing(name)

    def several(self, name: str) -> list[Any]:
        found = self.fields.get(name)
        if isinstance(found, str):
            return found.replace("、", " ").replace(",", " ").split()
        return list(found) if isinstance(found, Sequence) else []

    def codes(self, name: str) -> list[str]:
        return list(dict.fromkeys(plain(str(c)) for c in self.several(name) if str(c).strip()))

    def target(self, said: Any, name: str = "to") -> dict[str, str]:
        """Read a place to be: its code alone where it stands already, else name, kind, parent."""
        if isinstance(said, str) and said.strip():
            return {"code": plain(said)}
        if not isinstance(said, Mapping) or not str(said.get("code") or "").strip():
            raise self.missing(f"{name}.code")
        out = {key: plain(str(said[key])) for key in ("code", "parent", "keeps") if said.get(key)}
        if said.get("name"):
            out["name"] = clean_name(str(said["name"]))
        if said.get("kind"):
            out["kind"] = self.kind(said["kind"])
        return out

    def kind(self, said: Any) -> str:
        try:
            return Kind(str(said)).value
        except ValueError:
            raise Invalid(
                "reorganisation_kind", field="kind", number=self.number, kind=str(said)[:20]
            ) from None

    def body(self, said: Any, name: str = "body") -> dict[str, Any]:
        """Read which body is meant: `{"id": …}`, or `{"seat": code, "line": …}` (or `kind`)."""
        if isinstance(said, int) or (isinstance(said, str) and said.isdecimal()):
            return {"id": int(said)}
        if isinstance(said, Mapping) and said.get("id"):
            called = {"called": plain(str(said["called"]))} if said.get("called") else {}
            return {"id": int(said["id"]), **called}
        if not isinstance(said, Mapping) or not (said.get("seat") and _either(said)):
            raise self.missing(name)
        return {k: plain(str(said[k])) for k in ("seat", "line", "kind") if said.get(k)}

    def new_body(self, said: Any, name: str = "to") -> dict[str, Any]:
        """Read a body to be: name, and where they differ seat, kind, line, superior."""
        if not isinstance(said, Mapping) or not str(said.get("name") or "").strip():
            return self.body(said, name)
        out: dict[str, Any] = {"name": clean_name(str(said["name"]))}
        out |= {k: plain(str(said[k])) for k in ("seat", "kind", "line", "name_en") if said.get(k)}
        if said.get("superior"):
            out["superior"] = self.body(said["superior"], "superior")
        return out


def _either(said: Said) -> bool:
    return bool(said.get("line") or said.get("kind"))


def _merge(c: _Change) -> Said:
    sources = c.codes("from")
    if not sources:
        raise c.missing("from")
    recode = c.fields.get("recode") or {}
    if not isinstance(recode, Mapping):
        raise c.missing("recode")
    out: dict[str, Any] = {"from": sources, "to": c.target(c.fields.get("to"))}
    return out | {"recode": {plain(str(k)): plain(str(v)) for k, v in recode.items()}}


def _split(c: _Change) -> Said:
    parts = [p for p in c.several("parts") if isinstance(p, Mapping)]
    if len(parts) < 2:
        raise c.missing("parts")
    read = [
        {"to": c.target(p.get("to"), "parts.to"), "takes": _Change(c.number, p).codes("takes")}
        for p in parts
    ]
    return {"place": c.needed("place"), "parts": read, "heir": c.text("heir")}


def _move(c: _Change) -> Said:
    new = c.text("new_code")
    return {"place": c.needed("place"), "to_parent": c.needed("to_parent"), "new_code": new}


def _rename(c: _Change) -> Said:
    kind = c.kind(c.fields["kind"]) if c.fields.get("kind") else ""
    name = clean_name(c.needed("name"))
    return {"place": c.needed("place"), "name": name, "new_code": c.text("new_code"), "kind": kind}


def _recode(c: _Change) -> Said:
    return {"place": c.needed("place"), "new_code": c.needed("new_code")}


def _create(c: _Change) -> Said:
    said = c.target(c.fields.get("to") or c.fields, "create")
    for name in ("name", "kind", "parent"):
        if name not in said:
            raise c.missing(name)
    return {"to": said}


def _abolish(c: _Change) -> Said:
    return {"place": c.needed("place"), "heir": c.text("heir")}


def _merge_bodies(c: _Change) -> Said:
    sources = [c.body(b, "from") for b in c.several("from")]
    if not sources:
        raise c.missing("from")
    return {"from": sources, "to": c.new_body(c.fields.get("to"))}


def _split_body(c: _Change) -> Said:
    parts = [p for p in c.several("parts") if isinstance(p, Mapping)]
    if len(parts) < 2:
        raise c.missing("parts")
    read = [
        {
            "to": c.new_body(p.get("to"), "parts.to"),
            "matters": _Change(c.number, p).codes("matters"),
        }
        for p in parts
    ]
    return {"body": c.body(c.fields.get("body")), "parts": read}


def _one_body(c: _Change) -> Said:
    out: dict[str, Any] = {"body": c.body(c.fields.get("body"))}
    if c.fields.get("name"):
        out["name"] = clean_name(str(c.fields["name"]))
    if c.fields.get("name_en"):
        out["name_en"] = plain(str(c.fields["name_en"]))
    if c.fields.get("heir"):
        out["heir"] = c.body(c.fields["heir"], "heir")
    if c.fields.get("superior"):
        out["superior"] = c.body(c.fields["superior"], "superior")
    if seat := c.text("to_seat"):
        out["to_seat"] = seat
    return out


def _rename_body(c: _Change) -> Said:
    out = dict(_one_body(c))
    if "name" not in out:
        raise c.missing("name")
    return out


def _move_body(c: _Change) -> Said:
    out = dict(_one_body(c))
    if "to_seat" not in out and "superior" not in out:
        raise c.missing("to_seat")
    return out


def _create_body(c: _Change) -> Said:
    said = c.new_body(c.fields.get("body") or c.fields.get("to"), "body")
    for name in ("name", "kind", "seat"):
        if name not in said:
            raise c.missing(name)
    return {"to": said}


_PLACES = {
    Verb.MERGE: _merge,
    Verb.SPLIT: _split,
    Verb.MOVE: _move,
    Verb.RENAME: _rename,
    Verb.RECODE: _recode,
    Verb.CREATE: _create,
    Verb.ABOLISH: _abolish,
}
_BODIES = {
    Verb.MERGE: _merge_bodies,
    Verb.SPLIT: _split_body,
    Verb.RENAME: _rename_body,
    Verb.MOVE: _move_body,
    Verb.CREATE: _create_body,
    Verb.ABOLISH: _one_body,
}
