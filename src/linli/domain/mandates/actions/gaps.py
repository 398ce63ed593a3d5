"""Counting the gaps: one entry for each place whose number has changed since the last count."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.entries import GAPS
from linli.domain.mandates.models import Revision
from linli.domain.mandates.queries.gaps import gap_counts
from linli.domain.territory.models import PlaceVersion
from linli.domain.territory.states import Level
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import NotPermitted

KIND = "mandate"
MOST = 30_000  # what one entry's value can hold


@transaction.atomic
def count_gaps(*, by: Actor, at: datetime) -> int:
    """Write how much the gaps of each place have grown or shrunk; return how many places.

    Counted again on the same state it writes nothing. Raises NotPermitted: it is the clock's.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise NotPermitted("not_permitted", permission="mandates.count")
    Revision.renew()  # two counts queue here
    on = timezone.localdate(at)
    found = gap_counts(on)
    ever = PlaceVersion.objects.filter(level__lte=Level.TOWN).order_by()
    places = {*ever.values_list("place_id", flat=True).distinct(), *found}
    subjects = {subject_of("gaps", place): place for place in places}
    rows = Entry.objects.filter(subject_id__in=subjects, procedure=GAPS).order_by()
    told = rows.values_list("subject_id", "place_id").annotate(n=Sum("value"), last=Max("seq"))
    held = {subject: (place, n, last) for subject, place, n, last in told}
    drafts = []
    for subject in sorted({*held, *(s for s, p in subjects.items() if p in found)}):
        place, was, seq = held.get(subject, (subjects.get(subject, 0), 0, 0))
        grown = max(-MOST, min(MOST, found.get(place, 0) - was))
        if grown:
            drafts.append(
                journal.Draft(
                    by=by,
                    at=at,
                    subject_kind=KIND,
                    subject_id=subject,
                    seq=seq + 1,
                    place_id=place,
                    body_id=None,
                    procedure=GAPS,
                    move="recount",
                    from_state=None,
                    to_state=None,
                    value=grown,
                    data={"gaps": found.get(place, 0)},
                )
            )
    journal.write_many(drafts)
    return len(drafts)
