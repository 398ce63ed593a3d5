"""Term change (换届): one workbook for a county's villages, one day, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.handing import list_hand_over
from linli.domain.bodies.actions.recording import permit, write_bulk
from linli.domain.bodies.models import Appointment, HandOver, Post, Revision
from linli.domain.bodies.queries.taking import Known
from linli.domain.bodies.rules import free_chair
from linli.domain.bodies.rules.terms import Change, Held, renewal
from linli.domain.bodies.states import ADMINISTRATORS, HandOverWhy
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.domain.territory.models import Place
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.kernel.access import Actor
from linli.kernel.errors import Refusal

_COLUMNS = {"parent": "place", "person": "new"}  # what a refusal calls a field -> our column


@dataclass
class TermOutcome:
    """What a term change did, or would do, in chairs; with any problem nothing was written."""

    posts: int = 0
    appointed: int = 0
    ended: int = 0
    again: int = 0  # elected again: they go on, with a new end of term
    already: int = 0
    dropped: int = 0
    registered: int = 0
    vacant: int = 0
    written: bool = False
    problems: list[Problem] = field(default_factory=list)


def import_terms(
    *,
    by: Actor,
    at: datetime,
    table: Table,
    root: Place,
    on: date,
    dry_run: bool = False,
) -> TermOutcome:
    """Renew the posts that a table names on a day: all of them or, with any fault, none.

    Whoever holds such a post now keeps duty until that day; who is named holds it from then on.
    Posts that the table does not name stay as they are. The same table again changes nothing, a
    corrected one before the day replaces who was to come. Raises NotPermitted.
    """
    permit(by, Permission.MANAGE, root.pk, timezone.localdate(at))
    out = TermOutcome(problems=list(table.problems))
    run = _Run(by, at, table, root, on, out)
    with transaction.atomic():
        run.read()
        if not out.problems:
            run.write()
        out.written = not (out.problems or dry_run)
        transaction.set_rollback(not out.written)
    out.problems.sort(key=lambda p: p.row)
    return out


@dataclass
class _Wanted:
    """A post of the table: its lines, and who is to hold it."""

    post: Post
    rows: list[Row] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    ends: dict[int, date | None] = field(default_factory=dict)


_Taken = list[tuple[int, date | None, date | None]]  # chairs of a post, from when, until when
_Papers = dict[tuple[int, int], HandOver]  # (post, giver) -> the list of the day


class _Run:
    """One table: read line by line with its faults, then written as a whole."""

    def __init__(
        self, by: Actor, at: datetime, table: Table, root: Place, on: date, out: TermOutcome
    ) -> None:
        self.by, self.at, self.table, self.on, self.out = by, at, table, on, out
        self.known = Known(root, at, [r["new"] for r in table.rows])
        self.wanted: dict[int, _Wanted] = {}
        self.fresh: list[Appointment] = []
        self.renewed: list[Appointment] = []
        self.papers: list[HandOver] = []
        self.entries: list[tuple[int, int, str, dict[str, Any]]] = []

    def fault(self, row: int, column: str, code: str, **params: Any) -> None:
        title = self.table.titles.get(column, "")
        self.out.problems.append(Problem(row, title, code, params))

    def read(self) -> None:
        for row in self.table.rows:
            try:
                self._line(row)  # with any fault nothing of the table is kept
            except Refusal as refusal:
                column = _COLUMNS.get(refusal.field or "", refusal.field or "")
                self.fault(row.number, column, f"refusal.{refusal.code}", **refusal.params)
        self._check()

    def _line(self, row: Row) -> None:
        post = self.known.post(row)
        want = self.wanted.setdefault(post.pk, _Wanted(post))
        if row["ends"] is not None and row["ends"] <= self.on:
            self.fault(row.number, "ends", "bodies.terms.problem.ends", day=self.on.isoformat())
            return
        person = self._person(row)
        if person in want.people:
            self.fault(row.number, "new", "bodies.terms.problem.twice", name=row["new"])
            return
        want.rows.append(row)
        want.people.append(person)
        want.ends[person] = row["ends"]

    def _person(self, row: Row) -> int:
        found = self.known.person(row)
        if found is not None:
            return found
        made = people.register(
            by=self.by, at=self.at, name=row["new"], work_phone=row["phone"] or ""
        )
        self.out.registered += 1
        self.known.add(made, row["phone"] or "")
        return made.pk

    def _check(self) -> None:
        self.held = _held(self.wanted)
        names = dict(
            Person.objects.filter(
                pk__in={h.person for some in self.held.values() for h in some}
            ).values_list("id", "name")
        )
        today = timezone.localdate(self.at)
        for want in self.wanted.values():
            self._check_post(want, names, today)

    def _check_post(self, want: _Wanted, names: dict[int, str], today: date) -> None:
        change = self._change(want)
        first = want.rows[0].number if want.rows else 0
        if want.post.role in ADMINISTRATORS:
            self.fault(first, "post", "refusal.administrators_one_by_one")
        if len(want.people) > want.post.quota:
            last = want.rows[want.post.quota].number
            params = {"title": want.post.title, "quota": want.post.quota}
            self.fault(last, "new", "refusal.post_full", **params)
        if (change.go or change.come or change.drop) and self.on < today:
            self.fault(first, "", "bodies.terms.problem.over", day=self.on.isoformat())
        before = {names.get(h.person, "") for h in self.held[want.post.pk] if _began(h, self.on)}
        for row in want.rows:
            if row["old"] and row["old"].strip() not in before:
                said = "、".join(sorted(before)) or "–"
                self.fault(
                    row.number, "old", "bodies.terms.problem.old", name=row["old"], known=said
                )

    def _change(self, want: _Wanted) -> Change:
        return renewal(self.held[want.post.pk], want.people, self.on)

    def write(self) -> None:
        """Write all posts with a few statements; what the whole table shows is a fault by line."""
        for place in {w.post.place_id for w in self.wanted.values()}:
            permit(self.by, Permission.MANAGE, place, timezone.localdate(self.at))
        changes = {pk: self._change(want) for pk, want in self.wanted.items()}
        gone = [h.appointment for c in changes.values() for h in (*c.go, *c.drop)]
        # who was to come on that day never begins
        Appointment.objects.filter(pk__in=gone).update(valid_to=self.on)
        taken = _chairs(self.wanted)
        papers = {
            (p.post_id, p.giver_id): p
            for p in HandOver.objects.filter(post__in=self.wanted, on=self.on).order_by("id")
        }
        for pk, want in self.wanted.items():
            self._post(want, changes[pk], taken[pk], papers)
        if self.out.problems:
            return
        Appointment.objects.bulk_create(self.fresh, batch_size=2_000)
        Appointment.objects.bulk_update(self.renewed, ["term_ends"], batch_size=500)
        HandOver.objects.bulk_create(self.papers, batch_size=2_000)
        Revision.renew()
        write_bulk(by=self.by, at=self.at, rows=self.entries)

    def _tell(self, post: Post, move: str, **data: Any) -> None:
        self.entries.append((post.body_id, post.body.seat_id, move, {"post": post.pk, **data}))

    def _post(self, want: _Wanted, change: Change, taken: _Taken, papers: _Papers) -> None:
        post, out = want.post, self.out
        for gone in (*change.go, *change.drop):
            self._tell(post, "end_appointment", person=gone.person, on=self.on)
        for person in change.come:
            self._come(want, person, taken)
        renewed = self._renew(want, change.stay)
        self._hand_over(want, change, papers)
        out.posts += 1
        out.again += renewed
        out.already += len(change.already) + len(change.stay) - renewed
        out.appointed, out.ended = out.appointed + len(change.come), out.ended + len(change.go)
        out.dropped += len(change.drop)
        out.vacant += post.quota - len(want.people)

    def _come(self, want: _Wanted, person: int, taken: _Taken) -> None:
        """Give a person a free chair from the day on; a fault where there is none."""
        post, number = want.post, want.rows[0].number
        if any(h.person == person and h.since and h.since > self.on for h in self.held[post.pk]):
            name = next(
                r["new"] for r, p in zip(want.rows, want.people, strict=True) if p == person
            )
            self.fault(number, "new", "refusal.post_held_already", name=name, title=post.title)
            return
        chair = free_chair(taken, post.quota, self.on)
        if chair is None:
            self.fault(number, "new", "refusal.post_full", title=post.title, quota=post.quota)
            return
        taken.append((chair, self.on, None))
        self.fresh.append(
            Appointment(
                post=post,
                person_id=person,
                chair=chair,
                valid_from=self.on,
                term_ends=want.ends[person],
            )
        )
        self._tell(post, "appoint", person=person, acting=False, since=self.on)

    def _renew(self, want: _Wanted, stay: Iterable[Held]) -> int:
        number = 0
        for held in stay:
            until = want.ends[held.person]
            if until is None or held.term_ends == until:
                continue
            self.renewed.append(Appointment(pk=held.appointment, term_ends=until))
            self._tell(want.post, "renew_term", person=held.person, until=until)
            number += 1
        return number

    def _hand_over(self, want: _Wanted, change: Change, papers: _Papers) -> None:
        """Pair who goes with who comes, in order; who goes without a pair hands to the body."""
        staying = {h.person for h in change.stay}
        takers = [p for p in want.people if p not in staying]
        ended = [h for h in self.held[want.post.pk] if _began(h, self.on) and h.until == self.on]
        for n, gone in enumerate([*ended, *change.go]):
            taker = takers[n] if n < len(takers) else None
            paper = papers.get((want.post.pk, gone.person))
            if paper is not None:
                list_hand_over(
                    by=self.by,
                    at=self.at,
                    post=want.post,
                    giver=gone.person,
                    taker=taker,
                    why=HandOverWhy.TERM,
                    on=self.on,
                )
                continue
            made = HandOver(
                post=want.post,
                giver_id=gone.person,
                taker_id=taker,
                why=HandOverWhy.TERM,
                on=self.on,
            )
            self.papers.append(made)
            told = {"list": made.pk, "giver": gone.person, "taker": taker, "on": self.on}
            self._tell(want.post, "list_hand_over", **told)


def _began(held: Held, on: date) -> bool:
    return held.since is None or held.since < on


def _chairs(post_ids: Iterable[int]) -> dict[int, _Taken]:
    out: dict[int, _Taken] = {pk: [] for pk in post_ids}
    rows = Appointment.objects.filter(post_id__in=out).order_by("id")
    for post, chair, begin, end in rows.values_list("post_id", "chair", "valid_from", "valid_to"):
        out[post].append((chair, begin, end))
    return out


def _held(post_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Return all chairs of some posts by post; posts, then chairs, are locked in order."""
    out: dict[int, list[Held]] = {pk: [] for pk in post_ids}
    list(Post.objects.select_for_update().filter(pk__in=out).order_by("id").values_list("pk"))
    rows = Appointment.objects.select_for_update().filter(post_id__in=out).order_by("id")
    for row in rows:
        if row.valid_to is None or row.valid_from is None or row.valid_from < row.valid_to:
            held = Held(row.pk, row.person_id, row.valid_from, row.valid_to, row.term_ends)
            out[row.post_id].append(held)
    return out
