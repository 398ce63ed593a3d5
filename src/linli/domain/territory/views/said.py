"""Between the form of a change and what it says: places by code or by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from linli.domain.territory import queries
from linli.domain.territory.forms.changes import lines
from linli.domain.territory.models import PlaceCode, Reorganisation
from linli.domain.territory.queries.reorganisations import orders_of
from linli.domain.territory.rules.reorganising.plan import codes_named
from linli.domain.territory.states import Verb
from linli.foundation.ui.text import say
from linli.kernel.codes import plain


def said_of(verb: Verb, asked: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Return a change in the form of the file; raises NotFound and Invalid for a name."""
    known = _Known(on)
    to = {k: asked[k] for k in ("code", "name", "kind") if asked.get(k)}
    if asked.get("parent"):
        to["parent"] = known.code(asked["parent"])
    if verb is Verb.MERGE:
        sources = [known.code(line) for line in lines(asked["places"])]
        return {"verb": verb, "from": sources, "to": to}
    if verb is Verb.CREATE:
        return {"verb": verb, "to": to}
    out = {"verb": verb, "place": known.code(asked["place"]), "new_code": to.get("code", "")}
    if asked.get("heir"):
        out["heir"] = known.code(asked["heir"])
    if verb is Verb.SPLIT:
        out["parts"] = [_part(line, known) for line in lines(asked["parts"])]
    if verb is Verb.MOVE:
        out["to_parent"] = to.get("parent", "")
    return out | {k: to[k] for k in ("name", "kind") if k in to}


def _part(line: str, known: _Known) -> dict[str, Any]:
    """Read a part: `code name: place, place`; the name of one that stands may be left out."""
    head, _, takes = line.replace("：", ":").partition(":")
    code, _, name = head.strip().partition(" ")
    some = takes.replace("、", ",").replace("，", ",").split(",")
    to = {"code": code} | ({"name": name.strip()} if name.strip() else {})
    return {"to": to, "takes": [known.code(t) for t in some if t.strip()]}


class _Known:
    """Codes as they are; a name must mean one place on the day."""

    def __init__(self, on: date) -> None:
        """Keep the day."""
        self.on = on

    def code(self, text: str) -> str:
        """Return the code that a text means; one not given yet stays as it is."""
        said = plain(text)
        if said.isascii() and said[:2].isdigit():
            return said
        place = queries.by_name(text, on=self.on)
        return queries.named([place.pk], self.on)[place.pk].code


def shown_changes(row: Reorganisation) -> list[tuple[int, str]]:
    """Return each change of an instrument as a sentence, with its number; three queries."""
    orders = orders_of(row.pk)
    codes = dict(
        PlaceCode.objects.filter(code__in=codes_named(orders)).values_list("code", "place_id")
    )
    before = queries.named(codes.values(), row.effective)
    names = {c: before[i].name for c, i in codes.items() if i in before}
    names |= {c: _former(i) for c, i in codes.items() if i not in before}
    return [(o.number, _sentence(o.verb, o.said, names)) for o in orders]


def _former(place: int) -> str:
    rows = queries.history(place)
    return rows[-1]["name"] if rows else ""


def _sentence(verb: Verb, said: Mapping[str, Any], names: Mapping[str, str]) -> str:
    def called(code: Any) -> str:
        if isinstance(code, Mapping):
            told = (code[k] for k in ("name", "called", "id", "line") if code.get(k))
            return str(next(told, None) or called(code.get("code")))
        return f"{names[code]}（{code}）" if code in names else str(code or "")

    some = [called(c) for c in said.get("from", ())] or [
        called(said.get("place") or said.get("body"))
    ]
    targets = [p["to"] for p in said.get("parts", ())] or [said.get("to") or {}]
    to = "、".join(_target(t, names) for t in targets if t)
    others = (said[k] for k in ("to_parent", "heir", "to_seat", "superior") if said.get(k))
    other = called(next(others, ""))
    new = " ".join(str(said[k]) for k in ("name", "new_code") if said.get(k))
    return say(f"territory.said.{verb}", what="、".join(some), to=to or new, other=other).strip()


def _target(to: Mapping[str, Any], names: Mapping[str, str]) -> str:
    code = str(to.get("code", ""))
    return f"{to.get('name') or names.get(code, '')} {code}".strip()
