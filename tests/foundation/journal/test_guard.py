from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from linli.foundation.database import grants
from linli.foundation.journal import actions
from linli.foundation.journal.checks import default_partitions_are_empty
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.ids import uuid7, uuid7_floor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TABLES = ["journal_entry", "journal_look", "journal_erasure", "journal_epoch"]


@pytest.fixture
def rows(parcel) -> None:
    """One row in each table, and the guards on as they are outside of tests."""
    entry = actions.write(**parcel())
    look = {"subject_kind": "parcel", "subject_id": entry.subject_id}
    actions.look(by=SYSTEM, at=entry.at, fields=("contact",), reason="handling", **look)
    actions.erase(by=SYSTEM, at=entry.at, **look)
    actions.begin_epoch()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgname LIKE '%_no_truncate'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def refused(sql: str) -> str:
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(error.value)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {key} = {key}"],
)
def test_even_the_owner_cannot_change_rows(table: str, sql: str) -> None:
    key = "number" if table == "journal_epoch" else "id"
    assert "append-only" in refused(sql.format(table, key=key))


@pytest.mark.usefixtures("rows")
def test_a_partition_alone_cannot_be_emptied_or_changed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent IN ('journal_entry'::regclass, 'journal_look'::regclass)"
        )
        partitions = [name for (name,) in cursor.fetchall()]
    assert len(partitions) == 10
    for partition in partitions:
        assert "append-only" in refused(f"TRUNCATE {partition}")
    full = Entry.objects.raw("SELECT id, tableoid::regclass::text AS part FROM journal_entry")[0]
    assert "append-only" in refused(f"DELETE FROM {full.part}")  # noqa: S608


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("verb", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", TABLES)
def test_the_applications_role_holds_no_right_to(table: str, verb: str, settings) -> None:
    key = "number" if table == "journal_epoch" else "id"
    with connection.cursor() as cursor:
        _become_application(cursor, settings)
    assert "permission denied" in refused(verb.format(table, key=key))


@pytest.mark.usefixtures("rows")
def test_the_applications_role_writes_reads_and_makes_months(parcel, settings) -> None:
    with connection.cursor() as cursor:
        _become_application(cursor, settings)
    entry = actions.write(**parcel(particulars={"text": "words"}))
    assert Entry.objects.filter(pk=entry.pk).exists()
    names = actions.make_months(at=datetime(2031, 11, 5, tzinfo=UTC))
    assert names[:2] == ["journal_entry_2031m11", "journal_look_2031m11"]
    assert names[-1] == "journal_look_2032m02"
    assert actions.begin_epoch() == 1
    assert "must be owner" in refused("ALTER TABLE journal_entry DISABLE TRIGGER ALL")


@pytest.mark.parametrize(
    ("moment", "partition"),
    [
        (datetime(2031, 11, 1, tzinfo=UTC), "journal_entry_2031m11"),
        (datetime(2031, 11, 30, 23, 59, 59, 999000, tzinfo=UTC), "journal_entry_2031m11"),
        (datetime(2031, 12, 1, tzinfo=UTC), "journal_entry_2031m12"),
        (datetime(2031, 10, 31, 23, 59, 59, tzinfo=UTC), "journal_entry_default"),
    ],
)
def test_an_id_finds_its_month(parcel, moment: datetime, partition: str) -> None:
    actions.make_months(at=datetime(2031, 11, 5, tzinfo=UTC), ahead=1)
    actions.make_months(at=datetime(2031, 11, 5, tzinfo=UTC), ahead=1)  # again: nothing new
    entry = actions.write(**parcel())
    values = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    Entry(**{**values, "id": uuid7_floor(moment)}).save(force_insert=True)
    found = Entry.objects.raw("SELECT id, tableoid::regclass::text AS part FROM journal_entry")
    assert {e.id: e.part for e in found}[uuid7_floor(moment)] == partition


def test_bounds_in_sql_are_the_kernels() -> None:
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT linli_uuid7_floor(%s)", [moment])
        assert cursor.fetchone() == (uuid7_floor(moment),)
    assert UUID(int=0) < uuid7_floor(moment)
    assert uuid7().version == 7


def _become_application(cursor, settings) -> None:
    """Be what linli_app is, in this transaction."""
    grants.grant(connection)
    cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")


def test_a_row_without_a_month_is_reported(parcel) -> None:
    assert default_partitions_are_empty(databases=["default"]) == []
    entry = actions.write(**parcel())
    values = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    Entry(**{**values, "id": uuid7_floor(datetime(2031, 1, 5, tzinfo=UTC))}).save(force_insert=True)
    found = default_partitions_are_empty(databases=["default"])
    assert [message.msg for message in found] == ["journal_entry_default holds rows"]
    assert default_partitions_are_empty(databases=[]) == []
