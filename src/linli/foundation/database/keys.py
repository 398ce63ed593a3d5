"""Keys that never collide between cells: a bigint sequence starts at cell × 2⁴⁰."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SPAN = 1 << 40  # keys of one cell


def first_key(cell: int) -> int:
    """Return the first key of a cell (cells are numbered from 1; 0 is the hub's own)."""
    return cell * SPAN + 1


class CellSequence(Operation):
    """Migration operation: let the keys of a table start at settings.CELL × 2⁴⁰ and end there too.

    Put it after the CreateModel: `CellSequence("territory_place")`. The next cell's keys begin
    where MAXVALUE ends, so two cells can be read together at a hub.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str = "id") -> None:
        """Keep the table and its key column."""
        self.table = table
        self.column = column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration file needs to write this operation down."""
        return (type(self).__qualname__, [self.table], {"column": self.column})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Move the sequence to the cell's span."""
        first = first_key(settings.CELL)
        quote = schema_editor.quote_name
        # RESTART last: TRUNCATE … RESTART IDENTITY goes back to START, so both are set
        schema_editor.execute(
            f"ALTER TABLE {quote(self.table)} ALTER COLUMN {quote(self.column)} "
            f"SET START WITH {first} SET MAXVALUE {first + SPAN - 2} RESTART WITH {first}"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Leave the sequence where it is: keys given out are never given out again."""

    def describe(self) -> str:
        """Say what the operation does, for `linli migrate`."""
        return f"Start the keys of {self.table} at the cell's span"


def reserve(table: str, count: int, column: str = "id") -> list[int]:
    """Take `count` keys from a table's sequence, ascending, for rows that COPY will write."""
    with connection.cursor() as cursor:
        cursor.execute(
            # in a sub-select the name is looked up once, not once for each key
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, %s)::regclass)) "
            "FROM generate_series(1, %s)",
            [f'"{table}"', column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows by COPY in the current transaction and return how many.

    Values are what psycopg adapts (None, str, int, date, datetime, UUID, Jsonb). Constraints,
    defaults and triggers hold; model code does not run.
    """
    names = ", ".join(f'"{c}"' for c in columns)
    written = 0
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as out:
        for row in rows:
            out.write_row(row)
            written += 1
    return written
