"""Reading persons: names by id, and the sealed work phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linli.domain.people.models import Person
from linli.foundation.keys.queries import cipher_for

KEY = "people"  # one data key for all work phones


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


def bound(person_id: int) -> str:
    """Return what a sealed phone is bound to: its row and field."""
    return f"people.person:{person_id}:work_phone"
