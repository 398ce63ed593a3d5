"""Names of measures and of the time a tally covers."""

from enum import StrEnum


class Name(StrEnum):
    """What is counted. A rate is a quotient of two of them, never a measure of its own."""

    FILED = "filed"
    RESOLVED = "resolved"
    IN_TIME = "resolved_in_time"
    EXPLAINED = "explained"
    OPEN = "open"
    REPLY_DAYS = "reply_days"
    GAPS = "gaps"  # matters and items with no lead, or two


STOCKS = frozenset({Name.OPEN, Name.GAPS})  # running sums: read from the beginning up to a day


class Grain(StrEnum):
    """What stretch of days one tally sums."""

    DAY = "d"
    MONTH = "m"
