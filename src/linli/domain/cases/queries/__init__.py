"""Reads of cases; everything starts from visible_to(actor) or from number and tracking code."""

from linli.domain.cases.queries import day, sharing
from linli.domain.cases.queries.detail import allowed_moves, detail
from linli.domain.cases.queries.public import by_tracking, public_status
from linli.domain.cases.queries.rebuild import Difference, differences
from linli.domain.cases.queries.scope import EVERYTHING, OPEN, Scope, visible_to
from linli.domain.cases.queries.shapes import (
    AllowedMove,
    CaseDetail,
    CaseRow,
    ClockView,
    Count,
    Filters,
    Page,
    PublicStatus,
    TimelineItem,
)

__all__ = [
    "EVERYTHING",
    "OPEN",
    "AllowedMove",
    "CaseDetail",
    "CaseRow",
    "ClockView",
    "Count",
    "Difference",
    "Filters",
    "Page",
    "PublicStatus",
    "Scope",
    "TimelineItem",
    "allowed_moves",
    "by_tracking",
    "day",
    "detail",
    "differences",
    "public_status",
    "sharing",
    "visible_to",
]
