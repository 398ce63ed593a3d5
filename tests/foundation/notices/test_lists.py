"""One list in the morning, one in the evening, once a person; singles at once; all counted."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connections

from linli.foundation.notices import actions, queries
from linli.foundation.notices.models import DayList, Notice, Outbox, TellingCount
from linli.foundation.notices.rules import Hours, Reader, Telling, slot_at, spread
from linli.foundation.notices.states import Inbox, Part, Single
from linli.kernel.access import SYSTEM
from linli.kernel.ids import uuid7

pytestmark = [pytest.mark.db, pytest.mark.django_db]
KIND = "cases.notice.dispatch.lead"
DAY = date(2026, 10, 12)
SEVEN = datetime(2026, 10, 11, 23, 0, tzinfo=UTC)  # 07:00 in Shanghai
EIGHT, FIVE = SEVEN + timedelta(hours=1), SEVEN + timedelta(hours=10)
READERS: list[Reader] = []


def readers(on: date, persons, bodies) -> list[Reader]:
    found = [Reader(r.person, r.user, r.bodies & bodies) for r in READERS]
    return [r for r in found if r.bodies or r.person in persons]


@pytest.fixture(autouse=True)
def _hooks(settings):
    READERS[:] = [
        Reader(7, None, frozenset({100})),
        Reader(8, None, frozenset({100, 200})),
        Reader(9, None, frozenset()),
    ]
    settings.NOTICE_READERS = f"{__name__}.readers"
    settings.NOTICE_CHANNEL = "email"


def telling(inbox: Inbox = Inbox.BODY, inbox_id: int = 100, **more) -> Telling:
    values = {"kind": KIND, "params": {"number": "7K3M-9QXT-2C"}, "at": SEVEN} | more
    return Telling(
        entry_id=uuid7(),
        inbox=inbox,
        inbox_id=inbox_id,
        subject_kind="case",
        subject_id=uuid7(),
        **values,
    )


def tell(*tellings: Telling, at: datetime = SEVEN) -> None:
    actions.tell(by=SYSTEM, at=at, tellings=tellings)


def make(at: datetime) -> int:
    return actions.make_lists(by=SYSTEM, at=at)


def held(person: int) -> list[tuple[str, int]]:
    return [(row.part, row.total) for row in DayList.objects.filter(person_id=person)][::-1]


def with_address(person: int, bodies: frozenset[int] = frozenset({100})) -> int:
    user = get_user_model().objects.create(username=f"u{person}", email=f"u{person}@example.test")
    READERS[:] = [*(r for r in READERS if r.person != person), Reader(person, user.pk, bodies)]
    return int(user.pk)


def test_a_person_gets_two_lists_a_day_whatever_came() -> None:
    tell(*(telling() for _ in range(7)))
    assert make(SEVEN + timedelta(minutes=59)) == 0
    for minute in range(5):
        make(EIGHT + timedelta(minutes=minute))
    tell(telling(), telling(Inbox.BODY, 200), at=EIGHT + timedelta(hours=1))
    for minute in range(5):
        make(FIVE + timedelta(minutes=minute))
    assert held(7) == [("morning", 7), ("evening", 1)]
    assert held(8) == [("morning", 7), ("evening", 2)]
    assert held(9) == []  # nothing came: no list
    assert [(c.singles, c.lists) for c in queries.counts_of(7, DAY)] == [(0, 2)]


def test_what_was_read_or_left_by_itself_is_in_no_list() -> None:
    tell(telling(), telling(single=Single.URGENT))
    Notice.objects.filter(single="").update(read_at=SEVEN)
    assert make(EIGHT) == 0


def test_a_list_that_nobody_made_is_taken_up_by_the_next() -> None:
    tell(telling())
    assert make(FIVE + timedelta(hours=1)) == 2  # the worker was down all day
    assert held(7) == [("evening", 1)]
    tell(telling(), at=FIVE + timedelta(hours=2))
    make(EIGHT + timedelta(days=1))
    assert held(7) == [("evening", 1), ("morning", 1)]


def test_what_comes_while_lists_are_made_waits_for_the_next() -> None:
    tell(telling())
    tell(telling(), at=EIGHT + timedelta(seconds=1))
    make(EIGHT + timedelta(seconds=2))
    assert held(7) == [("morning", 1)]
    make(FIVE)
    assert held(7) == [("morning", 1), ("evening", 1)]


def test_a_list_counts_and_spells_out_the_first_without_personal_words() -> None:
    tell(*(telling() for _ in range(8)), telling(kind="cases.notice.withdraw.lead"))
    make(EIGHT)
    row = DayList.objects.get(person_id=7)
    assert row.counts == {KIND: 8, "cases.notice.withdraw.lead": 1}
    assert len(row.lines) == 5
    assert {tuple(params) for *_, params in row.lines} == {("number",)}


def test_each_goes_where_its_owner_wants_it() -> None:
    user = with_address(7)
    actions.wish(by=SYSTEM, at=SEVEN, user_id=user, single=True, morning=False, evening=True)
    tell(telling(), telling(single=Single.RETURNED))
    make(EIGHT)
    actions.send_due(by=SYSTEM, at=EIGHT)
    assert len(mail.outbox) == 1  # the single notice, after the quiet hours
    tell(telling(), at=EIGHT + timedelta(hours=1))
    make(FIVE)
    actions.send_due(by=SYSTEM, at=FIVE)
    assert [m.to for m in mail.outbox] == [["u7@example.test"]] * 2
    assert "7K3M-9QXT-2C" in mail.outbox[1].body


def test_a_login_that_never_said_gets_singles_and_the_morning_and_one_without_address_nothing():
    with_address(7)
    tell(telling(), telling(single=Single.URGENT))
    make(EIGHT)
    make(FIVE)
    assert Outbox.objects.count() == 2
    assert {c.person_id for c in TellingCount.objects.all()} == {7, 8}


def test_singles_are_counted_for_everybody_who_reads_the_inbox_once_an_entry() -> None:
    one = telling(single=Single.EMERGENCY)
    tell(one)
    tell(one)
    tell(telling(Inbox.PERSON, 9, single=Single.URGENT))
    assert {c.person_id: c.singles for c in TellingCount.objects.all()} == {7: 1, 8: 1, 9: 1}


def test_sums_name_nobody() -> None:
    tell(*(telling(single=Single.URGENT) for _ in range(6)))
    (day,) = queries.sums(DAY)
    assert (day.people, day.singles, day.spread) == (2, 12, {"0": 0, "5": 0, "10": 2, "more": 0})
    assert sum(spread([0, 1, 5, 6, 10, 11, 400]).values()) == 7


def later(on: date) -> Hours:
    return Hours(evening=time(18))


def test_the_hours_are_those_the_installation_answers(settings) -> None:
    settings.NOTICE_HOURS = f"{__name__}.later"
    tell(telling())
    make(FIVE)  # at five, an hour before that place's evening list
    assert held(7) == [("morning", 1)]
    make(FIVE + timedelta(hours=1))
    assert held(7) == [("morning", 1)]  # nothing came since
    assert slot_at(FIVE, ZoneInfo("Asia/Shanghai")) == (DAY, Part.EVENING, FIVE)


def test_a_message_carries_a_file_name_and_no_address(settings, tmp_path) -> None:
    settings.NOTICE_CHANNEL, settings.VAR = "file", tmp_path
    with_address(7)
    tell(telling())
    make(EIGHT)
    actions.send_due(by=SYSTEM, at=EIGHT)
    (path,) = (tmp_path / "outbox").iterdir()
    assert "@" not in path.read_text()
    assert "1" in json.loads(path.read_text())["subject"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_list_once() -> None:
    READERS[:] = [Reader(n, None, frozenset({100})) for n in range(1, 451)]
    tell(*(telling() for _ in range(3)))
    start = Barrier(2)

    def work() -> int:
        try:
            start.wait()
            return make(EIGHT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = [f.result() for f in [pool.submit(work), pool.submit(work)]]
    assert sum(made) == 450
    assert DayList.objects.count() == 450
    assert set(TellingCount.objects.values_list("lists", flat=True)) == {1}
