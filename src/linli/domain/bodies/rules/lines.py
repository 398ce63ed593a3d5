"""What follows from two lines; pure."""

from __future__ import annotations

from linli.domain.bodies.states import HEADS, Decides


def must_hear(staffing: str, role: str) -> bool:
    """Tell whether the street must be heard before somebody comes to a post, or is taken from it.

    `staffing` is what the stationing says. A2-06, A4-07.
    """
    return staffing == Decides.HEARD and role in HEADS
