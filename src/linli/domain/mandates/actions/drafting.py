"""Lists of powers opened; what a document says of itself and its lines, kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record, record_instrument
from linli.domain.mandates.models import (
    PowerInstrument,
    PowerLine,
    PowerList,
)
from linli.domain.mandates.rules.powers import Said, digest_of
from linli.domain.mandates.states import (
    InstrumentKind,
    InstrumentState,
    ListKind,
)
from linli.domain.territory.models import Place
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid

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
    record_instrument(by, at, made, "draft", data | {"lines": len(lines)}, was=None)
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
