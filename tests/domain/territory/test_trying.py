"""An instrument tried on a copy of the tree: what it makes of it, and every way it can go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.domain.territory.rules.reorganising.plan import Plan, Row
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.domain.territory.rules.reorganising.trying import Known, try_on
from linli.domain.territory.states import FindingKind, Kind

DAY = date(2026, 3, 1)
LATER = date(2026, 6, 1)
TREE = (
    Row(1, "1404", "示例市", Kind.PREFECTURE, 2, None),
    Row(2, "140403", "甲区", Kind.COUNTY, 3, 1),
    Row(3, "140404", "乙区", Kind.COUNTY, 3, 1),
    Row(4, "140403001", "东街道", Kind.SUBDISTRICT, 4, 2),
    Row(5, "140403002", "西街道", Kind.SUBDISTRICT, 4, 2),
    Row(6, "140403001001", "一社区", Kind.COMMUNITY, 5, 4),
    Row(7, "140403001002", "二社区", Kind.COMMUNITY, 5, 4),
    Row(8, "140403002001", "三社区", Kind.COMMUNITY, 5, 5),
)
BY_ID = {row.place: row for row in TREE}
NEW = {"code": "140403010", "name": "新街道", "kind": "subdistrict", "parent": "140403"}


def known(late: Mapping[int, date] | None = None, below: Mapping[int, date] | None = None) -> Known:
    """Return the small tree, with a code that a place of former times had."""
    codes = {row.code: row.place for row in TREE} | {"140403099": 99}
    return Known(BY_ID, codes, late or {}, below or {})


def tried(*changes: dict[str, Any], tree: Known | None = None, **answers: str) -> Plan:
    """Try changes, with answers to what they leave open (`child__CODE`, `here__CODE`)."""
    data = {"title": "示例", "decided_by": "示例", "effective": str(DAY), "changes": changes}
    keyed = {key.replace("__", ":"): value for key, value in answers.items()}
    orders = read_instrument(data).orders
    return try_on(tree or known(), orders, DAY, keyed, count(100))


def said(plan: Plan, kind: FindingKind = FindingKind.CONTRADICTION) -> list[tuple[int, str]]:
    return [(f.change, f.code) for f in plan.findings if f.kind is kind]


def merge(*codes: str, to: Any = NEW, **more: Any) -> dict[str, Any]:
    return {"verb": "merge", "from": list(codes), "to": to, **more}


def abolish(code: str, heir: str = "") -> dict[str, Any]:
    return {"verb": "abolish", "place": code, "heir": heir}


def move(code: str, to: str) -> dict[str, Any]:
    return {"verb": "move", "place": code, "to_parent": to}


def recode(code: str, new: str) -> dict[str, Any]:
    return {"verb": "recode", "place": code, "new_code": new}


def create(**said: str) -> dict[str, Any]:
    return {"verb": "create", "to": {**NEW, **said}}


CHILDREN = abolish("140403001", "140403001001")
CONTRADICTIONS: list[tuple[str, int, list[dict[str, Any]]]] = [
    ("parent_ends", 1, [abolish("140403001")]),
    ("cycle", 1, [merge("140403001", to="140403001001")]),
    ("cycle", 1, [CHILDREN]),
    ("unknown_code", 1, [abolish("999999")]),
    ("unknown_code", 2, [abolish("140403002001"), move("140403001001", "999999")]),
    ("ended_code", 1, [abolish("140403099")]),
    ("ended_code", 2, [merge("140403001", "140403002"), move("140403001001", "140403002")]),
    ("code_taken", 1, [create(code="140403001")]),
    ("code_taken", 1, [create(code="140403099")]),  # once another's, for ever another's
    ("code_taken", 2, [create(), create(name="又街道")]),
    ("code_taken", 1, [recode("140403002", "140403001")]),
    ("code_form", 1, [recode("140403002", "一四零四")]),
    ("does_not_nest", 1, [move("140403001001", "140403")]),
    ("does_not_nest", 1, [move("140403001", "140403002")]),
    ("does_not_nest", 1, [create(kind="grid")]),
    ("merges_itself", 1, [merge("140403001", to="140403001")]),
    ("merges_itself", 1, [abolish("140403001", "140403001")]),
    ("recode_elsewhere", 1, [merge("140403001", recode={"140403002001": "140403010009"})]),
    ("place_not_described", 1, [merge("140403001", to={"code": "140403010"})]),
    ("name_same", 1, [{"verb": "rename", "place": "140403001", "name": "东街道"}]),
]


@pytest.mark.parametrize(("code", "change", "changes"), CONTRADICTIONS)
def test_what_cannot_be_is_named_with_its_change(
    code: str, change: int, changes: list[dict[str, Any]]
) -> None:
    assert (change, code) in said(tried(*changes))


def split(*parts: tuple[Any, list[str]], heir: str = "") -> dict[str, Any]:
    some = [{"to": to, "takes": takes} for to, takes in parts]
    return {"verb": "split", "place": "140403001", "parts": some, "heir": heir}


HALF = NEW | {"code": "140403011", "name": "余街道"}


def test_a_split_takes_nothing_twice() -> None:
    plan = tried(split((NEW, ["140403001001"]), (HALF, ["140403001001"])))
    assert said(plan) == [(1, "taken_twice")]


def test_a_split_asks_which_half_and_goes_by_the_answer() -> None:
    order = split((NEW, ["140403001001"]), (HALF, []))
    asked = tried(order).of(FindingKind.AMBIGUOUS)
    assert [(f.code, f.key) for f in asked] == [
        ("which_part", "child:140403001002"),
        ("which_heir", "here:140403001"),
    ]
    halves = ["140403010", "140403011"]
    assert [[c.value for c in f.choices] for f in asked] == [halves, halves]
    plan = tried(order, child__140403001002="140403011", here__140403001="140403010")
    assert not plan.of(FindingKind.AMBIGUOUS)
    by_code = {row.code: row for row in plan.after.values()}
    assert by_code["140403001002"].parent == by_code["140403011"].place
    assert plan.heirs == {4: by_code["140403010"].place}
    # what is no choice is no answer
    still = tried(order, child__140403001002="140404", here__140403001="140403010")
    assert [f.code for f in still.of(FindingKind.AMBIGUOUS)] == ["which_part"]


def test_what_a_later_instrument_has_changed_stays() -> None:
    later = known(late={6: LATER})
    assert (1, "changed_later") in said(tried(merge("140403001", "140403002"), tree=later))
    assert (1, "changed_later") in said(tried(abolish("140403001001"), tree=later))
    grown = known(below={8: LATER})
    assert (1, "changed_later") in said(tried(abolish("140403002001"), tree=grown))
    # what it does not touch may change when it likes
    assert not said(tried(abolish("140403002001"), tree=later))


def test_what_ends_without_an_heir_is_told() -> None:
    plan = tried(abolish("140403002001"))
    assert said(plan, FindingKind.NOTICE) == [(1, "ends_without_heir")]
    assert not said(plan)
    # nor has it one that itself ends without any
    plan = tried(merge("140403001001", to="140403001002"), abolish("140403001002"))
    assert said(plan, FindingKind.NOTICE) == [(1, "ends_without_heir"), (2, "ends_without_heir")]


def test_an_earlier_code_still_means_the_place() -> None:
    plan = tried(recode("140403001", "140403071"), move("140403001", "140404"))
    assert not plan.findings
    assert plan.after[4][1:6] == ("140403071", "东街道", Kind.SUBDISTRICT, 4, 3)


def test_what_lies_in_a_place_made_and_ended_here_is_told() -> None:
    parts = [{"to": NEW, "takes": ["140403001001", "140403001002"]}, {"to": HALF, "takes": []}]
    parted = {"verb": "split", "place": "140403001", "parts": parts, "heir": HALF["code"]}
    plan = tried(parted, abolish(NEW["code"]))
    assert said(plan) == [(2, "parent_ends"), (2, "parent_ends")]


def test_a_place_named_by_two_of_its_codes_is_merged_once() -> None:
    plan = tried(recode("140403002", "140403012"), merge("140403002", "140403012"))
    assert not plan.findings
    made = next(row.place for row in plan.born)
    assert plan.heirs == {5: made}
    assert [(link.source, link.heir) for link in plan.links] == [(5, True)]


def test_an_heir_is_followed_through_one_instrument() -> None:
    plan = tried(merge("140403001", to="140403002"), merge("140403002", to=NEW))
    made = next(row.place for row in plan.born)
    assert plan.heirs == {4: made, 5: made}
    assert {plan.after[i].parent for i in (6, 7, 8)} == {made}


# --- random instruments on the tree ----------------------------------------------------------

CODES = st.sampled_from([row.code for row in TREE[1:]] + [NEW["code"], "140403012"])
CHANGES = st.one_of(
    st.builds(
        lambda a, to: {"verb": "merge", "from": a, "to": to},
        st.lists(CODES, min_size=1, max_size=3, unique=True),
        st.one_of(CODES, st.just(NEW)),
    ),
    st.builds(abolish, CODES, st.one_of(st.just(""), CODES)),
    st.builds(move, CODES, CODES),
    st.builds(recode, CODES, st.sampled_from(["140403012", "140403001", "14"])),
    st.builds(lambda c: create(code=c), CODES),
    st.builds(
        lambda a, b, heir: {
            "verb": "split",
            "place": "140403001",
            "parts": [{"to": NEW, "takes": a}, {"to": HALF, "takes": b}],
            "heir": heir,
        },
        st.lists(CODES, max_size=2),
        st.lists(CODES, max_size=2),
        st.sampled_from(["", NEW["code"]]),
    ),
)


def ups(rows: Mapping[int, Row], place: int) -> Iterator[int]:
    here: int | None = place
    while here is not None:
        yield here
        here = rows[here].parent


@settings(max_examples=400)
@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_what_may_be_enacted_leaves_a_tree(changes: list[dict[str, Any]]) -> None:
    plan = tried(*changes)
    if plan.of(FindingKind.CONTRADICTION):
        return
    rows = plan.after
    codes = [row.code for row in rows.values()]
    assert len(set(codes)) == len(codes)
    for place, row in rows.items():
        path = []
        for here in ups(rows, place):
            assert here not in path
            path.append(here)
        assert path[-1] == 1
        if row.parent is not None:
            assert rows[row.parent].level < row.level
    for old in plan.ended:
        heir = plan.heirs.get(old.place)
        told = {f.params.get("name") for f in plan.of(FindingKind.NOTICE)}
        assert heir in rows if heir else old.name in told
    for link in plan.links:
        assert link.source in plan.before or link.source >= 100
