"""The street's opinion on the head of an office stationed there: asked, answered, decided.

Silence is no consent: when the limit has passed, the street can still answer, and the line may
decide without it only by saying why; the street, and the desk above it, are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.domain.bodies.entries import HEARD, HEARING
from linli.domain.bodies.models import Appointment, Body, Hearing, Post, Stationing
from linli.domain.bodies.procedures import CLOCK, HOST
from linli.domain.bodies.procedures import HEARING as TABLE
from linli.domain.bodies.queries import directory, level_above
from linli.domain.bodies.queries.lines import may_answer, may_ask
from linli.domain.bodies.rules.lines import must_hear
from linli.domain.bodies.states import (
    TO_DECIDE,
    HearingAct,
    HearingMove,
    HearingState,
)
from linli.domain.people.models import Person
from linli.foundation.journal import actions as journal
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, Invalid, NotPermitted

LONGEST = 1000  # characters of an opinion or of reasons
ASKED, ANSWERED, LAPSED, DECIDED = (
    f"bodies.notice.hearing_{what}" for what in ("asked", "answered", "lapsed", "decided")
)


@transaction.atomic
def ask_opinion(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    person: Person,
    act: HearingAct,
    limit: timedelta,
    words: str = "",
) -> Hearing:
    """Ask the street about who is to come to, or go from, the head's post of an office there.

    Asked again while it is open, it is the same. Raises NotPermitted for who is not of the line
    above; Invalid where the street need not be heard, or to remove who does not hold the post.
    """
    on = timezone.localdate(at)
    held = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    if not may_ask(by, held.body_id):
        raise NotPermitted("not_permitted", permission=TABLE.moves[-1].needs)
    stands = Stationing.objects.on(on).filter(body_id=held.body_id).first()
    if stands is None or not must_hear(stands.staffing, held.role):
        raise Invalid("opinion_not_needed", field="post", title=held.title)
    if act is HearingAct.REMOVE:
        holds = Appointment.objects.on(on).filter(post=held, person=person)
        if not holds.exists():
            raise Invalid("opinion_not_holder", field="person", name=person.name)
    open_one = Hearing.objects.filter(post=held, person=person, act=act, used_on=None)
    standing = open_one.exclude(state=HearingState.WITHDRAWN).first()
    if standing is not None:
        return standing
    row = Hearing(
        post=held,
        host_id=stands.host_id,
        person=person,
        act=act,
        asked_at=at,
        answer_by=on + limit,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("opinion_open", field="person", name=person.name) from error
    data = {"post": held.pk, "person": person.pk, "act": act.value, "until": row.answer_by}
    _enter(row, by=by, at=at, move="ask", data=data, words=words, was=None)
    _tell(by, at, row, ASKED, [row.host_id])
    return row


@transaction.atomic
def move_hearing(
    *, by: Actor, at: datetime, hearing: Hearing, move: HearingMove, words: str = ""
) -> Hearing:
    """Answer, decide or withdraw; the same move again changes nothing.

    Raises MoveNotAllowed, NotPermitted for another hand, Invalid without the words that a move
    must come with, or with too many.
    """
    row = (
        Hearing.objects.select_for_update(of=("self",))
        .select_related("post__body", "host")
        .get(pk=hearing.pk)
    )
    first = next(m for m in TABLE.moves if m.name == move)  # one move, one hand
    if not _is_hand(by, row, first.hand):
        raise NotPermitted("not_permitted", permission=first.needs)
    if first.to == row.state:
        return row
    step = TABLE.move(row.state, move)
    if "words" in step.supplies and not words.strip():
        raise Invalid("opinion_words_missing", field="words")
    if len(words) > LONGEST:
        raise Invalid("opinion_too_long", field="words", most=LONGEST)
    was, row.state = row.state, str(step.to)
    _enter(row, by=by, at=at, move=move, data={}, words=words, was=was)
    _tell_of(by, at, row, HearingMove(move))
    return row


def lapse_hearings(*, by: Actor, at: datetime) -> int:
    """Let what was not answered in its days be unanswered; return how many.

    One transaction each: whoever is killed goes on, and nobody is told twice.
    """
    late = Hearing.objects.filter(
        state=HearingState.ASKED, answer_by__lt=timezone.localdate(at)
    ).order_by("answer_by", "id")
    for row in (rows := list(late)):
        move_hearing(by=by, at=at, hearing=row, move=HearingMove.LAPSE)
    return len(rows)


def use_opinion(*, at: datetime, post: Post, person: int, act: HearingAct) -> None:
    """Take the decided opinion that an appointment, or its end, rests on; it carries one.

    Raises Conflict where the street must be heard and was not, or the line has not decided.
    """
    on = timezone.localdate(at)
    stands = Stationing.objects.on(on).filter(body_id=post.body_id).select_related("host").first()
    if stands is None or not must_hear(stands.staffing, post.role):
        return
    rows = Hearing.objects.select_for_update().filter(post=post, person_id=person, act=act)
    row = rows.filter(used_on=None, state=HearingState.DECIDED).first()
    if row is None:
        raise Conflict("opinion_first", field="person", title=post.title, host=stands.host.name)
    row.used_on = on
    row.save(update_fields=["used_on"])


def _is_hand(by: Actor, row: Hearing, hand: str) -> bool:
    if hand == CLOCK:
        return by.kind is ActorKind.SYSTEM
    return may_answer(by, row) if hand == HOST else may_ask(by, row.post.body_id)


def _enter(
    row: Hearing,
    *,
    by: Actor,
    at: datetime,
    move: str,
    data: Mapping[str, Any],
    words: str,
    was: str | None,
) -> None:
    row.seq += 1
    row.save(update_fields=["seq", "state"])
    journal.write(
        by=by,
        at=at,
        subject_kind=HEARD,
        subject_id=row.pk,
        seq=row.seq,
        place_id=directory().bodies[row.host_id].seat,
        body_id=row.post.body_id,
        procedure=HEARING,
        move=move,
        from_state=was,
        to_state=row.state,
        data=data,
        particulars={"words": words.strip()} if words.strip() else None,
    )


def _tell_of(by: Actor, at: datetime, row: Hearing, move: HearingMove) -> None:
    line = directory().bodies[row.post.body_id].superior
    above = level_above(row.host_id, timezone.localdate(at))
    if move is HearingMove.LAPSE:
        _tell(by, at, row, LAPSED, [row.host_id, line, above.id if above else None])
    elif row.state in TO_DECIDE:
        _tell(by, at, row, ANSWERED, [line])
    elif move is HearingMove.DECIDE:
        _tell(by, at, row, DECIDED, [row.host_id])


def _tell(by: Actor, at: datetime, row: Hearing, kind: str, bodies: list[int | None]) -> None:
    tellings = [
        Telling(
            entry_id=uuid5(row.pk, f"{kind}:{row.seq}"),
            inbox=Inbox.BODY,
            inbox_id=body,
            kind=kind,
            subject_kind=HEARD,
            subject_id=row.pk,
            at=at,
            params={"day": row.answer_by.isoformat()},
        )
        for body in bodies
        if body is not None and Body.objects.filter(pk=body).exists()
    ]
    notices.tell(by=by, at=at, tellings=tellings)
