"""What will happen in the demo: cases with their turns, drawn from one seed; nothing is written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from random import Random
from zoneinfo import ZoneInfo

from linli.portal.demo import names

DAYS = 60
NEAR = 0.1
FRESH = 0.12  # of all stories happen in the last two days: a desk in the morning


@dataclass(frozen=True, slots=True)
class Text:
    """One line of the demo's texts: a matter, who says it, how often, what was done in the end."""

    matter: str
    way: str  # appeal or grid
    weight: int
    text: str
    result: str


@dataclass(frozen=True, slots=True)
class Turns:
    """How one case will go; minutes are counted from the turn before.

    `ending` is "rated", "refused", "withdrawn" or "settled".
    """

    ending: str
    accept: int
    dispatch: int
    sign: int
    pace: float  # part of the limit that the work takes; above 1 it is late
    sent_back: bool
    asked: bool
    failed_check: bool
    rated: bool
    solved: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A case of the demo before it is told."""

    number: int
    at: datetime
    place: int  # a grid
    matter: str
    way: str
    source: str
    words: str
    result: str
    phone: str  # empty: anonymous
    name: str
    filed_for: bool
    turns: Turns
    tell_by: str = ""


def texts() -> list[Text]:
    """Return the texts written for the demo."""
    path = resources.files("linli.portal.demo").joinpath("texts.csv")
    with path.open(encoding="utf-8") as lines:
        return [
            Text(r["matter"], r["way"], int(r["weight"]), r["text"], r["result"])
            for r in csv.DictReader(lines)
        ]


def stories(
    *,
    seed: int,
    grids: Sequence[int],
    near: Sequence[int],
    count: int,
    until: datetime,
    zone: ZoneInfo,
) -> Iterator[Story]:
    """Yield `count` stories of the 60 days before `until`, oldest first, the same for one seed.

    Of ten, one happens in the grids `near`: there the demo's people have their desks.
    """
    rng = Random(seed)  # noqa: S311 - a demo wants the same dice every time
    known = texts()
    weights = [t.weight for t in known]
    moments = sorted(_moment(rng, until, zone) for _ in range(count))
    for number, at in enumerate(moments):
        text = rng.choices(known, weights)[0]
        place = rng.choice(near if near and rng.random() < NEAR else grids)
        yield _story(rng, number, at, place, text)


def _story(rng: Random, number: int, at: datetime, place: int, text: Text) -> Story:
    scene = names.scene(rng)
    source = (
        "grid" if text.way == "grid" else rng.choices(["web", "phone", "counter"], [6, 3, 1])[0]
    )
    anonymous = text.way == "grid" or rng.random() < 0.3
    return Story(
        number=number,
        at=at,
        place=place,
        matter=text.matter,
        way=text.way,
        source=source,
        words=text.text.format(**scene),
        result=text.result.format(**scene),
        phone="" if anonymous else names.phone(number + 1),
        name="" if anonymous else names.person(rng),
        filed_for=source == "counter",
        turns=_turns(rng, text),
    )


def _turns(rng: Random, text: Text) -> Turns:
    if text.way == "grid":
        ending = "settled" if rng.random() < 0.45 else "rated"
    else:
        ending = rng.choices(["rated", "refused", "withdrawn"], [94, 4, 2])[0]
    return Turns(
        ending=ending,
        accept=rng.randint(4, 90),
        dispatch=rng.randint(1, 25),
        sign=rng.randint(3, 45),
        pace=rng.choices([rng.uniform(0.1, 0.9), rng.uniform(1.05, 1.8)], [88, 12])[0],
        sent_back=rng.random() < 0.06,
        asked=rng.random() < 0.05,
        failed_check=rng.random() < 0.07,
        rated=rng.random() < 0.7,
        solved=rng.random() < 0.88,
    )


def _moment(rng: Random, until: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment when people report: more by day than by night, never after `until`."""
    while True:
        back = rng.randrange(3) if rng.random() < FRESH else rng.randrange(DAYS + 1)
        day: date = (until.astimezone(zone) - timedelta(days=back)).date()
        hour = rng.choices(range(24), _BY_HOUR)[0]
        at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), zone)
        if until - timedelta(days=DAYS) <= at < until:
            return at


_BY_HOUR = [1, 1, 0, 0, 0, 1, 3, 6, 10, 11, 10, 8, 6, 5, 7, 8, 8, 7, 7, 8, 7, 5, 3, 2]
