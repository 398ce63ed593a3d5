"""Letting persons in and out: register, give a login, leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from linli.domain.people.entries import PROCEDURE
from linli.domain.people.models import Person, PhoneConsent, RosterFact
from linli.domain.people.queries import KEY, bound, consented, may_consent, work_phones
from linli.domain.people.states import Education, Permission
from linli.foundation.accounts import actions as accounts
from linli.foundation.database.keys import copy_rows, reserve
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.foundation.keys.actions import cipher_for
from linli.kernel.access import Actor, ActorKind
from linli.kernel.codes import read_phone
from linli.kernel.errors import Conflict, Invalid, NotPermitted

YOUNGEST, OLDEST = 14, 110  # years: beyond them a year is a slip of the hand


@transaction.atomic
def register(
    *,
    by: Actor,
    at: datetime,
    name: str,
    name_en: str = "",
    work_phone: str = "",
    email: str = "",
    valid_from: date | None = None,
) -> Person:
    """Enter a person who will hold posts; raises NotPermitted, Invalid."""
    _check(by)
    if not name.strip():
        raise Invalid("name_missing", field="name")
    person = Person.objects.create(
        name=name.strip(), name_en=name_en.strip(), email=email, valid_from=valid_from
    )
    if work_phone:
        person.work_phone = cipher_for(KEY).seal_text(work_phone, bound(person.pk))
        person.save(update_fields=["work_phone"])
    return person


@transaction.atomic
def register_many(*, by: Actor, at: datetime, names: Sequence[str]) -> Sequence[int]:
    """Enter many people by name at once, for opening a place; returns their ids in order."""
    _check(by)
    if any(not name.strip() for name in names):
        raise Invalid("name_missing", field="name")
    keys = reserve("people_person", len(names))
    columns = ("id", "name", "name_en", "work_phone", "email")
    rows = ((key, name.strip(), "", b"", "") for key, name in zip(keys, names, strict=True))
    copy_rows("people_person", columns, rows)
    return list(keys)


@transaction.atomic
def state_work_phone(*, by: Actor, at: datetime, person: Person, phone: str) -> None:
    """State the work phone of a person, "" for none; raises NotPermitted, Invalid."""
    _check(by)
    number = read_phone(phone) if phone else ""
    if number is None:
        raise Invalid("phone_unreadable", field="phone")
    held = Person.objects.select_for_update().get(pk=person.pk)
    held.work_phone = cipher_for(KEY).seal_text(number, bound(held.pk)) if number else b""
    held.save(update_fields=["work_phone"])


@transaction.atomic
def correct(
    *, by: Actor, at: datetime, person: Person, name: str = "", work_phone: str = ""
) -> list[str]:
    """Correct a person's name or work phone; "" says nothing of it. Returns what was corrected.

    Raises NotPermitted, Invalid for a phone that cannot be read.
    """
    _check(by)
    held = Person.objects.select_for_update().get(pk=person.pk)
    number = read_phone(work_phone) if work_phone else ""
    if number is None:
        raise Invalid("phone_unreadable", field="phone")
    changed = []
    if name.strip() and name.strip() != held.name:
        held.name = name.strip()
        changed.append("name")
    if number and work_phones([held]).get(held.pk) != number:
        held.work_phone = cipher_for(KEY).seal_text(number, bound(held.pk))
        changed.append("work_phone")
    if changed:
        held.save(update_fields=changed)
        _enter(by, at, held, "correct", {"fields": changed})
    return changed


@transaction.atomic
def state_facts(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    born: int | None = None,
    education: Education | None = None,
) -> list[str]:
    """State a person's year of birth or education for the figures of rosters; None says nothing.

    Returns what changed. Raises NotPermitted but for the person and who manages people, Invalid for
    a year in which nobody at work was born, Conflict for who has left.
    """
    _check_own(by, person)
    held = Person.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate(at)
    if held.valid_to is not None and held.valid_to <= today:
        raise Conflict("person_left", name=held.name)
    if born is not None and not YOUNGEST <= today.year - born <= OLDEST:
        raise Invalid("born_out_of_reach", field="born", year=born)
    row = RosterFact.objects.filter(person=held).first() or RosterFact(person=held)
    said = {"born": born, "education": education and Education(education).value}
    changed = [k for k, v in said.items() if v is not None and getattr(row, k) != v]
    for name in changed:
        setattr(row, name, said[name])
    if changed:
        row.save()
        _enter(by, at, held, "state_facts", {"fields": changed})
    return changed


@transaction.atomic
def link_user(*, by: Actor, at: datetime, person: Person, user: AbstractBaseUser) -> Person:
    """Give a person a login; raises Conflict if either has another already."""
    _check(by)
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.user_id not in (None, user.pk):
        raise Conflict("person_has_login", name=held.name)
    if Person.objects.filter(user_id=user.pk).exclude(pk=held.pk).exists():
        raise Conflict("login_of_another", name=held.name)
    if held.user_id == user.pk:
        return held
    held.user_id = user.pk
    held.save(update_fields=["user"])
    accounts.assign(by=by, at=at, user_id=user.pk, person_id=held.pk)
    return held


@transaction.atomic
def leave(*, by: Actor, at: datetime, person: Person, on: date | None = None) -> Person:
    """End a person's service: every right, and login, ends with a day's beginning (today's).

    For `bodies.depart` alone, which ends what they hold and lists what they hand over. What they
    did keeps their name; the phone and the address for notices go with that day
    (`forget_leavers`). Raises Conflict for who has left by then.
    """
    _check(by)
    held = Person.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate(at)
    day = max(on or today, today)
    if held.valid_to is not None and held.valid_to <= day:
        raise Conflict("person_left", name=held.name)
    if held.valid_from is not None and held.valid_from > day:
        held.valid_from = day
    held.valid_to = day
    held.save(update_fields=["valid_from", "valid_to"])
    _enter(by, at, held, "leave", {"on": day})
    if held.user_id is not None:
        last = day - timedelta(days=1)
        accounts.end_access(by=by, at=at, user_id=held.user_id, until=last)
    if day == today:
        _forget(by, at, held)
    return held


@transaction.atomic
def forget_leavers(*, by: Actor, at: datetime) -> int:
    """Take away phones, addresses and facts of those who have left; return of how many persons.

    Run again it finds nobody.
    """
    _check(by)
    consents = PhoneConsent.objects.filter(person_id=OuterRef("pk"), valid_to=None).order_by()
    facts = RosterFact.objects.filter(person_id=OuterRef("pk")).order_by()
    known = ~Q(work_phone=b"") | ~Q(email="") | Exists(consents) | Exists(facts)
    rows = Person.objects.filter(known, valid_to__lte=timezone.localdate(at)).order_by("id")
    held = list(rows.select_for_update(of=("self",)))
    for person in held:
        _forget(by, at, person)
    return len(held)


def _forget(by: Actor, at: datetime, person: Person) -> None:
    person.work_phone, person.email = b"", ""
    person.save(update_fields=["work_phone", "email"])
    RosterFact.objects.filter(person=person).delete()
    withdraw_phone(by=by, at=at, person=person)


@transaction.atomic
def allow_phone(
    *, by: Actor, at: datetime, person: Person, phone: str, document: str
) -> PhoneConsent:
    """Keep a private number that its owner allows in writing to be published, from today on.

    Raises Invalid without a readable number or the paper's place; another one that stands ends.
    NotPermitted but for the person and whoever manages people.
    """
    _check_own(by, person)
    number = read_phone(phone)
    if number is None:
        raise Invalid("phone_unreadable", field="phone")
    if not document.strip():
        raise Invalid("consent_without_paper", field="document")
    withdraw_phone(by=by, at=at, person=person)
    today = timezone.localdate(at)
    made = PhoneConsent.objects.create(
        person=person,
        phone=cipher_for(KEY).seal_text(number, consented(person.pk)),
        document=document.strip(),
        taken_by_id=by.person,
        valid_from=today,
    )
    _enter(by, at, person, "allow_phone", {"since": today})
    return made


@transaction.atomic
def withdraw_phone(*, by: Actor, at: datetime, person: Person) -> None:
    """End a person's consent with this day's beginning; the number itself goes at once.

    What was drawn with it is drawn anew. Raises NotPermitted as `allow_phone`.
    """
    _check_own(by, person)
    Person.objects.select_for_update().get(pk=person.pk)  # two hands wait here
    today = timezone.localdate(at)
    standing = PhoneConsent.objects.filter(person=person, valid_to=None)
    fresh, _ = standing.filter(valid_from__gte=today).delete()
    ended = standing.update(valid_to=today, phone=b"")
    if fresh or ended:
        _enter(by, at, person, "withdraw_phone", {"on": today})


def _enter(by: Actor, at: datetime, person: Person, move: str, data: dict[str, Any]) -> None:
    """Write one entry of a person whose row is locked."""
    subject = uuid5(NAMESPACE_OID, f"linli:person:{person.pk}")
    last = entries.entries_of(PROCEDURE, subject).aggregate(last=Max("seq"))["last"] or 0
    journal.write(
        by=by,
        at=at,
        subject_kind=PROCEDURE,
        subject_id=subject,
        seq=last + 1,
        place_id=0,
        body_id=None,
        procedure=PROCEDURE,
        move=move,
        from_state=None,
        to_state=None,
        data={"person": person.pk, **data},
    )


def _check_own(by: Actor, person: Person) -> None:
    if not may_consent(by, person.pk):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)


def _check(by: Actor) -> None:
    """Persons have no place: any post that may let people in may do it."""
    if by.kind is not ActorKind.SYSTEM and not by.of(Permission.MANAGE):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
