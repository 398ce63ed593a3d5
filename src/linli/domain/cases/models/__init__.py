"""Case, its clocks, involvements and search words; orders from above; publications."""

from linli.domain.cases.models.case import LEVEL_COLUMNS, Case
from linli.domain.cases.models.clock import CalendarMark, Clock
from linli.domain.cases.models.involvement import Involvement
from linli.domain.cases.models.order import Order, OrderRate, OrderRating, OrderSource, OrderUpload
from linli.domain.cases.models.proof import OneTimeCode
from linli.domain.cases.models.publication import MeToo, Publication
from linli.domain.cases.models.trial import Revision, TrialRun
from linli.domain.cases.models.words import CaseWords

__all__ = [
    "LEVEL_COLUMNS",
    "CalendarMark",
    "Case",
    "CaseWords",
    "Clock",
    "Involvement",
    "MeToo",
    "OneTimeCode",
    "Order",
    "OrderRate",
    "OrderRating",
    "OrderSource",
    "OrderUpload",
    "Publication",
    "Revision",
    "TrialRun",
]
