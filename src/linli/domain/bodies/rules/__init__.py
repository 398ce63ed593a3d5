"""Decisions about organisations: who sits where, office hours, chairs, and the duty rota."""

from linli.domain.bodies.rules.organising import (
    Directory,
    HoursRow,
    Line,
    SecondHand,
    clashes,
    free_chair,
    hours_on,
    second_hand,
    sort_of,
    stem,
    subject_of,
)

__all__ = [
    "Directory",
    "HoursRow",
    "Line",
    "SecondHand",
    "clashes",
    "free_chair",
    "hours_on",
    "second_hand",
    "sort_of",
    "stem",
    "subject_of",
]
