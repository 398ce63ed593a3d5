"""Words of mandates: roles, instruments, ways of verifying, urgencies, permissions."""

from enum import StrEnum

ROOT = "00"  # every matter: the catalogue's root, on which territorial fallback (属地) is written
OTHER = "99"


class MandateRole(StrEnum):
    """What a body is to a matter."""

    LEAD = "lead"
    ASSIST = "assist"
    ENFORCE = "enforce"
    SUPERVISE = "supervise"


class Instrument(StrEnum):
    """By what a mandate came to a body."""

    STATUTE = "statute"
    DELEGATED = "delegated"  # 下放: in its own name
    ENTRUSTED = "entrusted"  # 委托: in the name of the entrusting body
    STATIONED = "stationed"  # 派驻
    TAKEN_BACK = "taken_back"  # 收回
    LIST = "list"  # a published list of powers and duties
    PROPOSAL = "proposal"  # the template's proposal (方案), until the place decides


class Verification(StrEnum):
    """How a result is checked before it is told."""

    NONE = "none"
    SAMPLE = "sample"
    CALL = "call"
    SITE = "site"


class Urgency(StrEnum):
    """Four urgencies."""

    EXTREME = "extreme"  # 特急
    URGENT = "urgent"  # 紧急
    ORDINARY = "ordinary"  # 一般
    HARD = "hard"  # 疑难


# These wait for no office to open: their limits run by the clock, whoever is on duty is told.
PRESSING = frozenset({Urgency.EXTREME, Urgency.URGENT})


class CalendarKind(StrEnum):
    """Which time a limit runs in."""

    CLOCK = "clock"
    OFFICE = "office"
    WORKDAY = "workday"


class ThresholdKind(StrEnum):
    """What the text of a threshold is read as."""

    LIMIT = "limit"  # what a clock counts: 30min, 4wh, 5wd, 60d
    SPAN = "span"  # plain time without a calendar: 15d, 24h, 10min
    NUMBER = "number"  # a whole number, one or more
    SHARE = "share"  # a part of the whole in per cent: 20%
    TIME = "time"  # a time of the day: 08:30


class Visibility(StrEnum):
    """Who may see that a case of this matter exists."""

    PUBLIC = "public"  # neighbours may see place and matter
    PRIVATE = "private"  # only those who act on it
    CONFIDENTIAL = "confidential"  # fewer still: the complained-about body never


class Permission(StrEnum):
    """Permissions of this area."""

    MANAGE = "mandates.manage"
