"""What the labels of other platforms usually mean, where a mapping does not say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from linli.domain.cases.rules.imports import MAPPING, Rule, rules_of
from linli.foundation.exchange import queries as exchange
from linli.kernel.errors import Invalid

DEFAULTS = Path(__file__).parents[1] / "data" / "labels.csv"


@cache
def default_rules() -> tuple[Rule, ...]:
    """Return the lines that are shipped."""
    return mapping(DEFAULTS)


def mapping(path: Path) -> tuple[Rule, ...]:
    """Return a mapping's lines; a single fault refuses it, for it would file at a wrong matter."""
    table = exchange.read(path, MAPPING)
    if table.problems:
        raise Invalid("mapping_faulty", faults="；".join(map(exchange.told, table.problems[:5])))
    return rules_of(row.values for row in table.rows)
