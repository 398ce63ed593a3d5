"""Who may see how to reach a reporter."""

from __future__ import annotations

from datetime import datetime

from linli.domain.cases.rules.hands import Standing
from linli.domain.cases.states import Permission
from linli.kernel.access import Actor, ActorKind


def may_see_contact(actor: Actor, standing: Standing) -> bool:
    """Tell whether an actor's post is in a body that acts on the case (desk, lead, verifier)."""
    if actor.kind is not ActorKind.PERSON or not actor.bodies.isdisjoint(standing.barred):
        return False
    part = {b for b in (standing.desk, standing.lead, standing.verifier) if b is not None}
    return any(
        not g.bodies.isdisjoint(part) and (g.matters is None or standing.matter1 in g.matters)
        for g in actor.of(Permission.CONTACT)
    )


def is_needed(*, open_now: bool, re_open_until: datetime | None, at: datetime) -> bool:
    """Tell whether the contact still serves: while the case is open, then until call-back ends."""
    return open_now or (re_open_until is not None and at <= re_open_until)
