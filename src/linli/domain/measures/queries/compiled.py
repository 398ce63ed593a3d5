"""The SQL that `linli compile measures` wrote from the declarations."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "sql"


@cache
def sql(name: str) -> str:
    """Return one compiled query over a relation `entry`: `sums`, or `rows_<measure>`."""
    return (FOLDER / f"{name}.sql").read_text()
