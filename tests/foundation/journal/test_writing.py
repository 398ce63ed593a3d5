from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from linli.foundation.journal import actions, queries
from linli.foundation.journal.actions import Draft
from linli.foundation.journal.drafts import digest_of
from linli.foundation.journal.models import Entry, Particular
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_database_says_when_and_in_which_transaction(parcel) -> None:
    entry = actions.write(**parcel())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text, clock_timestamp()")
        txid, now = cursor.fetchone()
    assert entry.txid == int(txid)
    assert timedelta(0) <= now - entry.recorded_at < timedelta(minutes=1)
    said = datetime(2020, 1, 1, tzinfo=UTC)
    lied = Entry(**{**_columns(entry), "id": uuid7(), "recorded_at": said, "txid": 3})
    lied.save(force_insert=True)
    lied = Entry.objects.get(pk=lied.pk)
    assert (lied.txid, lied.recorded_at >= entry.recorded_at) == (int(txid), True)


def test_later_than_now_is_refused_and_a_small_difference_of_clocks_is_not(parcel) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    entry = actions.write(**parcel(at=now + timedelta(seconds=2)))
    assert entry.recorded_at >= entry.at
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        actions.write(**parcel(at=now + timedelta(minutes=5)))
    assert refusal.value.code == "at_later_than_now"
    with pytest.raises(Invalid), transaction.atomic():
        actions.write_many([Draft(**parcel(at=now + timedelta(minutes=5)))])
    assert Entry.objects.count() == 1


def test_the_day_is_the_local_one_unless_corrected(parcel) -> None:
    late = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past one on the 2nd in Shanghai
    assert actions.write(**parcel(at=late)).effective_on == date(2026, 3, 2)
    corrected = date(2026, 2, 1)
    assert actions.write(**parcel(at=late, effective_on=corrected)).effective_on == corrected


@pytest.mark.parametrize(
    "data",
    [
        {"carrier": "路边的井盖坏了"},
        {"carrier": "call 13800000000"},
        {"carrier": "13912345678"},
        {"carrier": "11010119900101123x"},
        {"carrier": 5},
        {"stops": "north"},
        {"stops": ["north", "Old Street"]},
        {"weight": 1.5},
        {"weight": True},
        {"sender": "someone"},
        {"due": "2026-02-30"},
        {"left": "2026-02-03T10:00"},
        {"fragile": "yes"},
        {"note": "by_hand"},
        {"particulars": {}},
    ],
)
def test_data_outside_the_schema_is_refused(parcel, data) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.write(**parcel(data=data))
    assert str(next(iter(data.values()))) not in str(refusal.value)
    assert not Entry.objects.exists()


def test_a_move_without_a_schema_takes_no_data(parcel) -> None:
    with pytest.raises(Invalid):
        actions.write(**parcel(move="receive", data={"carrier": "post"}))
    actions.write(**parcel(move="receive"))


def test_data_of_every_kind_is_kept_and_the_digest_holds_after_reading(parcel) -> None:
    sender = uuid4()
    data = {
        "carrier": "road/2",
        "stops": ["a", "b"],
        "weight": 12,
        "sender": sender,
        "due": date(2026, 3, 9),
        "left": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "fragile": None,
    }
    kept = actions.write(**parcel(data=data, on_time=True, elapsed=86_400))
    read = Entry.objects.get(pk=kept.pk)
    assert read.data["sender"] == str(sender)
    assert read.data["left"] == "2026-03-02T09:00:00+00:00"
    assert digest_of(read) == bytes(read.digest) == kept.digest
    assert len(kept.digest) == 32


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", datetime(2026, 3, 3, tzinfo=UTC)), ("value", 2), ("matter", "03"), ("place_id", 8)],
)
def test_the_digest_binds_every_field(parcel, field, value) -> None:
    entry = actions.write(**parcel())
    setattr(entry, field, value)
    assert digest_of(entry) != bytes(entry.digest)


def test_words_stand_beside_sealed_and_the_latest_wins(parcel, django_assert_num_queries) -> None:
    a, b = parcel(), parcel()
    actions.write(**{**a, "particulars": {"text": "井盖坏了", "contact": "100 0000 0001"}})
    actions.write(**{**a, "seq": 2, "particulars": {"text": "井盖修好了"}})
    actions.write(**{**b, "particulars": {"text": "路灯不亮"}})
    ids = [a["subject_id"], b["subject_id"], uuid7()]
    with django_assert_num_queries(1):
        texts = queries.particulars_of("parcel", ids)
    assert texts == {
        ids[0]: {"text": "井盖修好了", "contact": "100 0000 0001"},
        ids[1]: {"text": "路灯不亮"},
    }
    stored = b"".join(bytes(p.sealed) for p in Particular.objects.all())
    assert "井盖".encode() not in stored
    assert not any("井盖" in str(e.data) for e in Entry.objects.all())
    by_entry = queries.particulars_by_entry("parcel", ids[0])
    assert [v["text"] for _, v in sorted(by_entry.items())] == ["井盖坏了", "井盖修好了"]


def test_one_entry_with_words_is_three_statements(parcel, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        actions.write(**parcel(particulars={"text": "words", "contact": "100"}))


def test_many_are_written_like_one(parcel, django_assert_num_queries) -> None:
    subjects = [uuid7() for _ in range(30)]
    drafts = [
        Draft(**parcel(subject_id=s, seq=n, data={"weight": n}, particulars={"text": f"{s} {n}"}))
        for s in subjects
        for n in (1, 2)
    ]
    with django_assert_num_queries(5):  # savepoint and release, keys, two COPYs not counted
        entries = actions.write_many(drafts)
    read = {e.pk: e for e in Entry.objects.all()}
    assert len(read) == 60
    for entry in entries:
        assert digest_of(read[entry.pk]) == bytes(read[entry.pk].digest)
        assert read[entry.pk].txid is not None
    texts = queries.particulars_of("parcel", subjects)
    assert texts == {s: {"text": f"{s} 2"} for s in subjects}


def test_a_timeline_is_read_by_seq_and_prunes_older_months(parcel) -> None:
    subject = uuid7()
    for n in (1, 2, 3):
        actions.write(**parcel(subject_id=subject, seq=n))
    mine = queries.entries_of("parcel", subject)
    assert [e.seq for e in mine] == [1, 2, 3]
    with connection.cursor() as cursor:
        cursor.execute("SELECT linli_entry_partition('2020-01-01')")
    assert "journal_entry_2020m01" not in mine.explain()
    assert "journal_entry_2020m01" in Entry.objects.filter(subject_id=subject).explain()


def test_a_reversal_copies_all_but_the_sign(parcel) -> None:
    entry = actions.write(
        **parcel(data={"weight": 3}, elapsed=9, on_time=False, particulars={"text": "x"})
    )
    back = actions.reverse(entry, by=parcel()["by"], at=entry.at + timedelta(days=40))
    same = ("place_id", "body_id", "effective_on", "matter", "move", "elapsed", "on_time")
    assert [getattr(back, f) for f in same] == [getattr(entry, f) for f in same]
    assert (back.value, back.reverses_id, back.seq) == (-1, entry.id, 2)
    assert back.data == {"weight": 3}
    for taken in (entry, back):
        with pytest.raises(Conflict):
            actions.reverse(taken, by=parcel()["by"], at=entry.at)


def _columns(entry: Entry) -> dict:
    return {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
