"""A shift at work: its book, handing over, and swaps that need the colleague's consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linli.domain.bodies.entries import DUTY
from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyShift, DutySwap
from linli.domain.bodies.procedures import GIVER, SWAP, TAKER
from linli.domain.bodies.queries import directory, may_read_book, next_shift
from linli.domain.bodies.queries.duty import colleagues_of, people_in
from linli.domain.bodies.queries.on_duty import shifts_with_people
from linli.domain.bodies.states import BookLine, SwapMove, SwapState
from linli.domain.people.models import Person
from linli.foundation.journal import actions as journal
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

LONGEST = 2000
LAPSED = "bodies.notice.swap_lapsed"


@transaction.atomic
def note(
    *, by: Actor, at: datetime, shift_id: UUID, line: BookLine, words: str, key: str | None = None
) -> UUID:
    """Write one line into a shift's book; the same key writes once.

    Raises NotFound, NotPermitted for who is neither on duty nor of that office, Invalid without
    words, Conflict before the shift begins or once the next one has signed.
    """
    if key is None:
        return _note(by, at, shift_id, line, words)
    answer = journal.once(
        scope=f"duty.note:{by.person or ''}",
        key=key,
        request=repr((str(shift_id), line.value, words)).encode(),
        make=lambda: {"shift": str(_note(by, at, shift_id, line, words))},
    )
    return UUID(answer["shift"])


def _note(by: Actor, at: datetime, shift_id: UUID, line: BookLine, words: str) -> UUID:
    shift = locked(shift_id)
    if not may_read_book(by, shift, timezone.localdate(at)):
        raise NotPermitted("duty_book_not_yours")
    text = words.strip()
    if not text:
        raise Invalid("duty_words_missing", field="words")
    if len(text) > LONGEST:
        raise Invalid("duty_words_too_long", field="words", most=LONGEST)
    if at < shift.starts_at:
        raise Conflict("duty_not_begun")
    if shift.signed_at is not None:
        raise Conflict("duty_handed_over")
    enter(shift, by=by, at=at, move="note", data={"line": line.value}, texts={"words": text})
    return shift.pk


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, shift_id: UUID) -> DutyShift:
    """Sign a shift's book as someone of the next shift; signing again changes nothing.

    Raises NotPermitted for others, Conflict before the shift begins, NotFound without next shift.
    """
    shift = locked(shift_id)
    after = next_shift(shift)
    if after is None:
        raise NotFound("duty_no_next_shift")
    if by.person not in people_in(after):
        raise NotPermitted("duty_next_signs")
    if at < shift.starts_at:
        raise Conflict("duty_not_begun")
    if shift.signed_at is None:
        shift.signed_by_id, shift.signed_at = by.person, at
        shift.save(update_fields=["signed_by", "signed_at"])
        data = {"next": after.pk, "person": by.person}
        enter(shift, by=by, at=at, move="hand_over", data=data)
    return shift


@transaction.atomic
def ask_swap(*, by: Actor, at: datetime, shift_id: UUID, taker_id: int) -> DutySwap:
    """Ask a colleague to take over one's duty; asked again of the same one, it is the same swap.

    Raises NotPermitted when the duty is not the asker's, Conflict when it has begun or is asked of
    another already, Invalid for someone who holds no post there or is in that shift.
    """
    shift = locked(shift_id)
    if by.person is None or by.person not in people_in(shift):
        raise NotPermitted("duty_not_yours")
    if at >= shift.starts_at:
        raise Conflict("duty_begun")
    if taker_id in people_in(shift):
        raise Invalid("duty_taker_is_in_it", field="taker")
    if not _is_colleague(taker_id, shift):
        raise Invalid("duty_taker_unknown", field="taker")
    standing = DutySwap.objects.filter(shift=shift, giver_id=by.person, state=SwapState.ASKED)
    held = standing.first()
    if held is not None and held.taker_id == taker_id:
        return held
    if held is not None:
        raise Conflict("duty_swap_open")
    swap = DutySwap.objects.create(shift=shift, giver_id=by.person, taker_id=taker_id, asked_at=at)
    enter(shift, by=by, at=at, move="ask_swap", data=_of(swap))
    return swap


@transaction.atomic
def answer_swap(*, by: Actor, at: datetime, swap_id: UUID, move: SwapMove) -> DutySwap:
    """Agree to, decline or withdraw a swap; the same answer twice is one answer.

    On agreement the duty is the taker's at once. Raises NotFound, NotPermitted for another hand,
    MoveNotAllowed after another answer, Conflict when the duty has begun or the rota has changed.
    """
    held = DutySwap.objects.filter(pk=swap_id).first()
    if held is None:
        raise NotFound("unknown_swap")
    shift = locked(held.shift_id)  # first the shift, as every other act: no two wait crosswise
    swap = DutySwap.objects.select_for_update().get(pk=swap_id)
    step = next(m for m in SWAP.moves if m.name == move)
    hand = {TAKER: swap.taker_id, GIVER: swap.giver_id}.get(step.hand)
    if by.person is None or by.person != hand:
        raise NotPermitted("duty_swap_not_yours")
    if swap.state == step.to:
        return swap
    step = SWAP.move(swap.state, move)
    if step.to == SwapState.AGREED:
        _take_over(shift, swap, by=by, at=at)
    swap.state, swap.answered_at = str(step.to), at
    swap.save(update_fields=["state", "answered_at"])
    enter(shift, by=by, at=at, move=step.name, data=_of(swap), from_state=SwapState.ASKED)
    return swap


@transaction.atomic
def lapse_swaps(*, by: Actor, at: datetime, person: Person, on: date) -> int:
    """End what is asked of, or by, somebody who leaves on a day, for duties from then on.

    The other of the two is told. Returns how many; what has its answer is left, so again is 0. The
    departure, whose part it is, has asked whether `by` may.
    """
    either = Q(giver=person) | Q(taker=person)
    asked = DutySwap.objects.filter(either, state=SwapState.ASKED, shift__day__gte=on)
    rows = asked.order_by("shift_id", "id").values_list("id", "shift_id")
    return sum(_lapse(by, at, pk, locked(shift), person) for pk, shift in list(rows))


def _lapse(by: Actor, at: datetime, pk: UUID, shift: DutyShift, person: Person) -> int:
    swap = DutySwap.objects.select_for_update().get(pk=pk)
    if swap.state != SwapState.ASKED:  # answered while the shift was waited for
        return 0
    step = SWAP.move(swap.state, SwapMove.LAPSE)
    swap.state, swap.answered_at = str(step.to), at
    swap.save(update_fields=["state", "answered_at"])
    data = {**_of(swap), "person": person.pk}
    enter(shift, by=by, at=at, move=step.name, data=data, from_state=SwapState.ASKED)
    telling = Telling(
        entry_id=uuid5(swap.pk, step.name),
        inbox=Inbox.PERSON,
        inbox_id=swap.taker_id if swap.giver_id == person.pk else swap.giver_id,
        kind=LAPSED,
        subject_kind=DUTY,
        subject_id=shift.pk,
        at=at,
        params={"day": shift.day.isoformat(), "name": person.name},
    )
    notices.tell(by=by, at=at, tellings=[telling])
    return 1


def _take_over(shift: DutyShift, swap: DutySwap, *, by: Actor, at: datetime) -> None:
    if at >= shift.starts_at:
        raise Conflict("duty_begun")
    if swap.giver_id not in people_in(shift) or swap.taker_id in people_in(shift):
        raise Conflict("duty_swap_overtaken")
    if shift.leader_id == swap.giver_id:
        shift.leader_id = swap.taker_id
    shift.reminded_at = None  # the taker is reminded, the giver's reminder goes
    shift.save(update_fields=["leader", "reminded_at"])
    forget_reminder(by=by, at=at, shift=shift)
    DutyOfficer.objects.filter(shift=shift, person_id=swap.giver_id).update(person_id=swap.taker_id)
    DutyRevision.renew()


def forget_reminder(*, by: Actor, at: datetime, shift: DutyShift) -> None:
    """Take back what nobody has read yet of a shift that is another now."""
    notices.take_back(by=by, at=at, subject_kind=DUTY, subject_id=shift.pk)


def _of(swap: DutySwap) -> Mapping[str, Any]:
    return {"swap": swap.pk, "giver": swap.giver_id, "taker": swap.taker_id}


def _is_colleague(person_id: int, shift: DutyShift) -> bool:
    """Tell whether someone holds a post on that day where the body sits."""
    return person_id in {c.id for c in colleagues_of(shift.body_id, shift.day)}


def locked(shift_id: UUID) -> DutyShift:
    """Return a shift with its people, its row locked; raises NotFound."""
    rows = shifts_with_people().select_for_update(of=("self",))
    shift = rows.filter(pk=shift_id).first()
    if shift is None:
        raise NotFound("unknown_shift")
    return shift


def enter(
    shift: DutyShift,
    *,
    by: Actor,
    at: datetime,
    move: str,
    data: Mapping[str, Any],
    texts: Mapping[str, str] | None = None,
    from_state: str | None = None,
) -> None:
    """Write one entry of a locked shift: a line of its book."""
    shift.seq += 1
    shift.save(update_fields=["seq"])
    swap_move = next((m for m in SWAP.moves if m.name == move), None)
    journal.write(
        by=by,
        at=at,
        subject_kind=DUTY,
        subject_id=shift.pk,
        seq=shift.seq,
        place_id=directory().bodies[shift.body_id].seat,
        body_id=shift.body_id,
        procedure=DUTY,
        move=move,
        from_state=from_state,
        to_state=str(swap_move.to) if swap_move else None,
        data=data,
        particulars=texts,
    )
