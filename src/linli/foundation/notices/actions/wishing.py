"""What a person wants by e-mail, and the hours of an installation."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from linli.foundation.notices.models import Hour, Wish
from linli.foundation.notices.states import HourName
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid


@transaction.atomic
def wish(
    *, by: Actor, at: datetime, user_id: int, single: bool, morning: bool, evening: bool
) -> None:
    """Keep what a login wants by e-mail."""
    wanted = {"single": single, "morning": morning, "evening": evening}
    Wish.objects.update_or_create(user_id=user_id, defaults=wanted)


@transaction.atomic
def state_hour(
    *, by: Actor, at: datetime, name: HourName, hour: time, basis: str, since: date
) -> Hour:
    """State an hour from a day on; the row before it ends there. Raises Invalid without a basis."""
    if not basis.strip():
        raise Invalid("hour_basis_missing", field="basis")
    held = Hour.objects.select_for_update().filter(name=name)
    held.filter(valid_from__gte=since).delete()
    held.filter(valid_to=None).update(valid_to=since)
    held.filter(valid_to__gt=since).update(valid_to=since)
    return Hour.objects.create(name=name, at=hour, basis=basis.strip(), valid_from=since)
