"""The rota by days, swaps, whose rota is missing, what the duty book says and who may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from linli.domain.bodies.entries import DUTY
from linli.domain.bodies.models import Appointment, Body, DutyRule, DutyShift, DutySwap
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.queries.on_duty import chain_of, shifts_with_people
from linli.domain.bodies.states import Permission, SwapState
from linli.domain.people.queries import PersonName
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import NotFound

AHEAD = timedelta(days=7)  # how far the list of missing rotas looks


@dataclass(frozen=True, slots=True)
class Swap:
    """A swap of duty as pages show it."""

    row: DutySwap
    shift: DutyShift
    is_mine_to_answer: bool
    is_mine: bool


def rule_for(kind: str, on: date) -> DutyRule | None:
    """Return what holds for the duty of bodies of a kind: their own rule, else everybody's."""
    held = rules_on(on)
    return held.get(kind) or held.get("")


def rules_on(on: date) -> dict[str, DutyRule]:
    """Return the rules that hold on a day by kind of body; one query."""
    return {r.kind: r for r in DutyRule.objects.on(on).order_by("id")}


def reach_of_rule(kind: str, since: date) -> tuple[int, int]:
    """Return of how many bodies a rule of a kind would speak, and how many have no shift from then.

    A rule without a kind speaks of all whose kind has no rule of its own. Three queries at most.
    """
    found = Body.objects.on(since)
    own = [k for k in rules_on(since) if k]
    found = found.filter(kind=kind) if kind else found.exclude(kind__in=own)
    planned = DutyShift.objects.filter(body_id=OuterRef("pk"), day__gte=since).order_by()
    return found.count(), found.filter(~Exists(planned)).count()


def all_rules() -> list[DutyRule]:
    """Return every rule of duty that stood, stands or is to come, by kind, the newest first."""
    return list(DutyRule.objects.order_by("kind", F("valid_from").desc(nulls_last=True), "-id"))


def rota(body_id: int, since: date, until: date) -> list[DutyShift]:
    """Return a body's shifts of some days, both included, in order; two queries."""
    return list(shifts_with_people().filter(_days(body_id, since, until)).order_by("starts_at"))


def _days(body_id: int, since: date, until: date) -> Q:
    return Q(body_id=body_id, day__gte=since, day__lte=until)


def next_shift(shift: DutyShift) -> DutyShift | None:
    """Return the shift of the same body that follows."""
    later = shifts_with_people().filter(body_id=shift.body_id, starts_at__gte=shift.ends_at)
    return later.order_by("starts_at").first()


def rotas_of(actor: Actor, on: date) -> list[int]:
    """Return the bodies whose rota a person would look at first: with a rota, their own first."""
    found = directory()
    seats = {found.bodies[b].seat for b in actor.bodies if b in found.bodies}
    near = {line.id for seat in seats for line in found.seated.get(seat, ())}
    near |= {b for own in actor.bodies if own in found.bodies for b in chain_of(found, own, on)}
    rows = DutyShift.objects.filter(body_id__in=near, day__gte=on - AHEAD)
    held = set(rows.order_by().values_list("body_id", flat=True).distinct())
    mine = sorted(b for b in held if b in actor.bodies)
    here = sorted(b for b in held - set(mine) if found.bodies[b].seat in seats)
    return [*mine, *here, *sorted(held - set(mine) - set(here))]


def swaps_for(person: int | None, shifts: Collection[UUID] = ()) -> list[Swap]:
    """Return the open swaps that a person asked, must answer, or that touch some shifts."""
    mine = Q(giver_id=person) | Q(taker_id=person) if person else Q(pk=None)
    rows = DutySwap.objects.filter(mine | Q(shift_id__in=shifts), state=SwapState.ASKED)
    rows = rows.select_related("shift__body", "giver", "taker").order_by("asked_at", "id")
    return [Swap(r, r.shift, r.taker_id == person, r.giver_id == person) for r in rows]


Book = list[tuple[Entry, Mapping[str, str]]]


def book_of(shift: DutyShift) -> Book:
    """Return the book of a shift, oldest first: its entries with their words; three queries."""
    return books_of([shift])[shift.pk]


def books_of(shifts: Iterable[DutyShift]) -> dict[UUID, Book]:
    """Return the books of some shifts by shift; three queries whatever their number."""
    out: dict[UUID, Book] = {s.pk: [] for s in shifts}
    texts = journal.particulars_by_entries(DUTY, out)
    for row in journal.entries_of_all(DUTY, out):
        out[row.subject_id].append((row, texts.get(row.id, {})))
    return out


def may_read_book(actor: Actor, shift: DutyShift, on: date) -> bool:
    """Tell whether someone may read a shift's book: who is in it, colleagues, who makes rotas."""
    if actor.person in people_in(shift) or shift.body_id in actor.bodies:
        return True
    return may_make_rota(actor, shift.body_id, on)


def may_make_rota(actor: Actor, body_id: int, on: date) -> bool:
    """Tell whether someone may make a body's rota."""
    atlas, seat = territory.atlas(on), directory().bodies[body_id].seat
    path = frozenset(atlas.path(seat) if seat in atlas else (seat,))
    return can(actor, Permission.ROTA, Target(places=path, bodies=frozenset({body_id})))


def people_in(shift: DutyShift) -> frozenset[int]:
    """Return the ids of a shift's leader and officers."""
    return frozenset({shift.leader_id, *(o.person_id for o in shift.officers.all())})


@dataclass(frozen=True, slots=True)
class Missing:
    """Bodies that must have a rota and have none for the days to come, in the tree's order."""

    bodies: tuple[int, ...]
    required: int
    until: date


def without_rota(place_id: int, at: datetime) -> Missing:
    """Return the bodies at a place and below that must have a rota and have none for a week."""
    on, found = timezone.localdate(at), directory()
    kinds = {kind for kind, rule in rules_on(on).items() if rule.required}
    atlas = territory.atlas(on)
    wanted = [
        line.id
        for place in atlas.subtree(place_id)
        for line in found.seated.get(int(place), ())
        if line.kind in kinds and line.holds(on)
    ]
    rows = DutyShift.objects.filter(starts_at__lt=at + AHEAD, ends_at__gt=at)
    held = set(rows.order_by().values_list("body_id", flat=True).distinct())
    missing = tuple(b for b in wanted if b not in held)
    return Missing(missing, len(wanted), timezone.localdate(at + AHEAD))


def shift_at(shift_id: UUID) -> DutyShift:
    """Return a shift with its people; raises NotFound."""
    return shift_and_before(shift_id)[0]


def shift_and_before(shift_id: UUID) -> tuple[DutyShift, DutyShift | None]:
    """Return a shift and the one of the same body before it, with their people; two queries.

    Raises NotFound.
    """
    mine = DutyShift.objects.filter(pk=shift_id)
    earlier = DutyShift.objects.filter(
        body_id=Subquery(mine.values("body_id")), ends_at__lte=Subquery(mine.values("starts_at"))
    )
    before = Subquery(earlier.order_by("-starts_at").values("id")[:1])
    rows = list(shifts_with_people().filter(Q(pk=shift_id) | Q(pk=before)))
    found = next((s for s in rows if s.pk == shift_id), None)
    if found is None:
        raise NotFound("unknown_shift")
    return found, next((s for s in rows if s.pk != shift_id), None)


def colleagues(shift: DutyShift) -> list[PersonName]:
    """Return who else could take a duty; one query."""
    inside = people_in(shift)
    return [c for c in colleagues_of(shift.body_id, shift.day) if c.id not in inside]


def colleagues_of(body_id: int, day: date) -> list[PersonName]:
    """Return who may stand in a body's rota: who holds a post where it sits; one query."""
    seat = directory().bodies[body_id].seat
    held = (
        Appointment.objects.on(day)
        .filter(holding(day, prefix="person__"), holding(day, prefix="post__"))
        .filter(post__body__seat_id=seat)
        .order_by("person__name", "person_id")
    )
    names = held.values_list("person_id", "person__name", "person__name_en").distinct()
    return [PersonName(*row) for row in names]
