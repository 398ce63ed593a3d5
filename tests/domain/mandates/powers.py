"""Instruments in tests: lists, papers and lines in a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from linli.domain.bodies.models import Appointment, Body, Post, Revision
from linli.domain.bodies.states import BodyKind, Role
from linli.domain.mandates.actions import (
    Paper,
    check_instrument,
    draft_instrument,
    enact_instrument,
    open_list,
)
from linli.domain.mandates.models import Matter, PowerInstrument, PowerList
from linli.domain.mandates.queries.powers.context import Checked
from linli.domain.mandates.rules.powers import Said
from linli.domain.mandates.states import InstrumentKind, LineAct, ListKind
from linli.domain.people.actions import link_user, register
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT

BASIS = "示例条例第十条"


def bureau(name: str, seat: Place, **more: Any) -> Body:
    """Found a bureau."""
    return Body.objects.create(kind=BodyKind.BUREAU, name=name, seat=seat, **more)


def listed(place: Place, kind: ListKind = ListKind.GRANTED) -> PowerList:
    """Return a place's list."""
    return open_list(by=SYSTEM, at=AT, place=place, kind=kind, name=f"{kind}清单（示例）")


def said(row: int, code: str, matter: str = "", lead: str = "", **more: Any) -> Said:
    """Return a line that is whole."""
    usual = {"name": f"事项{code}（示例）", "basis": BASIS}
    return Said(row, code, matter=matter, lead=lead, **{**usual, **more})


def end(row: int, code: str) -> Said:
    """Return a line that takes an item off the list."""
    return Said(row, code, LineAct.END)


def draft(
    power_list: PowerList, kind: InstrumentKind, on: date, lines: list[Said], number: str = ""
) -> PowerInstrument:
    """Draft an instrument."""
    paper = Paper(
        title="示例文件",
        number=number or f"示例〔{on:%Y}〕{on:%m%d}号",
        decided_by="示例市人民政府",
        effective_on=on,
        kind=kind,
    )
    return draft_instrument(by=SYSTEM, at=AT, power_list=power_list, paper=paper, lines=lines)[0]


def check(instrument: PowerInstrument) -> Checked:
    """Check an instrument."""
    return check_instrument(by=SYSTEM, at=AT, instrument=instrument)


def enact(
    power_list: PowerList, kind: InstrumentKind, on: date, lines: list[Said], number: str = ""
) -> PowerInstrument:
    """Draft, check and enact."""
    made = draft(power_list, kind, on, lines, number)
    assert check(made).faults == []
    enact_instrument(by=SYSTEM, at=AT, instrument=made)
    return made


def catalogue(count: int) -> list[str]:
    """Write a catalogue of so many matters of the third level; return their codes."""
    codes = [f"{n // 9801 + 50:02d}/{n // 99 % 99 + 1:02d}/{n % 99 + 1:02d}" for n in range(count)]
    known: dict[str, Matter] = {}
    for depth in (2, 5, 8):
        wanted = sorted({c[:depth] for c in codes} - known.keys())
        rows = [
            Matter(code=c, name=f"示例{c}", name_en=c, parent=known.get(c[: depth - 3]))
            for c in wanted
        ]
        known |= {m.code: m for m in Matter.objects.bulk_create(rows, batch_size=2_000)}
    return codes


def administrator(place: Place) -> AbstractUser:
    """Return the login of someone who manages mandates at a place."""
    office = bureau("编办示例", place)
    post = Post.objects.create(body=office, role=Role.SYSTEM_ADMIN, title="管理员", place=place)
    user = get_user_model().objects.create_user("office")
    person = register(by=SYSTEM, at=AT, name="示例管理员")
    link_user(by=SYSTEM, at=AT, person=person, user=user)
    Appointment.objects.create(post=post, person=person)
    Revision.renew()
    return user
