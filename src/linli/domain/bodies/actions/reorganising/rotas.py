"""Rotas when bodies become one: the shifts to come are the successor's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyShift
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.territory.models import Moved
from linli.domain.territory.rules.reorganising.parts import Ledger

SHIFT = "shift"


def shifts_after(bodies: Iterable[int], on: date) -> QuerySet[DutyShift]:
    """Return the shifts of some bodies that begin on a day or later."""
    begins = timezone.make_aware(datetime.combine(on, time()))
    rows = DutyShift.objects.filter(body__in=list(bodies), starts_at__gte=begins)
    return rows.order_by("starts_at", "id")


def follow_rotas(ledger: Ledger, found: Trace, on: date) -> None:
    """Give the shifts to come to the heirs; of two at one time the people serve together."""
    shifts = list(shifts_after(found.heirs, on))
    if not shifts:
        return
    kept: dict[int, list[DutyShift]] = {}
    heirs = {heir for b in found.heirs if (heir := found.heir(b)) is not None}
    for shift in shifts_after(heirs, on):
        kept.setdefault(shift.body_id, []).append(shift)
    for shift in shifts:
        heir = found.heir(shift.body_id)
        if heir is None:
            continue
        there = kept.setdefault(heir, [])
        same = next(
            (k for k in there if k.starts_at < shift.ends_at and shift.starts_at < k.ends_at), None
        )
        if same is None:
            ledger.note(SHIFT, shift.body_id, heir, shift=str(shift.pk))
            shift.body_id = heir
            there.append(shift)
            shift.save(update_fields=["body"])
        else:
            _join(shift, same, ledger)
    DutyRevision.renew()


def _join(shift: DutyShift, into: DutyShift, ledger: Ledger) -> None:
    """Let the people of a shift serve in another; its own row stays with the body that ended."""
    people = [shift.leader_id, *shift.officers.order_by("id").values_list("person_id", flat=True)]
    there = {into.leader_id, *into.officers.values_list("person_id", flat=True)}
    for person in dict.fromkeys(people):
        if person not in there:
            made = DutyOfficer.objects.create(shift=into, person_id=person)
            ledger.note(SHIFT, shift.body_id, into.body_id, officer=str(made.pk))


def restore_rotas(reorganisation: int) -> None:
    """Give shifts that have not begun to be the successor's alone back to whose they were."""
    rows = list(Moved.objects.filter(reorganisation_id=reorganisation, kind=SHIFT).order_by("id"))
    for row in rows:
        if "officer" in row.was:
            DutyOfficer.objects.filter(pk=row.was["officer"]).delete()
        else:
            DutyShift.objects.filter(pk=row.was["shift"]).update(body=row.old)
    if rows:
        DutyRevision.renew()
