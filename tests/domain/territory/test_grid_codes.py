"""The pattern of codes: unique, readable, ending clearly; stated by place and day."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.territory.conftest import AT
from tests.domain.territory.test_gridding import OTHER, C, draw

from linli.domain.territory import queries
from linli.domain.territory.actions import state_grid_codes
from linli.domain.territory.models import GridCodes, Place
from linli.domain.territory.rules.grid_codes import KINDS, CodePattern
from linli.domain.territory.states import Kind
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, NotPermitted, Refusal

DAY = date(2026, 3, 2)
LETTERS = st.lists(st.text("ABWX", max_size=3), min_size=4, max_size=4, unique=True)
DIGITS = st.lists(st.integers(1, 6), min_size=4, max_size=4)


def written(letters: list[str], digits: list[int]) -> str:
    return " ".join(f"{a}{n}" for a, n in zip(letters, digits, strict=True))


@given(LETTERS, DIGITS, st.sampled_from(KINDS), st.integers(0, 10**6))
def test_codes_read_back_or_are_refused(letters, digits, kind, number) -> None:
    pattern = CodePattern.read(written(letters, digits))
    assert CodePattern.read(pattern.text) == pattern
    most = 10 ** pattern.parts[kind].digits - 1
    if not 0 < number <= most:
        with pytest.raises(Conflict) as told:
            pattern.code(C, kind, number)
        assert (told.value.code, told.value.params["most"]) == ("grid_codes_used_up", most)
        return
    assert pattern.parse(C, pattern.code(C, kind, number)) == (kind, number)


@given(LETTERS, DIGITS, st.lists(st.sampled_from(KINDS), max_size=30))
def test_codes_given_one_after_another_are_unique(letters, digits, kinds) -> None:
    pattern, taken = CodePattern.read(written(letters, digits)), set()
    for kind in kinds:
        try:
            code = pattern.next(C, kind, taken)
        except Conflict:
            assert sum(k is kind for k in kinds) > 9  # ten of one digit
            continue
        assert code not in taken
        taken.add(code)


@pytest.mark.parametrize(
    "text", ["", "W3", "W3 M3 X3", "W3 M3 X3 L3 Q3", "W0 M3 X3 L3", "WWWW3 M X L", "W3 M3 X3 L9"]
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="grid_codes_unreadable"):
        CodePattern.read(text)


def test_letters_tell_kinds_apart() -> None:
    with pytest.raises(Invalid, match="grid_codes_alike"):
        CodePattern.read("W3 M3 W2 L3")
    assert CodePattern.read("３、m3，x3/l4").text == "3 M3 X3 L4"


def state(places: dict[str, Place], code: str | None, pattern: str, **more) -> GridCodes:
    given = {"by": SYSTEM, "since": DAY, "basis": "示例依据"} | more
    place = places[code] if code else None
    return state_grid_codes(at=AT, pattern=pattern, place=place, **given)


@pytest.mark.django_db
@pytest.mark.db
class TestStated:
    def test_the_nearest_place_upward_decides_and_given_codes_stay(self, places) -> None:
        first = draw(places, C, "第一网格")
        state(places, "140403", "3 M3 X3 L4")
        state(places, "140403006", "G2 M3 X3 L4")
        second, other = draw(places, C, "第二网格"), draw(places, OTHER, "东街一格")
        village = draw(places, "140403100201", "东脑一格")
        block = draw(places, C, "1号楼", kind=Kind.BUILDING)
        ids = [p.pk for p in (first, second, other, village, block)]
        codes = [queries.named(ids, DAY)[i].code for i in ids]
        assert codes == [f"{C}W001", f"{C}G01", f"{OTHER}G01", "140403100201001", f"{C}L0001"]
        before = DAY - timedelta(days=1)
        assert queries.grid_codes(places[C].pk, before).pattern == "W3 M3 X3 L3"
        assert queries.grid_codes(None, DAY).pattern == "W3 M3 X3 L3"

    def test_used_up_it_says_so(self, places) -> None:
        state(places, C, "W1 M1 X1 L1")
        for n in range(9):
            draw(places, C, f"示例{n}")
        with pytest.raises(Conflict) as told:
            draw(places, C, "第十")
        assert told.value.params == {"stem": f"{C}W", "most": 9}
        assert draw(places, C, "第十", code="WG-10").pk

    def test_once_with_an_entry_and_in_turn(self, places) -> None:
        rows = [state(places, "1404", "W4 M3 X3 L4") for _ in range(2)]
        assert rows[0].pk == rows[1].pk
        entry = Entry.objects.get(move="state_codes")
        assert entry.data["pattern"] == "w4/m3/x3/l4"
        with pytest.raises(Conflict, match="grid_codes_begin_later"):
            state(places, "1404", "W5 M3 X3 L4")
        state(places, "1404", "W5 M3 X3 L4", since=DAY + timedelta(days=3))
        stood = queries.stated_at(places["1404"].pk)
        assert [r.valid_to for r in stood] == [None, DAY + timedelta(days=3)]
        state(places, None, "W5 M3 X3 L4")  # everywhere too
        assert queries.grid_codes(None, DAY).pattern == "W5 M3 X3 L4"

    def test_the_command_states_and_prints(self, places, capsys) -> None:
        said = ("--place", "140403", "--set", "W4 M3 X3 L4")
        with pytest.raises(CommandError):
            call_command("grid_codes", *said, "--since", DAY.isoformat())
        call_command("grid_codes", *said, "--since", DAY.isoformat(), "--basis", "示例依据")
        assert "W4 M3 X3 L4 · 示例依据" in capsys.readouterr().out
        call_command("grid_codes", "--place", C, "--at", DAY.isoformat(), "--json")
        assert json.loads(capsys.readouterr().out)["place"] == places["140403"].pk

    def test_what_is_refused(self, places) -> None:
        with pytest.raises(Invalid, match="basis_missing"):
            state(places, C, "W4 M3 X3 L4", basis=" ")
        over = frozenset({places["140403100"].pk})
        held = Grant("territory.change", Reach.PLACE, 4, over, frozenset(), 1)
        by = Actor(ActorKind.PERSON, person=1, grants=(held,))
        for code in (C, None):
            with pytest.raises(NotPermitted):
                state(places, code, "W4 M3 X3 L4", by=by)
        assert state(places, "140403100201", "W4 M3 X3 L4", by=by).pk
        GridCodes.objects.all().delete()
        with pytest.raises(Refusal, match="grid_codes_undefined"):
            draw(places, C, "第一网格")
