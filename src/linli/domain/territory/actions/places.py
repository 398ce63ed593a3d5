"""Creating, renaming and ending places."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import mark_tree, permit
from linli.domain.territory.models import Place, PlaceAlias, PlaceCode, PlaceVersion
from linli.domain.territory.rules.names import clean_name
from linli.domain.territory.rules.nesting import check_parent, level_of
from linli.domain.territory.rules.pinyin import keys
from linli.domain.territory.states import AliasKind, Kind
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


@transaction.atomic
def create_place(
    *,
    by: Actor,
    at: datetime,
    kind: Kind,
    name: str,
    parent: Place | None,
    code: str,
    valid_from: date | None = None,
    level: int | None = None,
    official: str = "",
    instrument: str = "",
    schematic: bool = False,
) -> Place:
    """Create a place under a parent that is there on the day; its code is taken for ever."""
    own_level = level_of(kind, level)
    above = _first_of(parent, valid_from) if parent else None
    check_parent(own_level, above.level if above else None)
    permit(by, parent.pk if parent else None, valid_from)
    mark_tree(at=at)
    place = Place.objects.create()
    take_code(code, place)
    text = clean_name(name)
    pinyin, initials = keys(text)
    version = PlaceVersion.objects.create(
        place=place,
        parent=parent,
        code=code,
        name=text,
        official=official,
        kind=kind,
        level=own_level,
        pinyin=pinyin,
        initials=initials,
        schematic=schematic,
        instrument=instrument,
        valid_from=valid_from,
        valid_to=_end_of(parent) if parent else None,
    )
    data = {"version": version.pk, "kind": kind, "since": valid_from}
    above_id = {"parent": parent.pk} if parent else {}
    record(by=by, at=at, place=place.pk, move="create", data=data | above_id)
    return place


@transaction.atomic
def rename_place(
    *, by: Actor, at: datetime, place: Place, name: str, valid_from: date, instrument: str = ""
) -> PlaceVersion:
    """Call a place something else from a day on; the name it had stays as a former one."""
    permit(by, place.pk, valid_from)
    mark_tree(at=at)
    old = _standing(place, valid_from)
    text = clean_name(name)
    if old.name == text:
        raise Invalid("place_name_same", field="name", name=text)
    if old.valid_from is not None and old.valid_from >= valid_from:
        raise Invalid("place_change_too_early", field="valid_from", day=old.valid_from.isoformat())
    former, former_id, until = old.name, old.pk, old.valid_to
    PlaceVersion.objects.filter(pk=old.pk).update(valid_to=valid_from)
    old.pk, old.valid_from, old.valid_to = None, valid_from, until
    old.name, old.official, old.instrument = text, "", instrument
    old.pinyin, old.initials = keys(text)
    old.save(force_insert=True)
    PlaceAlias.objects.get_or_create(
        place=place, name=former, defaults={"kind": AliasKind.FORMER, "valid_from": valid_from}
    )
    data = {"version": old.pk, "former": former_id, "since": valid_from}
    record(by=by, at=at, place=place.pk, move="rename", data=data)
    return old


@transaction.atomic
def end_place(*, by: Actor, at: datetime, place: Place, valid_to: date) -> None:
    """Let a place end on a day; one with places in it cannot, its code is never given again."""
    permit(by, place.pk, None)
    mark_tree(at=at)
    last = _standing(place, None)
    below = PlaceVersion.objects.filter(parent=place).exclude(valid_to__lte=valid_to)
    if below.exists():
        raise Invalid("place_has_places", name=last.name)
    if last.valid_from is not None and last.valid_from >= valid_to:
        raise Invalid("place_change_too_early", field="valid_to", day=last.valid_from.isoformat())
    PlaceVersion.objects.filter(pk=last.pk).update(valid_to=valid_to)
    data = {"version": last.pk, "on": valid_to}
    record(by=by, at=at, place=place.pk, move="end", data=data)


def take_code(code: str, place: Place) -> None:
    """Give a code to a place; Conflict if it ever belonged to another."""
    if not code.strip() or len(code) > 32 or not code.isascii():
        raise Invalid("place_code_form", field="code", place_code=code[:40])
    try:
        with transaction.atomic():
            PlaceCode.objects.create(code=code, place=place)
    except IntegrityError:
        raise Conflict("place_code_taken", field="code", place_code=code) from None


def _standing(place: Place, on: date | None) -> PlaceVersion:
    """Return the row of a place that holds on a day (None = the last, if it has no end)."""
    row = PlaceVersion.objects.on(on).filter(place=place).first()
    if row is None:
        raise NotFound("unknown_place", field="place", place=place.pk)
    return row


def _first_of(parent: Place, since: date | None) -> PlaceVersion:
    """Return the parent's row on a child's first day (None = since ever); it must be there."""
    rows = PlaceVersion.objects.filter(place=parent)
    row = (rows.filter(valid_from__isnull=True) if since is None else rows.on(since)).first()
    if row is None:
        raise Invalid("place_parent_not_there", field="parent", day=str(since or ""))
    return row


def _end_of(parent: Place) -> date | None:
    ends = list(PlaceVersion.objects.filter(place=parent).values_list("valid_to", flat=True))
    return None if None in ends else max(e for e in ends if e is not None)
