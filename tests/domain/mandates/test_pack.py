"""The pack: the default one is whole; a hostile file changes nothing and says where it is wrong."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from linli.domain.mandates import queries
from linli.domain.mandates.actions import import_pack
from linli.domain.mandates.models import Matter, MatterRule
from linli.domain.mandates.rules.pack import COLUMNS, MOST_ROWS
from linli.domain.mandates.states import Verification
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind
from linli.kernel.clock import Limit
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, actor, build

pytestmark = pytest.mark.django_db

ROW = {
    "code": "01",
    "name": "市容",
    "name_en": "Street",
    "urgency": "ordinary",
    "sign": "4wh",
    "respond": "1wd",
    "resolve": "5wd",
    "verification": "call",
    "visibility": "public",
    "basis": "示例",
}


def write(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    out = io.StringIO()
    sheet = csv.DictWriter(out, header, restval="", extrasaction="ignore")
    sheet.writeheader()
    sheet.writerows(rows)
    path = folder / "pack.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def refused(path: Path) -> Invalid:
    with pytest.raises(Invalid) as told:
        import_pack(by=SYSTEM, at=AT, path=path)
    assert not Matter.objects.exists()
    assert not MatterRule.objects.exists()
    assert not Entry.objects.exists()
    return told.value


def test_the_default_pack_is_whole() -> None:
    told = import_pack(by=SYSTEM, at=AT)
    assert told.matters == told.rules == Matter.objects.count()
    names = queries.matter_names()
    assert {c for c in names if len(c) == 2} == {f"{n:02}" for n in range(1, 16)} | {"99"}
    for code in names:
        terms = queries.rule_of(code, TODAY)
        for limit in (terms.sign_limit, terms.respond_limit, terms.resolve_limit):
            Limit.parse(limit)
        assert terms.legal_basis
        assert terms.legal_basis_en
        assert terms.is_blocked == code.startswith("15")
        assert not (terms.is_blocked and terms.on_grid)


@pytest.mark.parametrize(
    ("code", "resolve", "calendar"),
    [
        ("01/01", "4wh", "office"),
        ("01/05/02", "2wh", "office"),  # from 01/05
        ("02/01/01", "2h", "clock"),
        ("03/01/02", "4h", "clock"),
        ("04/02/01", "30min", "clock"),
        ("05/01/03", "20wd", "workday"),
        ("06/02/02", "1wd", "workday"),
        ("06/07/01", "24h", "clock"),
        ("09/03", "15wd", "workday"),
        ("07/04", "30wd", "workday"),
        ("99", "5wd", "workday"),
    ],
)
def test_limits_of_the_default_pack(code: str, resolve: str, calendar: str) -> None:
    import_pack(by=SYSTEM, at=AT)
    terms = queries.rule_of(code, TODAY)
    assert (terms.resolve_limit, terms.calendar) == (resolve, calendar)


def test_a_child_takes_from_its_parent_what_it_does_not_say() -> None:
    import_pack(by=SYSTEM, at=AT)
    assert queries.rule_of("06/02/02", TODAY).verification == Verification.SITE
    assert queries.rule_of("10/05", TODAY).visibility == "private"
    assert queries.rule_of("10/01", TODAY).on_grid
    assert not queries.rule_of("10/02", TODAY).on_grid
    assert queries.rule_of("15/01", TODAY).blocked_phone == "12388"


def test_again_changes_nothing() -> None:
    import_pack(by=SYSTEM, at=AT)
    again = import_pack(by=SYSTEM, at=AT)
    assert (again.matters, again.rules) == (0, 0)
    assert Entry.objects.filter(move="import_pack").count() == 1


def test_new_terms_hold_from_their_day_and_the_old_until_it(tmp_path: Path) -> None:
    import_pack(by=SYSTEM, at=AT, path=write(tmp_path, ROW))
    faster = write(tmp_path, ROW | {"resolve": "3wd"})
    with pytest.raises(Conflict) as told:
        import_pack(by=SYSTEM, at=AT, path=faster)
    assert told.value.code == "pack_needs_since"
    begin = date(2026, 5, 1)
    import_pack(by=SYSTEM, at=AT, path=faster, since=begin)
    assert queries.rule_of("01", date(2026, 4, 30)).resolve_limit == "5wd"
    assert queries.rule_of("01", begin).resolve_limit == "3wd"
    with pytest.raises(Conflict):
        import_pack(by=SYSTEM, at=AT, path=write(tmp_path, ROW), since=begin)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"code": "1"}, "code", "not_a_code"),
        ({"code": "０１"}, "code", "not_a_code"),
        ({"code": "01/02"}, "code", "parent_missing"),
        ({"code": "'; DROP TABLE mandates_matter; --"}, "code", "not_a_code"),
        ({"name": ""}, "name", "empty"),
        ({"name_en": "　"}, "name_en", "empty"),
        ({"name": "长" * 61}, "name", "too_long"),
        ({"name": "市\x00容"}, "name", "control_characters"),
        ({"name": "市\u202e容"}, "name", "control_characters"),
        ({"name": "=HYPERLINK(1)"}, "name", "formula"),
        ({"basis": "@SUM(A1)"}, "basis", "formula"),
        ({"basis": "x" * 10_000}, "basis", "too_long"),
        ({"resolve": "5 days"}, "resolve", "unknown_value"),
        ({"resolve": "-1wd"}, "resolve", "unknown_value"),
        ({"resolve": "0wd"}, "resolve", "unknown_value"),
        ({"urgency": "now"}, "urgency", "unknown_value"),
        ({"evidence": "maybe"}, "evidence", "unknown_value"),
        ({"verification": "Call"}, "verification", "unknown_value"),
    ],
)
def test_a_faulty_cell_refuses_the_file_and_is_named(
    tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    good = ROW | {"code": "02"}
    told = refused(write(tmp_path, good, ROW | change))
    assert told.code == "pack_faulty"
    found = [(f.line, f.column, f.code) for f in told.params["faults"]]
    assert (3, column, code) in found


def test_a_code_twice_and_more_cells_than_the_header(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW)
    assert {f.code for f in refused(path).params["faults"]} == {"twice"}
    path = write(tmp_path, ROW)
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",one,two\n", encoding="utf-8")
    assert {f.code for f in refused(path).params["faults"]} == {"too_many_cells"}


def test_too_many_rows(tmp_path: Path) -> None:
    codes = [f"{a:02}/{b:02}" for a in range(30) for b in range(100)]
    path = write(tmp_path, *(ROW | {"code": c} for c in codes[: MOST_ROWS + 5]))
    assert refused(path).params["faults"][-1].code == "too_many_rows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "pack_columns_missing"),
        (b"a,b,c\n1,2,3\n", "pack_columns_missing"),
        ("code,名称\n01,市容\n".encode("gb18030"), "pack_unreadable"),
        (b"PK\x03\x04\xff\xfe\x00", "pack_unreadable"),
        (",".join(COLUMNS).encode() + b"\n", "pack_empty"),
        (b"x" * 2_000_001, "pack_too_big"),
        (",".join(COLUMNS).encode() + b'\n"01,never closed\n', "pack_unreadable"),
    ],
)
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(content)
    assert refused(path).code == code


def test_a_byte_order_mark_and_spaces_are_no_fault(tmp_path: Path) -> None:
    path = write(tmp_path, ROW | {"name": "  市容  ", "resolve": " 5WD "})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    import_pack(by=SYSTEM, at=AT, path=path)
    assert Matter.objects.get().name == "市容"
    assert MatterRule.objects.get().resolve_limit == "5wd"


def test_only_who_manages_mandates() -> None:
    places = build()
    for by in (Actor(ActorKind.PERSON, person=1), actor("bodies.manage", places["86"])):
        with pytest.raises(NotPermitted):
            import_pack(by=by, at=AT)
    assert import_pack(by=actor("mandates.manage", places["140403"]), at=AT).matters
