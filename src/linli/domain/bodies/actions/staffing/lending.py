"""Lending people for a time: asked, approved by a second hand, over on its day by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import record
from linli.domain.bodies.models import Appointment, Body, Lending
from linli.domain.bodies.procedures import LENDING
from linli.domain.bodies.queries.staffing import lending as queries
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.rules.lending import LentLimits, Spell, too_long
from linli.domain.bodies.states import LentKind, LentMove, LentState, Permission
from linli.domain.people.models import Person
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

ENDS = "bodies.notice.lent_ends"
SUBJECT = "lending"


@transaction.atomic
def ask_lending(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    home: Body,
    destination: Body,
    kind: LentKind,
    first: date,
    last: date,
    document: str,
    limits: LentLimits,
) -> Lending:
    """Ask to lend a person of a body to another from a day to a day, both included.

    The same again is the same. Raises NotPermitted for who arranges at neither; Invalid for days in
    the wrong order, beyond the limits, or over, without a paper, for who neither works nor sits at
    home; Conflict with another lending on those days, or a paper used before.
    """
    today = timezone.localdate(at)
    who = Person.objects.select_for_update().get(pk=person.pk)
    if not queries.may_ask(by, home.pk, destination.pk, today):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    spell = Spell(first, last + timedelta(days=1))
    _check_days(spell, today)
    paper = document.strip()
    if not paper:
        raise Invalid("lent_without_paper", field="document")
    if home.pk == destination.pk:
        raise Invalid("lent_to_itself", field="destination")
    rows = Lending.objects.filter(person=who).order_by("valid_from", "id")
    same = rows.filter(document=paper, state__in=(LentState.ASKED, LentState.APPROVED)).first()
    if same is not None:
        told = (same.home_id, same.destination_id, same.kind, same.valid_from, same.valid_to)
        if told == (home.pk, destination.pk, kind, *spell):
            return same
        raise Conflict("lent_paper_used", field="document", document=paper)
    _check(who, home, destination, LentKind(kind), spell, limits)
    row = Lending.objects.create(
        person=who,
        home=home,
        destination=destination,
        kind=LentKind(kind),
        document=paper,
        asked_by_id=by.person,
        valid_from=spell.since,
        valid_to=spell.until,
    )
    data = {
        "lending": row.pk,
        "person": who.pk,
        "kind": row.kind,
        "home": home.pk,
        "destination": destination.pk,
        "since": spell.since,
        "until": spell.until,
    }
    record(by=by, at=at, body=home, move="ask_lending", data=data)
    return row


def _check_days(spell: Spell, today: date) -> None:
    if spell.until <= spell.since:
        raise Invalid("days_in_wrong_order", field="last")
    if spell.until <= today:
        raise Invalid("day_is_over", field="last", day=spell.until.isoformat())


def _check(
    who: Person, home: Body, destination: Body, kind: LentKind, spell: Spell, limits: LentLimits
) -> None:
    if who.valid_to is not None and who.valid_to <= spell.since:
        raise Invalid("person_left", field="person", name=who.name)
    if not queries.belongs(who.pk, home.pk, spell.since):
        raise Invalid("lent_not_from_here", field="person", name=who.name, body=home.name)
    approved = Lending.objects.filter(person=who, state=LentState.APPROVED)
    _check_free(approved.order_by("valid_from", "id"), spell)
    before = approved.filter(destination=destination, kind=kind).order_by("id")
    wrong = too_long(
        kind, spell, [Spell(*s) for s in before.values_list("valid_from", "valid_to")], limits
    )
    if wrong is not None:
        day = (wrong.until - timedelta(days=1)).isoformat()
        raise Invalid(wrong.code, field="last", months=wrong.months, day=day)


def _check_free(approved: Iterable[Lending], spell: Spell) -> None:
    for row in approved:
        if row.valid_from < spell.until and spell.since < row.valid_to:
            last = row.valid_to - timedelta(days=1)
            raise Conflict(
                "lent_already", field="first", document=row.document, day=last.isoformat()
            )


@transaction.atomic
def answer_lending(
    *, by: Actor, at: datetime, pk: int, move: LentMove, on: date | None = None
) -> Lending:
    """Approve, refuse or withdraw a paper, or end it early with a day (today by default).

    The same answer twice is one. What the person holds at the destination since they came ends with
    it. Raises NotFound, NotPermitted for a hand that may not, MoveNotAllowed, Conflict where the
    days are taken or over.
    """
    today = timezone.localdate(at)
    held = Lending.objects.filter(pk=pk).values_list("person_id", flat=True).first()
    if held is None:
        raise NotFound("unknown_lending")
    Person.objects.select_for_update().get(pk=held)
    row = Lending.objects.select_related("person", "home", "destination").get(pk=pk)
    step = next(m for m in LENDING.moves if m.name == move)
    if not queries.may_move(by, row, step.hand, today):
        raise NotPermitted("lent_other_hand" if step.hand == "second" else "lent_not_yours")
    if step.to is not None and row.state == step.to:
        return row
    step = LENDING.move(row.state, move)
    if step.to == LentState.APPROVED:
        _check_approval(row, today)
    if step.to is None:
        _end(row, max(on or today, today))
    row.state = str(step.to or row.state)
    row.save(update_fields=["state", "valid_to"])
    if row.state == LentState.APPROVED:
        _cut_posts(by, at, row)
    data = {"lending": row.pk, "person": row.person_id, "how": step.name, "until": row.valid_to}
    record(by=by, at=at, body=row.home, move="answer_lending", data=data)
    return row


def _check_approval(row: Lending, today: date) -> None:
    if row.person.valid_to is not None and row.person.valid_to <= row.valid_from:
        raise Conflict("person_left", name=row.person.name)
    if row.valid_to <= today:
        raise Conflict("lent_is_over", day=row.valid_to.isoformat())
    approved = Lending.objects.filter(person=row.person_id, state=LentState.APPROVED)
    _check_free(approved.order_by("valid_from", "id"), Spell(row.valid_from, row.valid_to))


def _end(row: Lending, day: date) -> None:
    if row.valid_to <= day:
        raise Conflict("lent_is_over", day=row.valid_to.isoformat())
    row.valid_to = max(row.valid_from, day)


def _cut_posts(by: Actor, at: datetime, row: Lending) -> None:
    """Let what the person holds at the destination since they came end with the lending."""
    posts = Appointment.objects.filter(
        person=row.person_id, post__body=row.destination_id, valid_from__gte=row.valid_from
    )
    for held in posts.select_related("post__body").order_by("id"):
        if held.valid_to is not None and held.valid_to <= row.valid_to:
            continue
        held.valid_to = max(row.valid_to, held.valid_from or row.valid_to)
        held.save(update_fields=["valid_to"])
        data = {"post": held.post_id, "person": held.person_id, "on": held.valid_to}
        record(by=by, at=at, body=held.post.body, move="end_appointment", data=data)


@transaction.atomic
def warn_of_returns(*, by: Actor, at: datetime, days: int) -> int:
    """Tell people and both bodies once that a lending ends within some days.

    Returns how many end; run again, or killed half-way, it tells nobody twice.
    """
    on = timezone.localdate(at)
    near = queries.returning(on, days)
    notices.tell(by=by, at=at, tellings=[t for row in near for t in _told(row, at)])
    return len(near)


def _told(row: Lending, at: datetime) -> Iterator[Telling]:
    subject = subject_of(SUBJECT, row.pk)
    for inbox, key in (
        (Inbox.PERSON, row.person_id),
        (Inbox.BODY, row.home_id),
        (Inbox.BODY, row.destination_id),
    ):
        yield Telling(
            entry_id=uuid5(subject, row.valid_to.isoformat()),
            inbox=inbox,
            inbox_id=key,
            kind=ENDS,
            subject_kind=SUBJECT,
            subject_id=subject,
            at=at,
            params={"day": (row.valid_to - timedelta(days=1)).isoformat()},
        )
