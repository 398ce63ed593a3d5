"""The places' own share of step 1, and how it is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from linli.domain.territory.actions.recording import record_many
from linli.domain.territory.models import (
    Boundary,
    Moved,
    Place,
    PlaceAlias,
    PlaceCode,
    PlaceVersion,
)
from linli.domain.territory.rules.pinyin import keys
from linli.domain.territory.rules.reorganising.halves import united
from linli.domain.territory.rules.reorganising.parts import Ledger
from linli.domain.territory.rules.reorganising.plan import Plan, Row
from linli.domain.territory.states import AliasKind
from linli.foundation.database.keys import reserve
from linli.kernel.access import Actor

VERSION = "place"
ALIAS, CODE, OUTLINE = "alias", "code", "outline"


def carry_places(plan: Plan, ledger: Ledger, *, by: Actor, at: datetime, document: str) -> None:
    """End, make and restate places from the plan's day on, with one entry for each."""
    touched = [r.place for r in (*plan.ended, *plan.restated)]
    standing = {
        v.place_id: v for v in PlaceVersion.objects.on(plan.on).filter(place_id__in=touched)
    }
    PlaceVersion.objects.filter(pk__in=[v.pk for v in standing.values()]).update(valid_to=plan.on)
    for row in plan.ended:
        old = standing[row.place]
        ledger.note(VERSION, old.pk, None, place=row.place)
    Place.objects.bulk_create([Place(pk=r.place) for r in plan.born])
    fresh = [_version(r, None, plan, ledger) for r in plan.born]
    fresh += [_version(r, standing[r.place], plan, ledger) for r in plan.restated]
    for version, pk in zip(fresh, reserve("territory_placeversion", len(fresh)), strict=True):
        version.pk = pk
        _note(version, standing.get(version.place_id), plan, ledger)
    PlaceVersion.objects.bulk_create(fresh, batch_size=2_000)
    _give_codes(plan, ledger)
    _keep_names(plan, ledger, document)
    _end_outlines(plan, ledger)
    _unite_outlines(plan, ledger, document)
    _record(plan, ledger, fresh, standing, by, at)


def _version(row: Row, old: PlaceVersion | None, plan: Plan, ledger: Ledger) -> PlaceVersion:
    pinyin, initials = keys(row.name)
    renamed = old is None or old.name != row.name
    return PlaceVersion(
        place_id=row.place,
        parent_id=row.parent,
        code=row.code,
        name=row.name,
        official="" if renamed else old.official,  # type: ignore[union-attr]
        kind=row.kind,
        level=row.level,
        pinyin=pinyin,
        initials=initials,
        schematic=False if old is None else old.schematic,
        instrument=ledger.basis,
        valid_from=plan.on,
    )


def _note(version: PlaceVersion, old: PlaceVersion | None, plan: Plan, ledger: Ledger) -> None:
    """Note a row made; one whose parent changed says where it lay, for work still on its way."""
    was: dict[str, Any] = {"row": version.pk, "level": version.level}
    if old is not None and old.parent_id != version.parent_id:
        was["parent"] = old.parent_id
    ledger.note(VERSION, old.pk if old else None, version.place_id, **was)


def _give_codes(plan: Plan, ledger: Ledger) -> None:
    wanted = {r.code: r.place for r in (*plan.born, *plan.restated)}
    held = set(PlaceCode.objects.filter(code__in=wanted).values_list("code", flat=True))
    fresh = {code: place for code, place in wanted.items() if code not in held}
    PlaceCode.objects.bulk_create(PlaceCode(code=c, place_id=p) for c, p in fresh.items())
    for code, place in fresh.items():
        ledger.note(CODE, None, place, code=code)


def _keep_names(plan: Plan, ledger: Ledger, document: str) -> None:
    """Let old names lead to what stands in their place, with since when and by what."""
    wanted = [(r.place, plan.before[r.place].name) for r in plan.renamed]
    wanted += [(plan.heirs[r.place], r.name) for r in plan.ended if r.place in plan.heirs]
    wanted = [(p, name) for p, name in wanted if plan.after[p].name != name]
    there = set(
        PlaceAlias.objects.filter(place_id__in=[p for p, _ in wanted]).values_list(
            "place_id", "name"
        )
    )
    rows = [
        PlaceAlias(
            place_id=place,
            name=name,
            kind=AliasKind.FORMER,
            replaced_on=plan.on,
            basis=document[:120],
        )
        for place, name in dict.fromkeys(wanted)
        if (place, name) not in there
    ]
    for made in PlaceAlias.objects.bulk_create(rows):
        ledger.note(ALIAS, None, made.pk)


def _end_outlines(plan: Plan, ledger: Ledger) -> None:
    """End the outlines of places that end: an outline without its place would be drawn for ever."""
    rows = Boundary.objects.on(plan.on).filter(place_id__in=[r.place for r in plan.ended])
    for row in rows.filter(Q(valid_from=None) | Q(valid_from__lt=plan.on)).order_by("id"):
        ledger.note(OUTLINE, row.pk, None, until=_iso(row.valid_to))
        Boundary.objects.filter(pk=row.pk).update(valid_to=plan.on)


def _unite_outlines(plan: Plan, ledger: Ledger, document: str) -> None:
    """Draw what whole places became as all of them together, where each of them was drawn."""
    groups: dict[int, list[int]] = defaultdict(list)
    for link in plan.links:
        if link.target in plan.after:
            groups[link.target].append(0 if link.part else link.source)
    whole = {t: [s for s in some if s] for t, some in groups.items() if 0 not in some}
    for target in whole:
        if target in plan.before:  # it takes others in and goes on
            whole[target].append(target)
    last = plan.on - timedelta(days=1)
    wanted = [i for some in whole.values() for i in some]
    drawn = {b.place_id: b for b in Boundary.objects.on(last).filter(place_id__in=wanted)}
    for target, some in sorted(whole.items()):
        rows = [drawn[i] for i in some if i in drawn]
        if len(rows) != len(some) or len({r.crs for r in rows}) != 1:
            continue
        if target in plan.before:
            ledger.note(OUTLINE, drawn[target].pk, None, until=_iso(drawn[target].valid_to))
            Boundary.objects.filter(pk=drawn[target].pk).update(valid_to=plan.on)
        made = Boundary.objects.create(
            place_id=target,
            geojson=united(r.geojson for r in rows),
            crs=rows[0].crs,
            source=document[:120],
            schematic=any(r.schematic for r in rows),
            valid_from=plan.on,
        )
        ledger.note(OUTLINE, None, made.pk)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(
    plan: Plan,
    ledger: Ledger,
    fresh: Iterable[PlaceVersion],
    standing: dict[int, PlaceVersion],
    by: Actor,
    at: datetime,
) -> None:
    changes: dict[int, dict[str, Any]] = {}
    for version in fresh:
        old = standing.get(version.place_id)
        changes[version.place_id] = {
            "reorganisation": ledger.reorganisation,
            "verb": plan.verbs.get(version.place_id, "create"),
            "version": version.pk,
            "former": old.pk if old else None,
            "since": plan.on,
        }
    targets = defaultdict(list)
    for link in plan.links:
        targets[link.source].append(link.target)
    for row in plan.ended:
        changes[row.place] = {
            "reorganisation": ledger.reorganisation,
            "verb": plan.verbs.get(row.place, "abolish"),
            "former": standing[row.place].pk,
            "since": plan.on,
            "successors": targets[row.place],
        }
    record_many(by=by, at=at, move="reorganise", changes=changes)


def restore_places(reorganisation: int, *, by: Actor, at: datetime) -> None:
    """Take the rows of an instrument away again, and let those it ended go on.

    Rows of places, codes and names that only it gave were never said by anybody else; what the
    journal tells of them stays.
    """
    rows = list(Moved.objects.filter(reorganisation_id=reorganisation).order_by("id"))
    made = [m.was["row"] for m in rows if m.kind == VERSION and "row" in m.was]
    ended = [m.old for m in rows if m.kind == VERSION and m.old is not None]
    PlaceAlias.objects.filter(pk__in=[m.new for m in rows if m.kind == ALIAS]).delete()
    PlaceCode.objects.filter(code__in=[m.was["code"] for m in rows if m.kind == CODE]).delete()
    PlaceVersion.objects.filter(pk__in=made).delete()
    PlaceVersion.objects.filter(pk__in=ended).update(valid_to=None)
    Boundary.objects.filter(pk__in=[m.new for m in rows if m.kind == OUTLINE and m.new]).delete()
    for m in rows:
        if m.kind == OUTLINE and m.old:
            Boundary.objects.filter(pk=m.old).update(valid_to=m.was["until"])
    touched = {p for m in rows if m.kind == VERSION and (p := m.new or m.was.get("place"))}
    data = {"reorganisation": reorganisation}
    record_many(by=by, at=at, move="restore", changes={place: data for place in sorted(touched)})
