"""Organisations, posts and who holds them; duty; who stands in for whom; offices with two lines."""

from linli.domain.bodies.models.committees import Membership
from linli.domain.bodies.models.cover import Deputy, HandOver, Leave
from linli.domain.bodies.models.coverage import Coverage, CoverageRule
from linli.domain.bodies.models.growing import MentorPair, Reserve
from linli.domain.bodies.models.lines import Hearing, Stationing
from linli.domain.bodies.models.mechanisms import Mechanism, MechanismOwner
from linli.domain.bodies.models.organising import (
    Appointment,
    Body,
    DutyOfficer,
    DutyRevision,
    DutyRule,
    DutyShift,
    DutySwap,
    OfficeHours,
    Post,
    Revision,
)
from linli.domain.bodies.models.staffing import Lending, QuotaLine, QuotaPaper, QuotaSeat
from linli.domain.bodies.models.temporary import Charter

__all__ = [
    "Appointment",
    "Body",
    "Charter",
    "Coverage",
    "CoverageRule",
    "Deputy",
    "DutyOfficer",
    "DutyRevision",
    "DutyRule",
    "DutyShift",
    "DutySwap",
    "HandOver",
    "Hearing",
    "Leave",
    "Lending",
    "Mechanism",
    "MechanismOwner",
    "Membership",
    "MentorPair",
    "OfficeHours",
    "Post",
    "QuotaLine",
    "QuotaPaper",
    "QuotaSeat",
    "Reserve",
    "Revision",
    "Stationing",
]
