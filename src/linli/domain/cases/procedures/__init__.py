"""The procedures of cases, as data; a case keeps the version of its table."""

from __future__ import annotations

from collections.abc import Mapping

from linli.domain.cases.procedures.appeal import APPEAL
from linli.domain.cases.procedures.grid_event import GRID_EVENT
from linli.domain.cases.procedures.own_data import OWN_DATA
from linli.kernel.procedure import Procedure

PROCEDURES: Mapping[str, Procedure] = {p.name: p for p in (APPEAL, GRID_EVENT, OWN_DATA)}

# What figures count; who asks for their own data is no matter of the place.
COUNTED: tuple[str, ...] = (APPEAL.name, GRID_EVENT.name)
