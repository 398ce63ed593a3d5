"""What follows an answer: telling it by call or visit, an objection and its review by another desk.

A case that somebody filed for another is told by the desk that took it (R-39); who objects is
answered by the level above, never by who said no (PIPL 50, R-31).
"""

from __future__ import annotations

from linli.domain.cases.states import OURS, ClockKind, Hand, MoveName, Permission
from linli.domain.cases.states import State as At
from linli.kernel.procedure import Move

# Where something may stand that the person has not been told yet.
TOLD_IN = (At.WAITING, At.REFUSED, At.REFERRED, At.EXPLAINED, At.CLOSED, At.DISMISSED)
EVERY_CLOCK = OURS


def telling(told_in: tuple[str, ...], rated_in: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """Return the moves of whoever calls or visits; where a result stands, a rating may be taken."""
    places = ((told_in, ("words",)), (rated_in, ("words", "solved", "satisfied")))
    told = tuple(
        Move(
            MoveName.TOLD,
            sources,
            None,
            needs=Permission.TELL,
            hand=Hand.TELLER,
            why="cases.why.told",
            supplies=("reached",),
            takes=takes,
            when="something_to_tell",
            stops=(ClockKind.TELL,),
        )
        for sources, takes in places
        if sources
    )
    return (
        *told,
        Move(
            MoveName.NOT_REACHED,
            (*told_in, *rated_in),
            None,
            needs=Permission.TELL,
            hand=Hand.TELLER,
            why="cases.why.told",
            supplies=("reason",),
            when="something_to_tell",
        ),
        Move(
            MoveName.ESCALATE_MISSED,
            told_in,
            None,
            needs=Permission.RUN,
            hand=Hand.SYSTEM,
            why="cases.why.escalate_missed",
            supplies=("clock",),
            when="something_to_tell",
            tells=("teller",),
        ),
    )


def objecting(answers: tuple[str, ...], back_to: str, starts: tuple[str, ...]) -> tuple[Move, ...]:
    """Return the moves of an objection against some answers; upheld, the case begins anew."""
    return (
        Move(
            MoveName.OBJECT,
            answers,
            At.OBJECTED,
            needs=Permission.OWN,
            hand=Hand.REPORTER,
            why="cases.why.object",
            supplies=("reason",),
            when="another_decides",
            stops=EVERY_CLOCK,
            starts=(ClockKind.MARK, ClockKind.REVIEW),
            tells=("desk",),
        ),
        Move(
            MoveName.MARK_OBJECTION,
            (At.OBJECTED,),
            None,
            needs=Permission.REVIEW,
            hand=Hand.DESK,
            why="cases.why.mark_objection",
            when="not_yet_marked",
            stops=(ClockKind.MARK,),
        ),
        Move(
            MoveName.UPHOLD,
            (At.OBJECTED,),
            back_to,
            needs=Permission.REVIEW,
            hand=Hand.DESK,
            why="cases.why.uphold",
            supplies=("reason",),
            takes=("matter",),
            when="may_begin_anew",
            stops=EVERY_CLOCK,
            starts=starts,
            tells=("reporter",),
        ),
        Move(
            MoveName.DISMISS,
            (At.OBJECTED,),
            At.DISMISSED,
            needs=Permission.REVIEW,
            hand=Hand.DESK,
            why="cases.why.dismiss",
            supplies=("reason", "go_to"),
            when="not_who_said_no",
            stops=EVERY_CLOCK,
            starts=(ClockKind.TELL,),
            tells=("reporter",),
        ),
        Move(
            MoveName.ESCALATE_MISSED,
            (At.OBJECTED,),
            None,
            needs=Permission.RUN,
            hand=Hand.SYSTEM,
            why="cases.why.escalate_missed",
            supplies=("clock",),
            tells=("desk",),
        ),
    )


def on_own_data(anywhere: tuple[str, ...], ended: tuple[str, ...]) -> tuple[Move, ...]:
    """Return what the system does to a case when a request about its data was granted."""
    return (
        Move(
            MoveName.CORRECT,
            anywhere,
            None,
            needs=Permission.RUN,
            hand=Hand.SYSTEM,
            why="cases.why.own_data",
            supplies=("request",),
            takes=("phone", "name"),
        ),
        Move(
            MoveName.ERASE,
            ended,
            None,
            needs=Permission.RUN,
            hand=Hand.SYSTEM,
            why="cases.why.own_data",
            supplies=("request",),
            when="told_and_over",
        ),
    )
