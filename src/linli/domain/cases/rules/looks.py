"""Who may see how to reach a reporter."""

from __future__ import annotations

from datetime import datetime

from linli.domain.cases.rules.hands import Standing
from linli.domain.cases.states import Permission
from linli.kernel.access import Actor, ActorKind, Target, covers


def may_see_contact(actor: Actor, standing: Standing, *, telling: bool) -> bool:
    """Tell whether an actor's post is in a body that acts on the case (desk, lead, verifier).

    Who calls or visits to tell needs it as well, in the desk that took the case, until it is told.
    """
    if actor.kind is not ActorKind.PERSON or not actor.bodies.isdisjoint(standing.barred):
        return False
    part = {standing.desk, standing.lead, standing.verifier} - {None}
    return (telling and _tells(actor, standing)) or any(
        not g.bodies.isdisjoint(part) and (g.matters is None or standing.matter1 in g.matters)
        for g in actor.of(Permission.CONTACT)
    )


def _tells(actor: Actor, standing: Standing) -> bool:
    target = Target(places=standing.path, matter=standing.matter1)
    return any(standing.teller in g.bodies and covers(g, target) for g in actor.of(Permission.TELL))


def is_needed(
    *, open_now: bool, telling: bool, re_open_until: datetime | None, at: datetime
) -> bool:
    """Tell whether the contact still serves: while open or untold, then until call-back ends."""
    return open_now or telling or (re_open_until is not None and at <= re_open_until)


def takes_requests(actor: Actor, desk: int) -> bool:
    """Tell whether an actor's post takes requests about own data at the desk of a case."""
    return any(desk in g.bodies for g in actor.of(Permission.DATA))
