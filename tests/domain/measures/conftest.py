"""A tree of places and random but lawful lives of cases, as entries."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from linli.domain.cases.procedures import COUNTED, PROCEDURES
from linli.domain.territory.actions import create_place
from linli.domain.territory.states import Kind
from linli.foundation.journal.actions import Draft
from linli.kernel.access import SYSTEM
from linli.kernel.ids import uuid7

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIRST = date(2025, 11, 1)
LAST = date(2026, 3, 31)
TREE = (
    ("86", None, Kind.COUNTRY),
    ("14", "86", Kind.PROVINCE),
    ("1404", "14", Kind.PREFECTURE),
    ("140403", "1404", Kind.COUNTY),
    ("140404", "1404", Kind.COUNTY),
    ("140403006", "140403", Kind.SUBDISTRICT),
    ("140403007", "140403", Kind.SUBDISTRICT),
)


@pytest.fixture
def places(db: None) -> dict[str, int]:
    """Ids by code."""
    made = {}
    for code, parent, kind in TREE:
        above = made[parent] if parent else None
        made[code] = create_place(
            by=SYSTEM, at=AT, kind=kind, name=f"示例{code}", parent=above, code=code
        )
    return {code: place.id for code, place in made.items()}


def life(dice: random.Random, places: list[int]) -> list[Draft]:
    """One case: filed, moved at random by its procedure's table, with reversals now and then."""
    procedure = PROCEDURES[dice.choice(sorted(COUNTED))]
    at = datetime(2025, 11, 1, 2, tzinfo=UTC) + timedelta(hours=dice.randrange(24 * 120))
    first = Draft(
        by=SYSTEM,
        at=at,
        subject_kind="case",
        subject_id=uuid7(),
        seq=1,
        place_id=dice.choice(places),
        body_id=dice.choice([None, 1, 2]),
        procedure=procedure.name,
        move="file",
        from_state=None,
        to_state=procedure.initial,
        matter=dice.choice(["01/02", "02", "02/03/04"]),
    )
    drafts, state = [first], procedure.initial
    for _ in range(dice.randrange(25)):
        if not (moves := procedure.allowed(state)):
            break
        rare = {"refuse", "refer", "withdraw", "escalate", "escalate_missed", "verify_fail"}
        rare |= {"recount", "answered_elsewhere", "clear", "join"}  # else few lives get far
        weights = [1 if m.name in rare else 8 for m in moves]
        (move,) = dice.choices(moves, weights)
        at += timedelta(hours=dice.randrange(60))
        drafts.append(
            replace(
                first,
                at=at,
                seq=len(drafts) + 1,
                body_id=dice.choice([None, 1, 2]),
                move=move.name,
                from_state=state,
                to_state=move.to or state,
                elapsed=dice.choice([None, dice.randrange(30 * 86_400)]),
                on_time=dice.choice([None, True, False]),
            )
        )
        state = move.to or state
    return drafts


def lives(seed: int, number: int, places: list[int]) -> list[Draft]:
    """Several cases, their entries shuffled together."""
    dice = random.Random(seed)  # noqa: S311
    drafts = [d for _ in range(number) for d in life(dice, places)]
    dice.shuffle(drafts)
    return drafts
