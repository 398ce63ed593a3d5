"""Entries of places in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Max

from linli.domain.territory.entries import PROCEDURE
from linli.foundation.journal import actions as journal
from linli.foundation.journal.drafts import Draft
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor

SUBJECT = "place"


def subject_of(place: int) -> UUID:
    """Return the journal's id of a place; the journal knows subjects by UUID."""
    return uuid5(NAMESPACE_OID, f"linli:{SUBJECT}:{place}")


def record(*, by: Actor, at: datetime, place: int, move: str, data: Mapping[str, Any]) -> None:
    """Write the entry of a change, under the lock that writers of places queue on."""
    record_many(by=by, at=at, move=move, changes={place: data})


def record_many(
    *, by: Actor, at: datetime, move: str, changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Write one entry for each place, in two statements however many there are."""
    subjects = {place: subject_of(place) for place in changes}
    rows = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=subjects.values()).order_by()
    last = dict(rows.values_list("subject_id").annotate(n=Max("seq")))
    journal.write_many(
        Draft(
            by=by,
            at=at,
            subject_kind=SUBJECT,
            subject_id=subject,
            seq=last.get(subject, 0) + 1,
            place_id=place,
            body_id=None,
            procedure=PROCEDURE,
            move=move,
            from_state=None,
            to_state=None,
            data=changes[place],
        )
        for place, subject in subjects.items()
    )
