"""Reading persons: names by id, and the sealed work phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.domain.people.models import Person, PhoneConsent, RosterFact
from linli.domain.people.states import Permission
from linli.foundation.keys.queries import cipher_for
from linli.kernel.access import Actor, ActorKind

KEY = "people"  # one data key for all work phones
MOST = 200


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as lists show them: the work name only."""

    id: int
    name: str
    name_en: str


def named(ids: Iterable[int]) -> dict[int, PersonName]:
    """Return work names by id, of those who left too; one query."""
    rows = Person.objects.filter(pk__in=set(ids)).values_list("id", "name", "name_en")
    return {row[0]: PersonName(*row) for row in rows}


def person_of(user_id: int) -> Person | None:
    """Return the person behind a login."""
    return Person.objects.filter(user_id=user_id).first()


def work_phones(persons: Iterable[Person]) -> dict[int, str]:
    """Return the work phones of some persons by id; one query. Who asks has written a look."""
    held = [p for p in persons if p.work_phone]
    box = cipher_for(KEY) if held else None
    if box is None:
        return {}
    return {p.pk: box.open_text(bytes(p.work_phone), bound(p.pk)) for p in held}


def posted_phones(persons: Iterable[Person], on: date) -> dict[int, str]:
    """Return the phones of some persons that may hang on a wall, by id; two queries.

    The work phone, which the rules on grids make public; else a private number with a consent in
    writing that stands on the day. No look: what is printed is public.
    """
    known = {p.pk: p for p in persons}
    phones = work_phones(known.values())
    rows = PhoneConsent.objects.on(on).filter(person_id__in=known.keys() - phones.keys())
    given = list(rows.order_by("id"))
    box = cipher_for(KEY) if given else None
    if box is not None:
        phones |= {
            r.person_id: box.open_text(bytes(r.phone), consented(r.person_id)) for r in given
        }
    return phones


def may_consent(actor: Actor, person_id: int) -> bool:
    """Tell whether someone may give or take down a person's consent: the owner, or on paper."""
    if actor.kind is ActorKind.SYSTEM or bool(actor.of(Permission.MANAGE)):
        return True
    return actor.person is not None and actor.person == person_id


def consent_of(person_id: int, on: date) -> PhoneConsent | None:
    """Return a person's consent that stands on a day."""
    return PhoneConsent.objects.on(on).filter(person_id=person_id).order_by("-id").first()


def consented_number(row: PhoneConsent) -> str:
    """Return the number that a standing consent is about, "" where it is gone."""
    box = cipher_for(KEY) if row.phone else None
    return box.open_text(bytes(row.phone), consented(row.person_id)) if box else ""


def consents(on: date) -> list[PhoneConsent]:
    """Return the consents that stand on a day with their persons, by name; one query."""
    rows = PhoneConsent.objects.on(on).select_related("person")
    return list(rows.order_by("person__name", "id")[:MOST])


def called(text: str, on: date) -> list[PersonName]:
    """Return who is there on a day and has a text in their name; one query."""
    rows = Person.objects.on(on).filter(name__icontains=text).order_by("name", "id")[:MOST]
    return [PersonName(p.pk, p.name, p.name_en) for p in rows]


def consented(person_id: int) -> str:
    """Return what a private number is bound to: its owner and its purpose."""
    return f"people.phoneconsent:{person_id}:phone"


def bound(person_id: int) -> str:
    """Return what a sealed phone is bound to: its row and field."""
    return f"people.person:{person_id}:work_phone"


def facts_of(person_id: int) -> RosterFact | None:
    """Return what the figures of rosters use of a person, for that person alone."""
    return RosterFact.objects.filter(person_id=person_id).first()
