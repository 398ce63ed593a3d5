"""Whose work a row of a list is, where the reader stands in or acts for somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import Cover
from linli.foundation.ui import formats
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Actor


def whose(
    actor: Actor, acting: Iterable[Any], on: date, covers: Sequence[Cover] | None = None
) -> dict[int, str]:
    """Return the bodies whose work is not the reader's own, each with the words that say so.

    `acting` are the posts they act for. A body in which they hold a post for good too is theirs.
    One query at most, none where they stand in for nobody.
    """
    if covers is None:
        covers = bodies.covers_by(actor.person or 0, actor.stands_for, on)
    lent = {c.post for c in covers} | {a.post for a in acting}
    own = {body for g in actor.grants if g.post not in lent for body in g.bodies}
    told = {a.body: _acting(a, on) for a in acting if a.last}
    told |= {c.body: _covered(c, on) for c in covers}
    return {body: words for body, words in told.items() if body not in own}


def _acting(row: Any, today: date) -> str:
    post = either(row.title, row.title_en)
    return say(f"bodies.acts.{row.how}.row", post=post, day=formats.day(row.last, today))


def _covered(row: Cover, today: date) -> str:
    return say("cases.list.for", name=named(row.holder), day=formats.day(row.last or today, today))
