"""Step 1 for organisations: rows end and begin on the day, each with its entry."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from linli.domain.bodies.actions.recording import write_bulk
from linli.domain.bodies.actions.reorganising.links import Following
from linli.domain.bodies.actions.reorganising.rotas import follow_rotas
from linli.domain.bodies.actions.reorganising.rows import (
    BODY,
    DEPUTY,
    HOURS,
    NAME,
    POST,
    SEAT,
    SUPERIOR,
    cut,
    end_rows,
    iso,
    lasting,
    latest,
)
from linli.domain.bodies.actions.reorganising.showing import posts_moving
from linli.domain.bodies.actions.reorganising.undated import put
from linli.domain.bodies.models import Appointment, Body, Deputy, OfficeHours, Post, Revision
from linli.domain.bodies.rules.succeeding import NewBody, Trace
from linli.domain.territory.rules.reorganising.parts import Ledger
from linli.domain.territory.rules.reorganising.plan import Plan
from linli.foundation.database.keys import reserve
from linli.kernel.access import Actor


@dataclass
class Carrying:
    """Step 1 for bodies: rows end and begin on the day, each with its entry."""

    plan: Plan
    ledger: Ledger
    found: Trace
    by: Actor
    at: datetime

    def run(self) -> None:
        """Write everything, entries last."""
        self.entries: list[tuple[int, int, str, dict[str, Any]]] = []
        old = Body.objects.in_bulk(
            [*self.found.ended, *(m for n in self.found.new for m in n.members)]
        )
        self._bodies(old)
        self._posts()
        self._deputies()
        self._hours()
        follow_rotas(self.ledger, self.found, self.plan.on)
        Following(self.plan, self.ledger, self.found).run()
        self._undated()
        if timezone.localdate(self.at) >= self.plan.on:
            put(self.ledger.rows)
        Revision.renew()
        write_bulk(by=self.by, at=self.at, rows=self.entries)

    def _tell(self, body: int, seat: int, move: str, **data: Any) -> None:
        told = {"reorganisation": self.ledger.reorganisation, **data}
        self.entries.append((body, seat, move, told))

    def _bodies(self, old: dict[int, Body]) -> None:
        on = self.plan.on
        # the old first: a seat has one standing body of a line
        for pk in self.found.ended:
            body = old[pk]
            self.ledger.note(BODY, pk, None, until=iso(body.valid_to))
            heir = self.found.heir(pk) if pk in self.found.heirs else None
            self._tell(pk, body.seat_id, "succeed", successor=heir, on=on)
            if heir is not None:
                self.ledger.links.append((pk, heir, False, True))
        end_rows(Body, self.found.ended, on)
        for body_id, part in self.found.parts:
            if (body_id, part) not in {(a, b) for a, b, *_ in self.ledger.links}:
                self.ledger.links.append((body_id, part, True, False))
        Body.objects.bulk_create([self._made(n, old) for n in self._in_order()])

    def _in_order(self) -> list[NewBody]:
        """Return the new bodies, superiors before those under them."""
        todo, done, out = list(self.found.new), set[int](), list[NewBody]()
        ids = {n.id for n in todo}
        while todo:
            ready = [n for n in todo if n.superior not in ids or n.superior in done] or todo
            out += ready
            done |= {n.id for n in ready}
            todo = [n for n in todo if n.id not in done]
        return out

    def _made(self, new: NewBody, old: dict[int, Body]) -> Body:
        body = copy(old[new.members[0]]) if new.members else Body()
        body.pk = new.id
        body._state.adding = True
        body.kind, body.line, body.seat_id = new.kind, new.line, new.seat
        body.name, body.name_en = new.names
        body.superior_id = new.superior
        if len(new.members) > 1:
            body.uscc = ""
        body.phone = next((old[m].phone for m in new.members if old[m].phone), "")
        body.valid_from, body.valid_to = self.plan.on, None
        self.ledger.note(BODY, None, new.id)
        self._tell(new.id, new.seat, "found", kind=new.kind, superior=new.superior)
        return body

    def _posts(self) -> None:
        groups: dict[tuple[Any, ...], list[Post]] = {}
        lost: list[Post] = []
        for post in posts_moving(self.plan, self.found).select_related("body"):
            body = self.found.heir(post.body_id)
            place = self.plan.heirs.get(post.place_id, post.place_id)
            goes_on = body not in self.found.ended and place in {*self.plan.after, post.place_id}
            if body is None or not goes_on or self._is_lost(post):
                lost.append(post)
                continue
            matters = None if post.matters is None else tuple(post.matters)
            groups.setdefault((body, place, post.role, post.title, matters), []).append(post)
        heirs = self._new_posts(groups)
        self._end_posts([*lost, *(p for some in groups.values() for p in some)], heirs)
        self._people(groups, lost)

    def _is_lost(self, post: Post) -> bool:
        ended = {r.place for r in self.plan.ended}
        return post.place_id in ended and post.place_id not in self.plan.heirs

    def _new_posts(self, groups: dict[tuple[Any, ...], list[Post]]) -> dict[int, int]:
        keys = reserve("bodies_post", len(groups))
        heirs: dict[int, int] = {}
        rows = []
        for key, ((body, place, *_), members) in zip(keys, groups.items(), strict=True):
            post = copy(members[0])
            post.pk, post.body_id, post.place_id = key, body, place
            post._state = copy(post._state)
            post._state.adding, post._state.fields_cache = True, {}
            post.quota = sum(p.quota for p in members)
            post.valid_from = min(cut(p.valid_from, self.plan.on) for p in members)
            post.valid_to = latest(p.valid_to for p in members)
            rows.append(post)
            heirs |= {p.pk: key for p in members}
        Post.objects.bulk_create(rows, batch_size=2_000)
        return heirs

    def _end_posts(self, posts: list[Post], heirs: dict[int, int]) -> None:
        for post in posts:
            self.ledger.note(POST, post.pk, heirs.get(post.pk), until=iso(post.valid_to))
            to, seat = self.found.heir(post.body_id) or post.body_id, post.body.seat_id
            data = {"post": heirs.get(post.pk), "former": post.pk, "on": self.plan.on}
            self._tell(to, self.plan.heirs.get(seat, seat), "move_post", **data)
        end_rows(Post, [p.pk for p in posts], self.plan.on)

    def _people(self, groups: dict[tuple[Any, ...], list[Post]], lost: list[Post]) -> None:
        """Take whoever holds a post over into the new one; chairs are given anew, in order."""
        post_of = {p.pk: n for n, some in enumerate(groups.values()) for p in some}
        heirs = {m[1]: m[2] for m in self.ledger.rows if m[0] == POST and m[1]}
        body_of = {p.pk: p for some in groups.values() for p in some} | {p.pk: p for p in lost}
        held = list(
            Appointment.objects.filter(lasting(self.plan.on), post__in=body_of).order_by("id")
        )
        taken: dict[int, list[Appointment]] = {}
        fresh: list[tuple[Appointment, Appointment]] = []
        for row in held:
            begin = cut(row.valid_from, self.plan.on)
            heir = heirs.get(row.post_id)
            if row.post_id in post_of and heir:
                new = _next_chair(row, heir, begin, taken)
                if new is not None:
                    fresh.append((row, new))
        keys = dict(
            zip((id(n) for _, n in fresh), reserve("bodies_appointment", len(fresh)), strict=True)
        )
        after = {row.pk: keys[id(new)] for row, new in fresh}
        for row in held:
            self.ledger.note(SEAT, row.pk, after.get(row.pk), until=iso(row.valid_to))
            post = body_of[row.post_id]
            to = self.found.heir(post.body_id) or post.body_id
            seat = self.plan.heirs.get(post.body.seat_id, post.body.seat_id)
            data = {"post": heirs.get(row.post_id), "former": row.post_id, "person": row.person_id}
            self._tell(to, seat, "move_appointment", **data)
        end_rows(Appointment, [row.pk for row in held], self.plan.on)
        for _, new in fresh:
            new.pk = keys[id(new)]
        Appointment.objects.bulk_create([new for _, new in fresh], batch_size=2_000)

    def _deputies(self) -> None:
        """Let standing deputies stand in for the post that follows; of several, the first."""
        heirs = {old: new for kind, old, new, _ in self.ledger.rows if kind == POST and old}
        held = Deputy.objects.filter(lasting(self.plan.on), post__in=heirs).order_by("id")
        rows, taken = list(held), set[int]()
        end_rows(Deputy, [row.pk for row in rows], self.plan.on)
        for row in rows:
            post, made = heirs.get(row.post_id), None
            begin = cut(row.valid_from, self.plan.on)
            if post is not None and post not in taken and row.valid_to != begin:
                taken.add(post)
                new = Deputy.objects.create(
                    post_id=post, person_id=row.person_id, valid_from=begin, valid_to=row.valid_to
                )
                made = new.pk
            self.ledger.note(DEPUTY, row.pk, made, until=iso(row.valid_to))

    def _hours(self) -> None:
        """Take stated hours over, each once; where two say otherwise, the first body's hold."""
        gone = set(self.found.ended)
        rows = list(OfficeHours.objects.filter(lasting(self.plan.on), body__in=gone).order_by("id"))
        said: set[tuple[Any, ...]] = set()
        for row in rows:
            heir = self.found.heirs.get(row.body_id)
            key = (heir, tuple(row.months), tuple(row.weekdays))
            made = None
            if heir is not None and key not in said:
                said.add(key)
                new = copy(row)
                new.pk, new.body_id = None, heir
                new._state = copy(row._state)
                new._state.adding, new._state.fields_cache = True, {}
                new.valid_from = cut(row.valid_from, self.plan.on)
                new.save(force_insert=True)
                made = new.pk
            self.ledger.note(HOURS, row.pk, made, until=iso(row.valid_to))
        end_rows(OfficeHours, [row.pk for row in rows], self.plan.on)

    def _undated(self) -> None:
        """Note names and superiors that change on the day; `apply_now` writes them."""
        ids = [*self.found.renamed, *self.found.superiors]
        rows = Body.objects.in_bulk(ids)
        for pk, names in self.found.renamed.items():
            old = rows[pk]
            was = {"name": old.name, "name_en": old.name_en}
            self.ledger.note(NAME, pk, pk, **was, to=names.zh, to_en=names.en or old.name_en)
            self._tell(pk, old.seat_id, "rename")
        for pk, superior in self.found.superiors.items():
            self.ledger.note(SUPERIOR, pk, superior, superior=rows[pk].superior_id)
            self._tell(pk, rows[pk].seat_id, "follow", superior=superior)


def _next_chair(
    row: Appointment, post: int, begin: date, taken: dict[int, list[Appointment]]
) -> Appointment | None:
    """Return the appointment in the new post; None for who holds it already by another one."""
    if row.valid_to is not None and row.valid_to <= begin:
        return None
    there = taken.setdefault(post, [])
    if any(o.person_id == row.person_id for o in there):
        return None
    new = copy(row)
    new._state = copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk, new.post_id, new.valid_from, new.chair = None, post, begin, len(there) + 1
    there.append(new)
    return new
