"""Instruments move powers in bulk on a day, and back again; what is wrong is said by the cell."""

from __future__ import annotations

from datetime import date
from itertools import cycle

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates import queries
from linli.domain.mandates.actions import (
    check_instrument,
    draft_instrument,
    drop_instrument,
    enact_instrument,
    grant,
    revoke_instrument,
)
from linli.domain.mandates.models import Mandate, PowerItem, PowerLine, PowerTerm
from linli.domain.mandates.procedures import INSTRUMENT
from linli.domain.mandates.states import Instrument, InstrumentKind, ListKind, MandateRole
from linli.foundation.journal.queries import entries_of
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import Conflict, Invalid, MoveNotAllowed, NotPermitted
from linli.kernel.procedure import check as holes
from tests.domain.bodies.city import AT, Places, actor, build
from tests.domain.mandates.powers import (
    bureau,
    catalogue,
    check,
    draft,
    enact,
    end,
    listed,
    said,
)

pytestmark = pytest.mark.django_db

# The article gives the day (29 November); the year is our reading.
DAY = date(2021, 11, 29)
BEFORE = date(2021, 11, 28)
BACK = date(2023, 6, 1)
FIVE = ("自然资源局", "住房城乡建设局", "交通运输局", "市场监管局", "城管执法局")
ITEMS = 2226


@pytest.fixture
def places(db: None) -> Places:
    return build()


def resolved(matter: str, place: object, on: date) -> tuple[str, str, str] | None:
    """Return who leads, in whose name, who answers a suit."""
    found = queries.resolve(matter, place.pk, on)  # type: ignore[attr-defined]
    if found is None:
        return None
    names = queries.answer(matter, place.pk, on).lead_part  # type: ignore[attr-defined]
    return names.who.name, names.in_name_of.name, names.answers_suit.name


def test_the_table_has_no_hole() -> None:
    assert holes(INSTRUMENT) == []


def test_2226_items_move_from_five_bureaux_to_five_and_back(places: Places) -> None:
    """A0-01: five city bureaux, five district bureaux, one instrument, one day."""
    city, district = places["1404"], places["140403"]
    for name in FIVE:
        bureau(f"示例市{name}", city)
        bureau(f"示例区{name}", district)
    codes = catalogue(ITEMS)
    pairs = list(zip(codes, cycle(FIVE), range(ITEMS), strict=False))
    law = [said(n, f"C{n:04d}", c, f"示例市{b}") for c, b, n in pairs]
    enact(listed(city, ListKind.DUTIES), InstrumentKind.STATUTE, date(2019, 1, 1), law)

    moved = [
        said(
            n,
            f"D{n:04d}",
            c,
            f"示例区{b}",
            source=f"示例市{b}",
            mode="entrust" if n % 2 else "delegate",
        )
        for c, b, n in pairs
    ]
    power_list = listed(district)
    paper = draft(power_list, InstrumentKind.DELEGATE, DAY, moved)
    assert check(paper).plan.count("new") == ITEMS
    with CaptureQueriesContext(connection) as told:
        done = enact_instrument(by=SYSTEM, at=AT, instrument=paper)
    assert len(told) < 60  # by the set, not by the item
    assert (done.new, done.mandates_begun) == (ITEMS, ITEMS)

    where, other = places["140403003001"], places["140428"]
    assert resolved(codes[0], where, BEFORE) == ("示例市自然资源局",) * 3
    assert resolved(codes[0], where, DAY) == ("示例区自然资源局",) * 3  # delegated: its own name
    entrusted = ("示例区住房城乡建设局", "示例市住房城乡建设局", "示例市住房城乡建设局")
    assert resolved(codes[1], where, DAY) == entrusted
    assert resolved(codes[1], other, DAY) == ("示例市住房城乡建设局",) * 3
    for on, level in ((BEFORE, "市"), (DAY, "区")):
        leads = [resolved(c, where, on) for c in codes[::97]]
        assert all(found and found[0].startswith(f"示例{level}") for found in leads)

    # one entry for the instrument; what it moved is reachable from each item
    entries = entries_of("mandate", subject_of("power_instrument", paper.pk))
    assert [e.move for e in entries.order_by("seq")] == ["draft", "check", "enact"]
    assert entries.get(move="enact").data["new"] == ITEMS
    assert PowerLine.objects.filter(instrument=paper, item=None).count() == 0

    back = [end(n, f"D{n:04d}") for n in range(ITEMS)]
    enact(power_list, InstrumentKind.TAKE_BACK, BACK, back)
    assert resolved(codes[1], where, date(2023, 5, 31)) == entrusted
    assert resolved(codes[1], where, BACK) == ("示例市住房城乡建设局",) * 3
    assert PowerTerm.objects.on(BACK).filter(item__power_list=power_list).count() == 0
    assert PowerItem.objects.filter(power_list=power_list).count() == ITEMS


@pytest.fixture
def two(places: Places) -> Places:
    """A city's and a district's bureau, and a catalogue of six matters."""
    bureau("市局示例", places["1404"])
    bureau("区局示例", places["140403"])
    bureau("区公安示例", places["140403"])
    bureau("旧局示例", places["140403"], valid_to=date(2020, 1, 1))
    catalogue(6)
    return places


CODE = "50/01/01"
OTHER = "50/01/02"


def test_the_same_file_again_changes_nothing(two: Places) -> None:
    lines = [said(4, "A1", CODE, "区局示例")]
    power_list = listed(two["140403"])
    first = enact(power_list, InstrumentKind.DELEGATE, DAY, lines)
    before = Mandate.objects.count(), PowerTerm.objects.count(), PowerLine.objects.count()
    again = draft(power_list, InstrumentKind.DELEGATE, DAY, lines)
    assert again.pk == first.pk
    assert enact_instrument(by=SYSTEM, at=AT, instrument=again).already
    assert before == (
        Mandate.objects.count(),
        PowerTerm.objects.count(),
        PowerLine.objects.count(),
    )
    with pytest.raises(Conflict) as told:
        draft(power_list, InstrumentKind.DELEGATE, DAY, [said(4, "A2", CODE, "区局示例")])
    assert told.value.code == "instrument_in_force"
    other = draft(power_list, InstrumentKind.ADJUST, DAY, lines, number="另一号")
    assert check(other).plan.count("same") == 1
    with pytest.raises(Conflict) as told:
        enact_instrument(by=SYSTEM, at=AT, instrument=other)
    assert told.value.code == "instrument_changes_nothing"


def test_another_draft_of_the_same_number_replaces_the_first(two: Places) -> None:
    power_list = listed(two["140403"])
    first = draft(power_list, InstrumentKind.DELEGATE, DAY, [said(2, "A1", CODE, "区局示例")])
    check(first)
    second = draft(power_list, InstrumentKind.DELEGATE, DAY, [said(2, "A2", CODE, "区局示例")])
    assert (second.pk, second.state) == (first.pk, "drafted")
    assert [line.code for line in PowerLine.objects.filter(instrument=second)] == ["A2"]
    with pytest.raises(MoveNotAllowed):
        enact_instrument(by=SYSTEM, at=AT, instrument=second)  # not checked since
    drop_instrument(by=SYSTEM, at=AT, instrument=second)
    with pytest.raises(MoveNotAllowed):
        check(second)


FAULTS = [
    ([said(2, "A1", CODE, "没有的局")], "lead", "unknown_body_named"),
    ([said(2, "A1", CODE, "旧局示例")], "lead", "body_not_on_day"),
    ([said(2, "A1", "77/01", "区局示例")], "matter", "unknown_matter"),
    ([said(2, "A1", CODE, "区局示例", basis="")], "basis", "basis_missing"),
    ([said(2, "A1", CODE, "区局示例", name="")], "name", "name_missing"),
    ([said(2, "A1", CODE, "")], "lead", "lead_missing"),
    ([said(2, "A1", CODE, "区局示例", mode="entrust")], "in_name", "entrusted_by_whom"),
    ([said(2, "A1", CODE, "区局示例", in_name="市局示例")], "in_name", "delegated_own_name"),
    (
        [said(2, "A1", CODE, "区局示例"), said(3, "A1", CODE, "区公安示例")],
        "lead",
        "two_leads",
    ),
    ([said(2, "A1", CODE, "区局示例"), said(3, "A1", OTHER, "区局示例")], "code", "code_twice"),
    (
        [said(2, "A1", CODE, "区局示例"), said(3, "A2", CODE, "区公安示例")],
        "lead",
        "matter_two_leads",
    ),
    ([end(2, "A9")], "code", "not_on_list"),
    (
        [said(2, "A1", CODE, "区局示例", helpers=(("没有的局", "协助"),))],
        "helpers",
        "unknown_body_named",
    ),
]


@pytest.mark.parametrize(("lines", "column", "code"), FAULTS)
def test_what_is_wrong_is_said_by_row_and_column(
    two: Places, lines: list, column: str, code: str
) -> None:
    paper = draft(listed(two["140403"]), InstrumentKind.DELEGATE, DAY, lines)
    faults = check(paper).faults
    assert [(f.row, f.column, f.code) for f in faults] == [(lines[-1].row, column, code)]
    paper.refresh_from_db()
    assert paper.state == "drafted"
    with pytest.raises(MoveNotAllowed):
        enact_instrument(by=SYSTEM, at=AT, instrument=paper)
    assert not Mandate.objects.exists()


def test_what_is_wrong_when_it_is_enacted_is_refused_whole(two: Places) -> None:
    power_list = listed(two["140403"])
    lines = [said(2, "A1", CODE, "区局示例"), said(3, "A2", OTHER, "区局示例")]
    paper = draft(power_list, InstrumentKind.DELEGATE, DAY, lines)
    check(paper)
    enact(
        listed(two["140403"], ListKind.DUTIES),
        InstrumentKind.LIST,
        DAY,
        [said(2, "B1", OTHER, "区公安示例")],
    )
    with pytest.raises(Invalid) as told:
        enact_instrument(by=SYSTEM, at=AT, instrument=paper)
    assert told.value.code == "instrument_faulty"
    assert not PowerTerm.objects.filter(item__power_list=power_list).exists()
    assert check(paper).faults[0].code == "led_by_other_list"


def test_an_instrument_that_contradicts_a_later_one_is_refused_with_its_number(
    two: Places,
) -> None:
    power_list = listed(two["140403"])
    enact(power_list, InstrumentKind.DELEGATE, BACK, [said(2, "A1", CODE, "区局示例")], "后文")
    for lines in ([said(2, "A1", CODE, "区公安示例")], [end(2, "A1")]):
        paper = draft(power_list, InstrumentKind.ADJUST, DAY, lines, number="先文")
        (fault,) = check(paper).faults
        assert fault.code == "later_stands"
        assert fault.params["title"] == "后文"
        assert fault.params["day"] == BACK.isoformat()


def test_a_change_ends_the_old_words_and_keeps_the_history(two: Places) -> None:
    power_list = listed(two["140403"])
    enact(power_list, InstrumentKind.LIST, DAY, [said(2, "A1", CODE, "区局示例")])
    helped = said(2, "A1", CODE, "区公安示例", helpers=(("区局示例", "提供资料"),))
    enact(power_list, InstrumentKind.ADJUST, BACK, [helped])
    assert resolved(CODE, two["140403"], DAY) == ("区局示例",) * 3
    assert resolved(CODE, two["140403"], BACK) == ("区公安示例",) * 3
    (helper,) = queries.answer(CODE, two["140403"].pk, BACK).helpers
    assert (helper.who.name, helper.mandate.duty) == ("区局示例", "提供资料")
    assert PowerTerm.objects.filter(item__code="A1").count() == 2


def test_an_assessment_moves_nobody(two: Places) -> None:
    power_list = listed(two["140403"])
    enact(power_list, InstrumentKind.DELEGATE, DAY, [said(2, "A1", CODE, "区局示例")])
    paper = enact(
        power_list, InstrumentKind.ASSESS, BACK, [said(2, "A1", act="assess", duty="承接良好")]
    )
    assert resolved(CODE, two["140403"], BACK) == ("区局示例",) * 3
    assert PowerLine.objects.get(instrument=paper).item.code == "A1"  # type: ignore[union-attr]


def test_revoked_as_if_it_had_never_been(two: Places) -> None:
    power_list = listed(two["140403"])
    enact(power_list, InstrumentKind.LIST, DAY, [said(2, "A1", CODE, "区局示例")])
    before = snapshot(two)
    later = enact(power_list, InstrumentKind.ADJUST, BACK, [said(2, "A1", CODE, "区公安示例")])
    assert snapshot(two) != before
    revoke_instrument(by=SYSTEM, at=AT, instrument=later)
    assert snapshot(two) == before
    again = enact(power_list, InstrumentKind.ADJUST, BACK, [said(2, "A1", CODE, "区公安示例")])
    assert again.pk != later.pk
    with pytest.raises(MoveNotAllowed):
        revoke_instrument(by=SYSTEM, at=AT, instrument=later)


def snapshot(places: Places) -> list[object]:
    days = (date(2020, 1, 1), DAY, BACK, date(2030, 1, 1))
    return [resolved(CODE, places["140403"], day) for day in days]


def test_nothing_is_revoked_while_something_builds_on_it(two: Places) -> None:
    power_list = listed(two["140403"])
    first = enact(power_list, InstrumentKind.LIST, DAY, [said(2, "A1", CODE, "区局示例")], "先文")
    last = enact(power_list, InstrumentKind.TAKE_BACK, BACK, [end(2, "A1")], "后文")
    with pytest.raises(Conflict) as told:
        revoke_instrument(by=SYSTEM, at=AT, instrument=first)
    assert (told.value.code, told.value.params["number"]) == ("instrument_built_on", "后文")
    revoke_instrument(by=SYSTEM, at=AT, instrument=last)
    revoke_instrument(by=SYSTEM, at=AT, instrument=first)
    assert resolved(CODE, two["140403"], DAY) is None


def test_it_takes_over_what_was_given_by_hand_and_gives_it_back(two: Places) -> None:
    area = two["140403"]
    body = bureau("手工局示例", area)
    grant(
        by=SYSTEM,
        at=AT,
        matter=CODE,
        body=body,
        role=MandateRole.LEAD,
        instrument=Instrument.STATUTE,
        basis="示例",
    )
    paper = enact(listed(area), InstrumentKind.DELEGATE, DAY, [said(2, "A1", CODE, "区局示例")])
    assert resolved(CODE, area, BEFORE) == ("手工局示例",) * 3
    assert resolved(CODE, area, DAY) == ("区局示例",) * 3
    revoke_instrument(by=SYSTEM, at=AT, instrument=paper)
    assert resolved(CODE, area, DAY) == ("手工局示例",) * 3


def test_small_powers_and_grid_lists_make_no_mandates(two: Places) -> None:
    for kind in (ListKind.VILLAGE, ListKind.GRID, ListKind.CLEARED):
        enact(listed(two["140403"], kind), InstrumentKind.LIST, DAY, [said(2, "A1", CODE)])
    assert not Mandate.objects.exists()


def test_only_who_manages_mandates_there_may(two: Places) -> None:
    power_list = listed(two["140403"])
    paper = draft(power_list, InstrumentKind.LIST, DAY, [said(2, "A1", CODE, "区局示例")])
    outside = actor("mandates.manage", two["140428"])
    for by in (ANONYMOUS, outside):
        with pytest.raises(NotPermitted):
            check_instrument(by=by, at=AT, instrument=paper)
    check_instrument(by=actor("mandates.manage", two["140403"]), at=AT, instrument=paper)


def test_a_paper_without_number_or_lines_is_refused(two: Places) -> None:
    power_list = listed(two["140403"])
    with pytest.raises(Invalid) as told:
        draft(power_list, InstrumentKind.LIST, DAY, [])
    assert told.value.code == "instrument_without_lines"
    paper = draft(power_list, InstrumentKind.LIST, DAY, [said(2, "A1", CODE)])
    assert paper.seq == 1
    assert draft_instrument is not None
