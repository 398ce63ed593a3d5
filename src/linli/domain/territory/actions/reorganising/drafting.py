"""Drafting an instrument: its head, its changes, the answers to what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.domain.territory.actions.reorganising.recording import permit, step, write
from linli.domain.territory.models import Change, Reorganisation
from linli.domain.territory.rules.reorganising.reading import (
    MOST_CHANGES,
    Instrument,
    Order,
    day_of,
    head,
    read_order,
)
from linli.domain.territory.states import ReorganisationMove
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, NotFound


@transaction.atomic
def draft(*, by: Actor, at: datetime, instrument: Instrument) -> Reorganisation:
    """Draft an instrument; the same one drafted already and still open is brought up to date."""
    permit(by)
    standing = Reorganisation.objects.select_for_update().filter(
        title=instrument.title,
        document=instrument.document,
        effective=instrument.effective,
        state__in=("drafted", "checked"),
    )
    row = standing.order_by("id").first()
    if row is not None:
        return redraft(by=by, at=at, key=row.pk, instrument=instrument)
    row = Reorganisation(drafted_by_id=by.person, drafted_at=at, seq=1)
    _take_head(row, instrument)
    row.answers = dict(instrument.answers)
    row.save(force_insert=True)
    _write_changes(row, instrument.orders)
    data = {"changes": len(instrument.orders), "effective": instrument.effective}
    write(row, ReorganisationMove.DRAFT, by=by, at=at, from_state=None, data=data)
    return row


@transaction.atomic
def redraft(*, by: Actor, at: datetime, key: int, instrument: Instrument) -> Reorganisation:
    """Put another text in the place of a draft's: head, changes and answers."""
    row = _changed(by, at, key)
    _take_head(row, instrument)
    row.answers = dict(instrument.answers)
    row.save()
    row.changes.all().delete()
    _write_changes(row, instrument.orders)
    return row


@transaction.atomic
def change_head(*, by: Actor, at: datetime, key: int, said: Mapping[str, Any]) -> Reorganisation:
    """Say anew what an instrument is called, who decided it, from which day; raises Invalid."""
    row = _changed(by, at, key)
    row.title = head(said, "title")
    row.document = head(said, "document", needed=False)
    row.decided_by = head(said, "decided_by")
    row.note = head(said, "note", needed=False)
    row.effective = day_of(said.get("effective"))
    row.save()
    return row


@transaction.atomic
def add_change(*, by: Actor, at: datetime, key: int, said: Mapping[str, Any]) -> Change:
    """Add one change at the end of a draft; raises Invalid for what its verb lacks."""
    row = _changed(by, at, key)
    last = row.changes.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= MOST_CHANGES:
        raise Invalid("reorganisation_long", field="changes", most=MOST_CHANGES)
    order = read_order(last + 1, said)
    row.save()
    return _change(row, order)


@transaction.atomic
def remove_change(*, by: Actor, at: datetime, key: int, number: int) -> None:
    """Take one change out of a draft; the others keep their numbers. Raises NotFound."""
    row = _changed(by, at, key)
    gone, _ = row.changes.filter(number=number).delete()
    if not gone:
        raise NotFound("unknown_change")
    row.save()


@transaction.atomic
def answer(*, by: Actor, at: datetime, key: int, answers: Mapping[str, str]) -> Reorganisation:
    """Answer what an instrument leaves open; an empty answer takes one back."""
    row = _changed(by, at, key)
    said = {**row.answers, **{k[:80]: v[:80] for k, v in answers.items()}}
    row.answers = {k: v for k, v in said.items() if v}
    row.save()
    return row


@transaction.atomic
def drop(*, by: Actor, at: datetime, key: int) -> Reorganisation:
    """Give a draft up: it stays on the list and can do nothing any more."""
    permit(by)
    row = _locked(key)
    step(row, ReorganisationMove.DROP, by=by, at=at)
    row.save()
    return row


def _locked(key: int) -> Reorganisation:
    row = Reorganisation.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound("unknown_reorganisation")
    return row


def _changed(by: Actor, at: datetime, key: int) -> Reorganisation:
    permit(by)
    row = _locked(key)
    step(row, ReorganisationMove.CHANGE, by=by, at=at)
    row.checked_at = row.checked_mark = None
    return row


def _take_head(row: Reorganisation, instrument: Instrument) -> None:
    row.title = instrument.title
    row.document = instrument.document
    row.decided_by = instrument.decided_by
    row.effective = instrument.effective
    row.note = instrument.note


def _write_changes(row: Reorganisation, orders: tuple[Order, ...]) -> None:
    Change.objects.bulk_create(_change_row(row, order) for order in orders)


def _change(row: Reorganisation, order: Order) -> Change:
    made = _change_row(row, order)
    made.save(force_insert=True)
    return made


def _change_row(row: Reorganisation, order: Order) -> Change:
    return Change(
        reorganisation=row,
        number=order.number,
        verb=order.verb,
        subject=order.subject,
        said=order.said,
    )
