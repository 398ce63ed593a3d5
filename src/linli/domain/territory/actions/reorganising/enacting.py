"""Checking and enacting: step 1 of a reorganisation, one short transaction that holds the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import starmap

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from linli.domain.territory import queries
from linli.domain.territory.actions.reorganising.holding import around, hold_map
from linli.domain.territory.actions.reorganising.places import carry_places
from linli.domain.territory.actions.reorganising.recording import permit, step
from linli.domain.territory.actions.tree import mark_tree
from linli.domain.territory.models import Reorganisation, Successor
from linli.domain.territory.procedures import REORGANISATION
from linli.domain.territory.queries.reorganisations import FINDINGS, Check, examined
from linli.domain.territory.rules.reorganising.parts import Ledger, Part
from linli.domain.territory.rules.reorganising.plan import Link, Plan
from linli.domain.territory.states import FindingKind, ReorganisationMove, Share, SubjectKind
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, Invalid, NotFound

BLOCK = 16  # keys of places taken at once
SECONDS = "20s"  # nobody waits longer for whoever files or moves to end


@transaction.atomic
def check(*, by: Actor, at: datetime, key: int, parts: Sequence[Part]) -> Check:
    """Check an instrument against the tree as it is now; one that is clear can be enacted next.

    What is found is returned, never raised; the row says by which state of the tree.
    """
    permit(by)
    row = _locked(key)
    mark = queries.tree_mark()
    found = examined(row, parts)
    if not (found.plan.verbs or found.plan.bodies or found.findings):
        raise Invalid("reorganisation_empty", field="changes")
    if found.is_clear:
        counts = {"findings": len(found.findings), "moving": sum(m.count for m in found.moving)}
        step(row, ReorganisationMove.CHECK, by=by, at=at, data=counts)
        row.checked_at, row.checked_mark = at, mark
        row.save()
    return found


def enact(*, by: Actor, at: datetime, key: int, parts: Sequence[Part]) -> Reorganisation:
    """Enact a checked instrument: places, bodies, posts, mandates and the tree's mark together.

    The plan is made before the map is held, so that nobody waits for it. Raises MoveNotAllowed
    from another state, NotPermitted, Invalid while something is open or forbidden, Conflict when
    the tree has changed since the check or the drafter would enact alone.
    """
    permit(by)
    with transaction.atomic():
        row = _locked(key)
        REORGANISATION.move(row.state, ReorganisationMove.ENACT)
        refuse_hand(row, by, at, parts)
        found = examined(row, parts, asked=FINDINGS, ids=_new_ids())
        _refuse_open(found)
        touched = [r.place for r in (*found.plan.ended, *found.plan.moved)]
        with around(parts, row.effective, touched):
            hold_map()
            if queries.tree_mark() != row.checked_mark:
                raise Conflict("reorganisation_check_old")
            _carry(row, found.plan, parts, by, at)
            data = {"effective": row.effective, "moved": row.rows.count()}
            step(row, ReorganisationMove.ENACT, by=by, at=at, data=data)
            row.enacted_at, row.enacted_by_id = at, by.person
            row.save()
            mark_tree(at=at)
    return row


def _locked(key: int) -> Reorganisation:
    row = Reorganisation.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound("unknown_reorganisation")
    return row


def refuse_hand(row: Reorganisation, by: Actor, at: datetime, parts: Sequence[Part]) -> None:
    """Refuse whoever must not enact an instrument; raises Conflict.

    It is another than the drafter, and of a small office somebody of the level above, as wherever
    a rule asks for a second hand.
    """
    if by.kind is not ActorKind.PERSON or row.drafted_by_id is None:
        return
    if by.person == row.drafted_by_id:
        raise Conflict("reorganisation_second_hand")
    for part in parts:
        part.refuse_hand(row.drafted_by_id, by, timezone.localdate(at))


def _refuse_open(found: Check) -> None:
    """Refuse what is forbidden or unanswered, naming the first."""
    for kind in (FindingKind.CONTRADICTION, FindingKind.AMBIGUOUS):
        if some := found.of(kind):
            raise Invalid(
                f"reorganisation_{kind.value}",
                field="changes",
                count=len(some),
                number=some[0].change,
            )


def _new_ids() -> Iterator[int]:
    while True:
        yield from reserve("territory_place", BLOCK)


def _carry(row: Reorganisation, plan: Plan, parts: Sequence[Part], by: Actor, at: datetime) -> None:
    ledger = Ledger(row.pk, row.basis, plan.heirs)
    carry_places(plan, ledger, by=by, at=at, document=row.document or row.title)
    for part in parts:
        part.carry(plan, ledger, by, at)
    Successor.objects.bulk_create(_successors(row, plan, ledger))
    # thousands of rows while the map is held: by COPY
    columns = ("reorganisation_id", "kind", "old", "new", "was")
    rows = ((row.pk, k, o, n, Jsonb(w)) for k, o, n, w in ledger.rows)
    copy_rows("territory_moved", columns, rows)


def _successors(row: Reorganisation, plan: Plan, ledger: Ledger) -> Iterator[Successor]:
    for link in plan.links:
        heir = plan.heirs.get(link.source)
        target = link.target if link.target in plan.after else heir
        if target is not None:
            yield _successor(row, SubjectKind.PLACE, link._replace(target=target))
    for link in starmap(Link, ledger.links):
        yield _successor(row, SubjectKind.BODY, link)


def _successor(row: Reorganisation, kind: SubjectKind, link: Link) -> Successor:
    return Successor(
        reorganisation=row,
        kind=kind,
        from_id=link.source,
        to_id=link.target,
        on=row.effective,
        share=Share.PART if link.part else Share.WHOLE,
        heir=link.heir,
    )
