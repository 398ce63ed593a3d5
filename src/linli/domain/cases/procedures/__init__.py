"""The procedures of cases, as data; a case keeps the version of its table."""

from __future__ import annotations

from collections.abc import Mapping

from linli.domain.cases.procedures.appeal import APPEAL
from linli.domain.cases.procedures.grid_event import GRID_EVENT
from linli.kernel.procedure import Procedure

PROCEDURES: Mapping[str, Procedure] = {p.name: p for p in (APPEAL, GRID_EVENT)}
