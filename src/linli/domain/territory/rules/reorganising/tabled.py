"""An instrument's changes as a table: one line a change; of a split, one line a part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linli.domain.territory.states import Kind, Verb
from linli.foundation.exchange.rules.columns import Column, Spec
from linli.foundation.exchange.rules.columns import Kind as Cell

VERBS = {
    "合并": Verb.MERGE,
    "拆分": Verb.SPLIT,
    "划转": Verb.MOVE,
    "改名": Verb.RENAME,
    "换代码": Verb.RECODE,
    "新设": Verb.CREATE,
    "撤销": Verb.ABOLISH,
}
KINDS = {
    "县（市、区）": Kind.COUNTY,
    "街道": Kind.SUBDISTRICT,
    "镇": Kind.TOWN,
    "乡": Kind.TOWNSHIP,
    "社区": Kind.COMMUNITY,
    "村": Kind.VILLAGE,
    "网格": Kind.GRID,
    "地级市": Kind.PREFECTURE,
}

TABLE = Spec(
    (
        Column(
            "verb",
            ("变更", "Change"),
            Cell.CHOICE,
            required=True,
            choices={**{k: v.value for k, v in VERBS.items()}, **{v.value: v.value for v in Verb}},
        ),
        Column("place", ("区域代码", "Place codes"), Cell.CODE, most=4_000),
        Column("code", ("新代码", "New code"), Cell.CODE, most=32),
        Column("name", ("新名称", "New name"), most=64),
        Column(
            "kind",
            ("新类型", "New kind"),
            Cell.CHOICE,
            choices={**{k: v.value for k, v in KINDS.items()}, **{v.value: v.value for v in Kind}},
        ),
        Column("parent", ("上级代码", "Parent code"), Cell.CODE, most=32),
        Column("takes", ("划入代码", "Takes"), Cell.CODE, most=4_000),
        Column("heir", ("承接代码", "Heir code"), Cell.CODE, most=32),
    ),
    name="changes",
    most_rows=500,
    example={
        "verb": "合并",
        "place": "140403006 140403007",
        "code": "140403010",
        "name": "示例街道",
        "kind": "街道",
        "parent": "140403",
    },
)


def changes_of(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a table in the form of the file; parts of one split stand together."""
    out: list[dict[str, Any]] = []
    for row in rows:
        verb, place = row["verb"], row["place"] or ""
        to = {k: row[k] for k in ("code", "name", "kind", "parent") if row[k]}
        if verb == Verb.SPLIT:
            part = {"to": to, "takes": row["takes"] or ""}
            if out and out[-1].get("verb") == verb and out[-1]["place"] == place:
                out[-1]["parts"].append(part)
                out[-1]["heir"] = out[-1]["heir"] or row["heir"] or ""
            else:
                heir = row["heir"] or ""
                out.append({"verb": verb, "place": place, "parts": [part], "heir": heir})
            continue
        out.append(_one(verb, place, to, row["heir"] or ""))
    return out


def _one(verb: str, place: str, to: dict[str, str], heir: str) -> dict[str, Any]:
    if verb == Verb.MERGE:
        return {"verb": verb, "from": place, "to": to}
    if verb == Verb.CREATE:
        return {"verb": verb, "to": to}
    out = {"verb": verb, "place": place, "new_code": to.get("code", ""), "heir": heir}
    if verb == Verb.MOVE:
        out["to_parent"] = to.get("parent", "")
    return out | {k: to[k] for k in ("name", "kind") if k in to}
