"""Putting a matter on the grid: asked, reviewed, published, admitted, checked every year, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.drafting import Paper, draft_instrument
from linli.domain.mandates.actions.powers import check_instrument, enact_instrument
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.entries import ADMISSION as ENTRIES
from linli.domain.mandates.models import GridAdmission, Matter, PowerList, PowerTerm
from linli.domain.mandates.procedures import ADMISSION, ASKER
from linli.domain.mandates.queries.catalogue import catalogue, threshold
from linli.domain.mandates.rules.powers import Said
from linli.domain.mandates.states import (
    AdmissionMove,
    InstrumentKind,
    LineAct,
    ListKind,
    Permission,
)
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@transaction.atomic
def ask_admission(
    *,
    by: Actor,
    at: datetime,
    power_list: PowerList,
    body: Body,
    matter: str,
    need: str,
    basis: str,
    funds: str = "",
) -> GridAdmission:
    """Ask for a matter to be put on a place's grids.

    Raises Invalid without need or basis, for a list of another kind, and for a matter with a
    channel of its own; Conflict where it is asked for or admitted already; NotFound.
    """
    _permit_asker(by, body.pk)
    if power_list.kind != ListKind.GRID:
        raise Invalid("no_such_list", field="power_list")
    found = Matter.objects.filter(code=matter).first()
    if found is None:
        raise NotFound("unknown_matter", field="matter", code=matter[:8])
    for name, text in (("need", need), ("basis", basis)):
        if not text.strip():
            raise Invalid(f"admission_{name}_missing", field=name)
    on = timezone.localdate(at)
    if catalogue().terms(matter, on).is_blocked:
        raise Invalid("admission_blocked", field="matter", code=matter)
    standing = PowerTerm.objects.on(on).filter(item__power_list=power_list, matter=found)
    if standing.exists():
        raise Conflict("admission_stands", field="matter", code=matter)
    row = GridAdmission(
        power_list=power_list,
        body=body,
        matter=found,
        need=need.strip(),
        basis=basis.strip(),
        funds=funds.strip(),
        asked_at=at,
        asker_id=by.person,
        seq=1,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("admission_stands", field="matter", code=matter) from error
    _record(by, at, row, "ask", {"list": power_list.pk, "matter": matter}, was=None)
    return row


@transaction.atomic
def move_admission(
    *,
    by: Actor,
    at: datetime,
    admission: GridAdmission,
    move: AdmissionMove,
    supplies: Mapping[str, str],
) -> GridAdmission:
    """Take a request one step on; admitting and ending it go onto the list by an instrument.

    Raises MoveNotAllowed, NotPermitted, Invalid for what must come with it, and Conflict: reviewed
    by who asked, published too short, a list that is not published yet.
    """
    row = (
        GridAdmission.objects.select_for_update(of=("self",))
        .select_related("power_list", "matter", "body")
        .get(pk=admission.pk)
    )
    on, was = timezone.localdate(at), row.state
    step = ADMISSION.move(was, move)
    if step.hand == ASKER:
        _permit_asker(by, row.body_id)
    else:
        permit(by, row.power_list.place_id, on)
    for name in step.supplies:
        if not supplies.get(name, "").strip():
            raise Invalid("admission_supply_missing", field=name)
    data = _STEPS[move](row, by, at, on, supplies)
    row.state, row.seq = step.to or was, row.seq + 1
    row.finding = supplies.get("finding", "").strip()[:500] or row.finding
    row.save()
    _record(by, at, row, move, data, was=was)
    return row


def _review(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    if by.kind is ActorKind.PERSON and by.person == row.asker_id:
        raise Conflict("admission_other_hand")
    return {}


def _publish(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    row.published_on = on
    return {}


def _admit(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    days = threshold("grid.publicity", row.power_list.place_id, on).span
    ready = (row.published_on or on) + days
    if on < ready:
        raise Conflict("admission_publicity", day=ready.isoformat())
    if row.objections.exclude(upheld=False).exists():  # open, or upheld
        raise Conflict("admission_objected")
    if not PowerTerm.objects.on(on).filter(item__power_list=row.power_list).exists():
        raise Conflict("grid_list_first")
    row.admitted_on = on
    said = Said(
        2,
        _code(row),
        name=row.matter.name,
        name_en=row.matter.name_en,
        matter=row.matter.code,
        basis=row.basis,
        source=row.body.name,
        duty=row.funds,
    )
    return {"instrument": _by_instrument(row, by, at, on, (InstrumentKind.LIST, said), supplies)}


def _check(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    row.checked_on = on
    return {}


def _exit(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    row.ended_on = on
    standing = PowerTerm.objects.on(on).filter(
        item__power_list=row.power_list, item__code=_code(row)
    )
    if not standing.exists():  # taken off by a document of its own
        return {}
    move = (InstrumentKind.TAKE_BACK, Said(2, _code(row), LineAct.END))
    return {"instrument": _by_instrument(row, by, at, on, move, supplies)}


def _end(
    row: GridAdmission, by: Actor, at: datetime, on: date, supplies: Mapping[str, str]
) -> dict:
    row.ended_on = on
    return {}


_STEPS = {
    AdmissionMove.REVIEW: _review,
    AdmissionMove.PUBLISH: _publish,
    AdmissionMove.ADMIT: _admit,
    AdmissionMove.CHECK: _check,
    AdmissionMove.EXIT: _exit,
    AdmissionMove.REFUSE: _end,
    AdmissionMove.WITHDRAW: _end,
}


def _code(row: GridAdmission) -> str:
    return f"ZR-{row.matter.code}"


def _by_instrument(
    row: GridAdmission,
    by: Actor,
    at: datetime,
    on: date,
    move: tuple[InstrumentKind, Said],
    supplies: Mapping[str, str],
) -> int:
    """Move the one item by the document that decided it; return the instrument's id."""
    kind, said = move
    paper = Paper(
        title=row.matter.name,
        title_en=row.matter.name_en,
        number=supplies["number"].strip()[:80],
        decided_by=supplies["decided_by"].strip()[:120],
        effective_on=on,
        kind=kind,
    )
    made, _ = draft_instrument(by=by, at=at, power_list=row.power_list, paper=paper, lines=[said])
    if check_instrument(by=by, at=at, instrument=made).faults:
        raise Invalid("instrument_faulty", count=1)
    enact_instrument(by=by, at=at, instrument=made)
    return made.pk


def _permit_asker(by: Actor, body_id: int) -> None:
    asked = Target(bodies=frozenset({body_id}))
    if by.kind is not ActorKind.SYSTEM and not can(by, Permission.ASK, asked):
        raise NotPermitted("not_permitted", permission=Permission.ASK.value)


def _record(
    by: Actor, at: datetime, row: GridAdmission, move: str, data: dict, *, was: str | None
) -> None:
    record(
        by=by,
        at=at,
        subject=subject_of("grid_admission", row.pk),
        place_id=row.power_list.place_id,
        body_id=row.body_id,
        move=move,
        matter=row.matter.code,
        data=data,
        procedure=ENTRIES,
        states=(was, row.state),
    )
