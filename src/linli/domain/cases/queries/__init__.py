"""Reads of cases; everything starts from visible_to(actor) or from number and tracking code."""

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
    "AllowedMove",
    "CaseDetail",
    "CaseRow",
    "ClockView",
    "Count",
    "Filters",
    "Page",
    "PublicStatus",
    "TimelineItem",
]
