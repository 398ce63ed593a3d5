"""The application may read and write ordinary tables, and only add to append-only ones."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings
from tests import strict

from linli.foundation.database import grants, guard

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            run(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.fixture
def sessions_append_only() -> Iterator[None]:
    Session.append_only = True  # type: ignore[attr-defined]
    grants.grant(connection)
    yield
    del Session.append_only  # type: ignore[attr-defined]


@pytest.mark.usefixtures("as_app")
def test_ordinary_tables_take_rows_and_changes() -> None:
    run("INSERT INTO auth_group (name) VALUES ('a')")
    run("UPDATE auth_group SET name = 'b'")
    run("DELETE FROM auth_group")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE stray (id int)",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
    ],
)
@pytest.mark.usefixtures("as_app")
def test_the_application_owns_nothing(statement: str) -> None:
    assert refused(statement)


@pytest.mark.usefixtures("sessions_append_only")
def test_append_only_tables_only_take_rows() -> None:
    with strict.role(settings.DATABASE_APP_ROLE):
        run("INSERT INTO django_session VALUES ('k', 'd', now())")
        assert refused("UPDATE django_session SET session_data = 'x'")
        assert refused("DELETE FROM django_session")


@pytest.mark.usefixtures("sessions_append_only")
def test_a_partition_of_an_append_only_table_is_only_read() -> None:
    run("CREATE TABLE parts (id int) PARTITION BY RANGE (id)")
    run("CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)")
    table = Session._meta.db_table
    Session._meta.db_table = "parts"
    grants.grant(connection)
    Session._meta.db_table = table
    with strict.role(settings.DATABASE_APP_ROLE):
        run("INSERT INTO parts VALUES (1)")
        run("SELECT * FROM parts_1")
        assert refused("INSERT INTO parts_1 VALUES (2)")
        assert refused("DELETE FROM parts_1")


def test_functions_of_the_owner_are_for_the_application_alone() -> None:
    run(
        "CREATE FUNCTION owners() RETURNS int LANGUAGE sql SECURITY DEFINER "
        "SET search_path = pg_catalog AS 'SELECT 1'"
    )
    grants.grant(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(grantee::text ORDER BY 1) FROM information_schema.routine_privileges "
            "WHERE routine_name = 'owners' AND grantee <> grantor"
        )
        assert cursor.fetchone() == ([settings.DATABASE_APP_ROLE],)


def test_granting_twice_changes_nothing() -> None:
    def rights() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, relacl::text FROM pg_class ORDER BY oid")
            return cursor.fetchall()

    grants.grant(connection)
    before = rights()
    assert grants.grant(connection) >= len(apps.get_models()) > 0
    assert rights() == before


def test_serving_as_owner_is_refused() -> None:
    with pytest.raises(guard.UnsafeRoleError):
        guard.refuse_owner()


@pytest.mark.usefixtures("as_app")
def test_serving_as_the_application_is_allowed() -> None:
    guard.refuse_owner()


@pytest.mark.parametrize(("role", "found"), [("app", ["database.E001"]), ("owner", []), ("", [])])
def test_the_system_check_speaks_only_where_somebody_serves(role: str, found: list[str]) -> None:
    with override_settings(DATABASE_ROLE=role):
        messages = run_checks(tags=["database"], databases=["default"])
    assert [m.id for m in messages if m.id == "database.E001"] == found


@pytest.mark.django_db(transaction=True)
@override_settings(DEBUG=False, DEMO=False)
def test_who_asked_keeps_no_connection_from_those_who_work() -> None:
    with pytest.raises(guard.UnsafeRoleError):  # the tests' role owns the tables
        guard.refuse_owner_where_it_matters()
    assert connection.connection is None
