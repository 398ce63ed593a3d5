"""Erasure, looks, and faults that `linli verify journal` finds."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from linli.foundation.journal import actions, queries
from linli.foundation.journal.models import Entry, Erasure, Particular
from linli.foundation.journal.verifying import faults
from linli.foundation.keys.models import DataKey
from linli.kernel.access import SYSTEM, Actor, ActorKind
from linli.kernel.errors import Invalid
from linli.kernel.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def erasures(settings, tmp_path: Path) -> Path:
    settings.ERASURES_FILE = str(tmp_path / "var" / "erasures.jsonl")
    return Path(settings.ERASURES_FILE)


def tamper(sql: str, *params: object) -> None:
    """Change the journal as someone who holds the owner's password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # ALTER TABLE waits for no check
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_erasing_forgets_the_words_and_leaves_the_journal_whole(
    parcel, erasures: Path, django_capture_on_commit_callbacks
) -> None:
    mine, other = parcel(), parcel()
    for args in (mine, other):
        actions.write(**{**args, "particulars": {"text": "words", "contact": "100"}})
    digests = dict(Entry.objects.values_list("id", "digest"))
    with django_capture_on_commit_callbacks(execute=True):
        count = actions.erase(
            by=SYSTEM, at=mine["at"], subject_kind="parcel", subject_id=mine["subject_id"]
        )
    assert count == 2
    ids = [mine["subject_id"], other["subject_id"]]
    assert set(queries.particulars_of("parcel", ids)) == {other["subject_id"]}
    assert set(DataKey.objects.values_list("subject_id", flat=True)) == {other["subject_id"]}
    assert dict(Entry.objects.values_list("id", "digest")) == digests
    assert list(faults()) == []
    assert Erasure.objects.get().subject_id == mine["subject_id"]
    assert json.loads(erasures.read_text())["subject"] == str(mine["subject_id"])


def test_a_restore_replays_the_list_once(parcel, erasures: Path) -> None:
    args = parcel(particulars={"text": "words"})
    actions.write(**args)
    erasures.parent.mkdir()
    line = {"kind": "parcel", "subject": str(args["subject_id"]), "reason": "asked"}
    erasures.write_text(json.dumps(line) + "\n" + json.dumps(line) + "\n")
    out = StringIO()
    call_command("replay_erasures", stdout=out)
    assert "1 subjects erased again" in out.getvalue()
    assert not Particular.objects.exists()
    assert actions.replay_erasures(by=SYSTEM, at=args["at"]) == 0


def test_a_look_is_kept_with_office_fields_and_reason(parcel) -> None:
    at, subject = parcel()["at"], uuid7()
    by = Actor(ActorKind.PERSON, person=5)
    look = {"by": by, "at": at, "subject_kind": "parcel", "subject_id": subject, "body_id": 9}
    actions.look(**look, fields=("contact",), reason="handling")
    actions.look(**look, fields=("contact", "address"), reason="call_back")
    found = queries.looks_at("parcel", subject)
    assert [(k.reason, k.fields, k.body_id) for k in found] == [
        ("call_back", ["contact", "address"], 9),
        ("handling", ["contact"], 9),
    ]
    with pytest.raises(Invalid):
        actions.look(**look, fields=("contact",), reason="他说要看")


def test_looking_at_many_people_is_seen(parcel) -> None:
    at = parcel()["at"]
    for person, subjects in ((5, 4), (6, 3)):
        by = Actor(ActorKind.PERSON, person=person)
        for _ in range(subjects):
            subject = uuid7()
            for _ in range(2):  # twice at the same case is one
                actions.look(
                    by=by,
                    at=at,
                    subject_kind="parcel",
                    subject_id=subject,
                    fields=("contact",),
                    reason="handling",
                )
    assert queries.mass_lookers(since=at, more_than=3) == [(5, 4)]
    assert queries.mass_lookers(since=at + timedelta(seconds=1), more_than=0) == []


def verify() -> list[dict]:
    out = StringIO()
    try:
        call_command("verify_journal", "--json", stdout=out)
    except CommandError:
        assert json.loads(out.getvalue())["faults"]
    return json.loads(out.getvalue())["faults"]


def test_a_journal_as_written_has_no_fault(parcel) -> None:
    args = parcel(particulars={"text": "words"})
    entry = actions.write(**args)
    actions.write(**{**args, "seq": 2, "particulars": {"text": "more"}})
    actions.reverse(entry, by=SYSTEM, at=args["at"])
    assert verify() == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE journal_entry SET on_time = true WHERE id = %s", "altered"),
        ("UPDATE journal_entry SET at = at - interval '1 day' WHERE id = %s", "altered"),
        ("UPDATE journal_entry SET data = '{}' WHERE id = %s", "altered"),
        (
            "UPDATE journal_entry SET recorded_at = recorded_at - interval '9 days' WHERE id = %s",
            "recorded_at_far_from_id",
        ),
        ("DELETE FROM journal_entry WHERE id = %s", "missing_seq"),
        (
            "UPDATE journal_particular SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
            " WHERE entry_id = %s",
            "particular_unbound",
        ),
        ("UPDATE journal_entry SET seq = 2 WHERE id = %s", "doubled_seq"),
    ],
)
def test_tampering_is_found(parcel, sql: str, code: str) -> None:
    args = parcel(particulars={"text": "words"}, on_time=False)
    entry = actions.write(**args)
    actions.write(**{**args, "seq": 2})
    actions.write(**parcel())
    tamper(sql, entry.id)
    assert code in {fault["code"] for fault in verify()}


def test_a_reversal_of_something_else_is_found(parcel) -> None:
    entry = actions.write(**parcel())
    back = actions.reverse(entry, by=SYSTEM, at=entry.at)
    tamper("UPDATE journal_entry SET place_id = 99 WHERE id = %s", back.id)
    codes = {fault["code"] for fault in verify()}
    assert codes == {"altered", "stray_reversal"}
