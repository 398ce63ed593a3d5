"""Instruments: drafted from lines, checked, enacted in one transaction, revoked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from psycopg.types.json import Jsonb

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.entries import INSTRUMENT as ENTRIES
from linli.domain.mandates.models import (
    Mandate,
    PowerHelper,
    PowerInstrument,
    PowerItem,
    PowerLine,
    PowerList,
    PowerTerm,
)
from linli.domain.mandates.procedures import INSTRUMENT
from linli.domain.mandates.queries.powers import went_on
from linli.domain.mandates.queries.powers.context import CONTENT, Checked, checked
from linli.domain.mandates.rules.powers import Change, Said, Want, digest_of
from linli.domain.mandates.states import (
    MANDATING,
    InstrumentKind,
    InstrumentMove,
    InstrumentState,
    ListKind,
)
from linli.domain.territory.models import Place
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound

MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document says of itself: title, number, who decided, from which day, as what."""

    title: str
    number: str
    decided_by: str
    effective_on: date
    kind: InstrumentKind
    title_en: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Enacted:
    """What an instrument moved, or put back when it was revoked."""

    new: int
    changed: int
    ended: int
    assessed: int
    mandates_begun: int
    mandates_ended: int
    already: bool = False


@transaction.atomic
def open_list(
    *, by: Actor, at: datetime, place: Place, kind: ListKind, name: str, name_en: str = ""
) -> PowerList:
    """Return the list of a kind of a place, made where there is none; raises Invalid unnamed."""
    permit(by, place.pk, timezone.localdate(at))
    standing = PowerList.objects.filter(place=place, kind=ListKind(kind)).first()
    if standing is not None:
        return standing
    if not name.strip():
        raise Invalid("list_name_missing", field="name")
    made = PowerList.objects.create(
        place=place, kind=ListKind(kind), name=name.strip(), name_en=name_en.strip()
    )
    record(
        by=by,
        at=at,
        subject=subject_of("power_list", made.pk),
        place_id=place.pk,
        body_id=None,
        move="open_list",
        data={"list": made.pk, "kind": made.kind},
    )
    return made


@transaction.atomic
def draft_instrument(
    *, by: Actor, at: datetime, power_list: PowerList, paper: Paper, lines: Sequence[Said]
) -> tuple[PowerInstrument, bool]:
    """Return the instrument with some lines, and whether it stood already.

    The same number and day with the same lines is the same instrument. With other lines a draft
    is replaced; raises Conflict where it is in force, Invalid for a paper without number, title,
    deciding body or lines.
    """
    permit(by, power_list.place_id, timezone.localdate(at))
    _check_paper(paper, lines)
    PowerList.objects.select_for_update().get(pk=power_list.pk)
    digest = digest_of(lines)
    standing = (
        PowerInstrument.objects.filter(
            power_list=power_list, number=paper.number, effective_on=paper.effective_on
        )
        .exclude(state__in=[InstrumentState.REVOKED, InstrumentState.DROPPED])
        .first()
    )
    if standing is not None and (standing.digest, standing.kind) == (digest, paper.kind):
        return standing, True
    if standing is not None and standing.state == InstrumentState.ENACTED:
        raise Conflict("instrument_in_force", field="number", number=paper.number)
    made = standing or PowerInstrument(power_list=power_list, drafted_at=at)
    for name in ("title", "title_en", "number", "decided_by", "effective_on", "kind", "source"):
        setattr(made, name, getattr(paper, name))
    made.digest, made.state, made.seq = digest, InstrumentState.DRAFTED, made.seq + 1
    made.save()
    _write_lines(made, lines)
    data = {"list": power_list.pk, "kind": made.kind, "since": made.effective_on}
    _record(by, at, made, "draft", data | {"lines": len(lines)}, was=None)
    return made, False


def _check_paper(paper: Paper, lines: Sequence[Said]) -> None:
    for name in ("title", "number", "decided_by"):
        if not getattr(paper, name).strip():
            raise Invalid("paper_incomplete", field=name)
    if not lines:
        raise Invalid("instrument_without_lines", field="file")
    if len(lines) > MOST_LINES:
        raise Invalid("table_too_many_rows", rows=len(lines), most=MOST_LINES)


def _write_lines(instrument: PowerInstrument, lines: Sequence[Said]) -> None:
    PowerLine.objects.filter(instrument=instrument).delete()
    columns = ("id", "instrument_id", "row", "code", "act", "said")
    keys = reserve("mandates_powerline", len(lines))
    rows = (
        (key, instrument.pk, s.row, s.code, s.act, Jsonb(s.plain))
        for key, s in zip(keys, lines, strict=True)
    )
    copy_rows("mandates_powerline", columns, rows)


@transaction.atomic
def check_instrument(*, by: Actor, at: datetime, instrument: PowerInstrument) -> Checked:
    """Return what an instrument would do and what is wrong; one without fault is checked.

    Raises MoveNotAllowed where it is in force or gone already.
    """
    held = _locked(by, at, instrument)
    INSTRUMENT.move(held.state, InstrumentMove.CHECK)
    found = checked(held)
    if not found.faults and held.state != InstrumentState.CHECKED:
        _move(by, at, held, InstrumentMove.CHECK, {"faults": 0})
    return found


@transaction.atomic
def enact_instrument(*, by: Actor, at: datetime, instrument: PowerInstrument) -> Enacted:
    """Bring an instrument into force: items, mandates and entry in one transaction.

    What is in force already stays (`already`). Raises Invalid with a fault, MoveNotAllowed when it
    was not checked, Conflict when it changes nothing or somebody changed the same in the meantime.
    """
    held = _locked(by, at, instrument)
    if held.state == InstrumentState.ENACTED:
        return Enacted(0, 0, 0, 0, 0, 0, already=True)
    INSTRUMENT.move(held.state, InstrumentMove.ENACT)
    found = checked(held)
    if found.faults:
        raise Invalid("instrument_faulty", count=len(found.faults))
    if not found.plan.moves:
        raise Conflict("instrument_changes_nothing")
    try:
        with transaction.atomic():
            _write(held, found)
    except IntegrityError as error:
        raise Conflict("powers_changed_meanwhile") from error
    count, moved = found.plan.count, found.moved
    told = Enacted(
        count("new"),
        count("change"),
        count("end"),
        count("assess"),
        len(moved.begin),
        len(moved.end),
    )
    held.enacted_at = at
    _move(by, at, held, InstrumentMove.ENACT, _told(held, told))
    return told


@transaction.atomic
def revoke_instrument(*, by: Actor, at: datetime, instrument: PowerInstrument) -> Enacted:
    """Undo an instrument as if it had never been; what it ended stands again.

    Raises Conflict while something later builds on it, naming what; MoveNotAllowed unless it is in
    force.
    """
    held = _locked(by, at, instrument)
    INSTRUMENT.move(held.state, InstrumentMove.REVOKE)
    _refuse_built_on(held)
    began = PowerTerm.objects.filter(begun_by=held)
    ended = PowerTerm.objects.filter(ended_by=held)
    both = began.filter(item__in=ended.values("item")).count()
    terms = began.update(valid_to=F("valid_from"))
    back = ended.update(valid_to=None, ended_by=None)
    gone = Mandate.objects.filter(begun_by=held).update(valid_to=F("valid_from"))
    try:
        with transaction.atomic():
            stand = Mandate.objects.filter(ended_by=held).update(valid_to=None, ended_by=None)
    except IntegrityError as error:
        raise Conflict("powers_changed_meanwhile") from error
    told = Enacted(back - both, both, terms - both, 0, stand, gone)
    held.revoked_at = at
    _move(by, at, held, InstrumentMove.REVOKE, _told(held, told))
    return told


@transaction.atomic
def drop_instrument(*, by: Actor, at: datetime, instrument: PowerInstrument) -> None:
    """Give a draft up; raises MoveNotAllowed once it is in force."""
    held = _locked(by, at, instrument)
    INSTRUMENT.move(held.state, InstrumentMove.DROP)
    _move(by, at, held, InstrumentMove.DROP, {})


def _locked(by: Actor, at: datetime, instrument: PowerInstrument) -> PowerInstrument:
    """Return the instrument under the lock of its list: two never move one list at once."""
    listed = PowerList.objects.select_for_update().filter(pk=instrument.power_list_id).first()
    if listed is None:
        raise NotFound("unknown_instrument", number=str(instrument.pk))
    permit(by, listed.place_id, timezone.localdate(at))
    return (
        PowerInstrument.objects.select_for_update(of=("self",))
        .select_related("power_list")
        .get(pk=instrument.pk)
    )


def _write(held: PowerInstrument, found: Checked) -> None:
    changes, on = found.plan.changes, found.context.on
    stop = [c.old.term for c in changes if c.old and c.act in ("end", "change")]
    PowerTerm.objects.filter(pk__in=stop).update(valid_to=on, ended_by=held)
    items = _items(held, [c.said.code for c in changes])
    _write_terms(held, [c for c in changes if c.act in ("new", "change")], items)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mandates_powerline l SET item_id = i.id FROM mandates_poweritem i "
            "WHERE l.instrument_id = %s AND i.power_list_id = %s AND i.code = l.code",
            [held.pk, held.power_list_id],
        )
    Mandate.objects.filter(pk__in=found.moved.end).update(valid_to=on, ended_by=held)
    _write_mandates(held, found.moved.begin)


def _items(held: PowerInstrument, codes: Sequence[str]) -> Mapping[str, int]:
    known = PowerItem.objects.filter(power_list_id=held.power_list_id)
    items = dict(known.values_list("code", "id"))
    missing = [code for code in codes if code not in items]
    keys = reserve("mandates_poweritem", len(missing))
    rows = [(k, held.power_list_id, c) for k, c in zip(keys, missing, strict=True)]
    copy_rows("mandates_poweritem", ("id", "power_list_id", "code"), rows)
    return items | {code: key for key, _, code in rows}


def _write_terms(
    held: PowerInstrument, changes: Sequence[Change], items: Mapping[str, int]
) -> None:
    keys = reserve("mandates_powerterm", len(changes))
    pairs = list(zip(keys, changes, strict=True))
    columns = ("id", "item_id", "begun_by_id", "valid_from", *CONTENT)
    copy_rows(
        "mandates_powerterm",
        columns,
        (
            (key, items[c.said.code], held.pk, held.effective_on, *c.new[:-1])
            for key, c in pairs
            if c.new
        ),
    )
    helping = [(key, body, duty) for key, c in pairs if c.new for body, duty in c.new.helpers]
    PowerHelper.objects.bulk_create(
        [PowerHelper(term_id=key, body_id=body, duty=duty) for key, body, duty in helping],
        batch_size=5_000,
    )


def _write_mandates(held: PowerInstrument, begin: Sequence[Want]) -> None:
    own = ("in_name_of_id", "answers_suit_id", "duty", "duty_en")
    names = ("matter_id", "body_id", "role", "instrument", "basis", "basis_en", *own)
    keys = reserve("mandates_mandate", len(begin))
    columns = ("id", "place_id", "begun_by_id", "valid_from", *names)

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, want in zip(keys, begin, strict=True):
            yield (key, held.power_list.place_id, held.pk, held.effective_on, *want, "")

    copy_rows("mandates_mandate", columns, rows())


def _refuse_built_on(held: PowerInstrument) -> None:
    """Refuse while a later instrument, or a hand, has changed what this one began or ended."""
    began = PowerTerm.objects.filter(begun_by=held)
    touched = PowerTerm.objects.filter(Q(begun_by=held) | Q(ended_by=held)).values("item")
    if (went := went_on(held)) is not None:
        raise Conflict("list_went_on", name=went.name)
    later = (
        PowerTerm.objects.filter(item__in=touched)
        .filter(Q(begun_by__effective_on__gte=held.effective_on) & ~Q(begun_by=held))
        .exclude(valid_to=F("valid_from"))
        .exclude(ended_by=held)
        .select_related("begun_by")
        .order_by("valid_from", "id")
        .first()
    )
    by = later.begun_by if later else _leaning_on(held)
    if by is None:
        stopped = began.exclude(ended_by=None).select_related("ended_by").order_by("id").first()
        by = stopped.ended_by if stopped else None
    if by is None:
        mine = Mandate.objects.filter(begun_by=held).exclude(valid_to=None).order_by("id").first()
        if mine is None:
            return
        by = mine.ended_by
    number = by.number if by else ""
    day = by.effective_on.isoformat() if by else ""
    raise Conflict("instrument_built_on", number=number, day=day)


def _leaning_on(held: PowerInstrument) -> PowerInstrument | None:
    """Return a later instrument that found its matter led already, by what this one began."""
    matters = Mandate.objects.filter(begun_by=held).values("matter")
    leaning = (
        PowerTerm.objects.filter(item__power_list__place_id=held.power_list.place_id)
        .filter(item__power_list__kind__in=MANDATING, matter__in=matters)
        .filter(begun_by__enacted_at__gt=held.enacted_at)
        .exclude(valid_to=F("valid_from"))
        .select_related("begun_by")
        .order_by("id")
        .first()
    )
    return leaning.begun_by if leaning else None


def _told(held: PowerInstrument, told: Enacted) -> dict[str, Any]:
    return {
        "list": held.power_list_id,
        "kind": held.kind,
        "since": held.effective_on,
        "new": told.new,
        "changed": told.changed,
        "ended": told.ended,
        "assessed": told.assessed,
        "mandates_begun": told.mandates_begun,
        "mandates_ended": told.mandates_ended,
    }


def _move(
    by: Actor, at: datetime, held: PowerInstrument, move: InstrumentMove, data: Mapping[str, Any]
) -> None:
    was = held.state
    held.state = INSTRUMENT.move(was, move).to or was
    held.seq += 1
    held.save()
    _record(by, at, held, move, data, was=was)


def _record(
    by: Actor,
    at: datetime,
    held: PowerInstrument,
    move: str,
    data: Mapping[str, Any],
    *,
    was: str | None,
) -> None:
    record(
        by=by,
        at=at,
        subject=subject_of("power_instrument", held.pk),
        place_id=held.power_list.place_id,
        body_id=None,
        move=move,
        data=data,
        procedure=ENTRIES,
        states=(was, held.state),
    )
