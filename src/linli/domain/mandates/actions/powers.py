"""Instruments of powers: checked, enacted in one transaction, revoked, dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from linli.domain.mandates.actions.built_on import refuse_built_on
from linli.domain.mandates.actions.recording import permit, record_instrument
from linli.domain.mandates.models import (
    Mandate,
    PowerHelper,
    PowerInstrument,
    PowerItem,
    PowerList,
    PowerTerm,
)
from linli.domain.mandates.procedures import INSTRUMENT
from linli.domain.mandates.queries.powers.context import CONTENT, Checked, checked
from linli.domain.mandates.rules.powers import Change, Want
from linli.domain.mandates.states import (
    InstrumentMove,
    InstrumentState,
)
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


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
    refuse_built_on(held)
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
    record_instrument(by, at, held, move, data, was=was)
