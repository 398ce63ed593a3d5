"""Revoking: what an instrument wrote is taken back, while nothing later builds on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.domain.territory.actions.reorganising.holding import around, hold_map
from linli.domain.territory.actions.reorganising.places import VERSION, restore_places
from linli.domain.territory.actions.reorganising.recording import permit, step
from linli.domain.territory.actions.tree import mark_tree
from linli.domain.territory.models import Moved, PlaceVersion, Reorganisation
from linli.domain.territory.rules.reorganising.parts import Part
from linli.domain.territory.rules.reorganising.plan import Finding
from linli.domain.territory.states import FindingKind, ReorganisationMove
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound

LONGEST = 200


@transaction.atomic
def revoke(
    *, by: Actor, at: datetime, key: int, reason: str, parts: Sequence[Part]
) -> Reorganisation:
    """Take an enacted instrument back, as if it had never been; open work is led back by the job.

    Raises Invalid without a reason, MoveNotAllowed from another state, Conflict while something
    later builds on it: another instrument, a case filed or ended under the new names, a post.
    """
    permit(by)
    text = " ".join(reason.split())
    if not text or len(text) > LONGEST:
        raise Invalid("reorganisation_reason", field="reason", most=LONGEST)
    row = Reorganisation.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound("unknown_reorganisation")
    with around(parts, row.effective, _touched(key)):
        hold_map()
        step(row, ReorganisationMove.REVOKE, by=by, at=at)
        refuse_built_on(key, parts)
        for part in reversed(parts):
            part.restore(key, by, at)
        restore_places(key, by=by, at=at)
        row.revoked_at, row.revoked_why = at, text
        row.re_homed_at = row.after = None
        row.save()
        mark_tree(at=at)
    return row


def _touched(key: int) -> list[int]:
    """Return the places that an instrument made, ended or changed."""
    rows = Moved.objects.filter(reorganisation_id=key, kind=VERSION).order_by("id")
    return [p for new, was in rows.values_list("new", "was") if (p := new or was.get("place"))]


def refuse_built_on(key: int, parts: Sequence[Part]) -> None:
    """Refuse a revocation that would pull the ground from under something; names the first."""
    found = [*_later(key), *(f for part in parts for f in part.built_on(key))]
    if found:
        raise Conflict("reorganisation_built_on", **found[0].params)


def _later(key: int) -> list[Finding]:
    """Return the later instruments that changed what this one made, and places begun in it."""
    rows = Moved.objects.filter(reorganisation_id=key, kind=VERSION)
    made = [was["row"] for was in rows.values_list("was", flat=True) if "row" in was]
    others = PlaceVersion.objects.exclude(pk__in=made)
    changed = PlaceVersion.objects.filter(pk__in=made, valid_to__isnull=False)
    below = others.filter(parent_id__in=_born(key))
    return [
        Finding(FindingKind.CONTRADICTION, "built_on_place", params={"name": v.name})
        for v in (*changed.order_by("id")[:1], *below.order_by("id")[:1])
    ]


def _born(key: int) -> list[int]:
    rows = Moved.objects.filter(reorganisation_id=key, kind=VERSION, old=None)
    return [i for i in rows.values_list("new", flat=True) if i is not None]
