"""The share of organisations in a reorganisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from linli.domain.bodies.actions.recording import write_bulk
from linli.domain.bodies.actions.reorganising.carrying import Carrying
from linli.domain.bodies.actions.reorganising.links import (
    LINK_TABLES,
    restore_hearings,
)
from linli.domain.bodies.actions.reorganising.placed import RULE_TABLES, RULES
from linli.domain.bodies.actions.reorganising.rotas import restore_rotas
from linli.domain.bodies.actions.reorganising.rows import (
    BODY,
    POST,
    SEAT,
    SUPERIOR,
    TABLES,
    go_on,
    never,
    some,
)
from linli.domain.bodies.actions.reorganising.showing import homeless, moving_of, reads_of
from linli.domain.bodies.actions.reorganising.undated import apply_now
from linli.domain.bodies.actions.ties import TIES
from linli.domain.bodies.models import Appointment, Body, Post, Revision
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.bodies.states import CHANGED
from linli.domain.territory.models import Moved
from linli.domain.territory.rules.reorganising.parts import (
    Asked,
    Batch,
    Ledger,
    Moving,
    Part,
    Question,
    Told,
)
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.foundation.database.keys import reserve
from linli.kernel.access import Actor


class BodiesPart(Part):
    """What organisations answer for (territory's `Part`)."""

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask for the bodies, posts, appointments, hours, shifts and ties that move."""
        rules = [rule for rule in RULES if asked.has_findings or asked.wants(rule.kind)]
        return reads_of(plan, trace(plan), asked) | {r.kind: r.question(plan) for r in rules}

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the bodies, posts, appointments, hours, shifts and ties that move."""
        found = trace(plan)
        moving = list(moving_of(found, asked, read))
        rules = [(rule, read[rule.kind].rows) for rule in RULES if rule.kind in read]
        moving += [r.moving(plan, asked, rows) for r, rows in rules if asked.wants(r.kind)]
        if not asked.has_findings:
            return moving, ()
        differing = [finding for r, rows in rules for finding in r.differing(plan, rows)]
        return moving, [*found.findings, *homeless(read), *differing]

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """Found what comes after, let the old end, and take posts and people over."""
        found = trace(plan, iter(_keys()))
        ledger.gone.update(found.ended)
        ledger.bodies.update({b: h for b in found.ended if (h := found.heir(b)) is not None})
        ledger.shares.update(_shares(found))
        Carrying(plan, ledger, found, by, at).run()
        for rule in RULES:
            rule.carry(plan, ledger)

    def re_home(self, batch: Batch) -> int:
        """Give names and superiors that hold from the day on; they have no rows of their own."""
        if batch.after is None:
            apply_now(batch.reorganisation, back=batch.back)
        return 0

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return posts and bodies made since on what the instrument made."""
        rows = Moved.objects.filter(reorganisation_id=reorganisation)
        made = {k: list(rows.filter(kind=k).values_list("new", flat=True)) for k in TABLES}
        later = Body.objects.filter(superior__in=some(made[BODY])).exclude(pk__in=some(made[BODY]))
        mine = rows.filter(kind=SUPERIOR).values_list("old", flat=True)
        body = later.exclude(pk__in=some(mine)).order_by("id").first()
        posts = Post.objects.filter(body__in=some(made[BODY])).exclude(pk__in=some(made[POST]))
        post = posts.order_by("id").first()
        held = Appointment.objects.filter(post__in=some(made[POST]))
        seat = held.exclude(pk__in=some(made[SEAT])).select_related("post").order_by("id").first()
        tied = next(_ties_made_since(some(made[BODY]), rows), None)
        names = [body and body.name, post and post.title, seat and seat.post.title, tied]
        return [
            Finding(FindingKind.CONTRADICTION, "built_on_body", params={"name": name})
            for name in names
            if name
        ]

    def forms(self, key: int) -> Sequence[tuple[str, str]]:
        """Return the forms for changes of organisations: renamed, merged, moved, abolished."""
        return [(f"bodies.change.{v}", reverse("bodies:change", args=[key, v])) for v in CHANGED]

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Let what was ended go on, and what was made never have been."""
        apply_now(reorganisation, back=True)
        rows = list(Moved.objects.filter(reorganisation_id=reorganisation).order_by("id"))
        bodies = {m.old for m in rows if m.kind == BODY} | {m.new for m in rows if m.kind == BODY}
        restore_hearings(reorganisation)
        for kind, table in reversed((TABLES | LINK_TABLES | RULE_TABLES).items()):
            mine = [m for m in rows if m.kind == kind]
            never(table, [m.new for m in mine if m.new])
            go_on(table, {m.old: m.was.get("until") for m in mine if m.old})
        restore_rotas(reorganisation)
        Revision.renew()
        seats = dict(Body.objects.filter(pk__in=some(bodies)).values_list("id", "seat_id"))
        data = {"reorganisation": reorganisation}
        write_bulk(by=by, at=at, rows=[(b, s, "restore", data) for b, s in sorted(seats.items())])


def _ties_made_since(made: list[int], rows: QuerySet[Moved]) -> Iterator[str]:
    """Yield the bodies that an instrument made and that somebody has tied to another since."""
    for link in TIES:
        mine = rows.filter(kind=link.kind, new__isnull=False).values_list("new", flat=True)
        column = link.bodies[0]
        later = link.table._default_manager.filter(**{f"{column}__in": made})
        for body in later.exclude(pk__in=mine).order_by("id").values_list(column, flat=True)[:1]:
            yield Body.objects.get(pk=body).name


def _shares(found: Trace) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    by_id = {n.id: n for n in found.new}
    out: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for body, part in found.parts:
        if part in by_id:
            out.setdefault(body, []).append((part, by_id[part].matters))
    return out


def _keys() -> Iterator[int]:
    while True:
        yield from reserve("bodies_body", 16)
