"""What a person wants by e-mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.foundation.notices.models import Wish
from linli.kernel.access import Actor


@transaction.atomic
def wish(
    *, by: Actor, at: datetime, user_id: int, single: bool, morning: bool, evening: bool
) -> None:
    """Keep what a login wants by e-mail."""
    wanted = {"single": single, "morning": morning, "evening": evening}
    Wish.objects.update_or_create(user_id=user_id, defaults=wanted)
