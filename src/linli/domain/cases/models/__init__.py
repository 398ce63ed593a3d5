"""Rows of a case: where it stands, its clocks, who is part of it, its words for search."""

from linli.domain.cases.models.case import LEVEL_COLUMNS, Case
from linli.domain.cases.models.clock import CalendarMark, Clock
from linli.domain.cases.models.involvement import Involvement
from linli.domain.cases.models.words import CaseWords

__all__ = ["LEVEL_COLUMNS", "CalendarMark", "Case", "CaseWords", "Clock", "Involvement"]
