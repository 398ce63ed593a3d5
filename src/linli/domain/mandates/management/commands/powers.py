"""`linli powers FILE --place CODE --list KIND --kind KIND --number N --title T … --on DAY`.

With --check nothing is written: what would change and what is wrong, by row and column. Without it
the instrument is drafted, checked and brought into force; the same file again changes nothing.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.domain.mandates import actions
from linli.domain.mandates.actions import Paper
from linli.domain.mandates.models import PowerInstrument, PowerList
from linli.domain.mandates.queries.powers import Checked
from linli.domain.mandates.rules.powers import POWERS, Fault, Said, said_of
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory import queries as territory
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Move powers by a document's table, whole or not at all."""

    help = "Move the items of a list by a document; --check only says what would change"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the list, the document."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, help="code; whose list it is")
        parser.add_argument("--list", required=True, choices=list(ListKind), dest="listed")
        parser.add_argument("--name", default="", help="name of the list, where it is new")
        parser.add_argument("--name-en", default="")
        parser.add_argument("--kind", required=True, choices=list(InstrumentKind))
        parser.add_argument("--number", required=True, help="number of the document")
        parser.add_argument("--title", required=True)
        parser.add_argument("--decided-by", required=True)
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--source", default="", help="where this is known from")
        parser.add_argument("--check", action="store_true", help="check, write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, check, enact, print; faults end with 1."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(say("refusal.table_empty"))
        try:
            table = exchange.read(path, POWERS)
            for problem in table.problems:
                self.stderr.write(exchange.told(problem))
            if table.problems:
                raise CommandError(say("mandates.powers.cells_wrong", count=len(table.problems)))
            lines = said_of(table.rows, InstrumentKind(options["kind"]))
            with transaction.atomic():
                told, faults = _moved(options, lines)
                transaction.set_rollback(options["check"] or bool(faults))
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        for fault in faults:
            self.stderr.write(_words(fault))
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(" ".join(f"{k} {v}" for k, v in told.items()))
        if faults:
            raise CommandError(say("mandates.powers.faulty", count=len(faults)))


def _moved(options: dict[str, Any], lines: list[Said]) -> tuple[dict[str, Any], list[Fault]]:
    made, already = _drafted(options, lines)
    told: dict[str, Any] = {"instrument": made.pk, "already": already, "written": False}
    if already and made.enacted_at:
        return told, []
    found = actions.check_instrument(by=SYSTEM, at=clock.now(), instrument=made)
    told |= _counted(found)
    if found.faults or options["check"]:
        return told, found.faults
    actions.enact_instrument(by=SYSTEM, at=clock.now(), instrument=made)
    return told | {"written": True}, []


def _drafted(options: dict[str, Any], lines: list[Said]) -> tuple[PowerInstrument, bool]:
    at, place = clock.now(), territory.by_code(options["place"], options["on"])
    kind = ListKind(options["listed"])
    standing = PowerList.objects.filter(place=place, kind=kind).first()
    name = options["name"] or (standing.name if standing else "")
    listed = actions.open_list(
        by=SYSTEM, at=at, place=place, kind=kind, name=name, name_en=options["name_en"]
    )
    paper = Paper(
        title=options["title"],
        number=options["number"],
        decided_by=options["decided_by"],
        effective_on=options["on"],
        kind=InstrumentKind(options["kind"]),
        source=options["source"],
    )
    return actions.draft_instrument(by=SYSTEM, at=at, power_list=listed, paper=paper, lines=lines)


def _counted(found: Checked) -> dict[str, Any]:
    acts = ("new", "change", "end", "assess", "same")
    return {
        "lines": len(found.plan.changes) + len({f.row for f in found.faults}),
        **{act: found.plan.count(act) for act in acts},
        "mandates_begin": len(found.moved.begin),
        "mandates_end": len(found.moved.end),
        "faults": len(found.faults),
    }


def _words(fault: Fault) -> str:
    column = next((c for c in POWERS.columns if c.name == fault.column), POWERS.columns[0])
    params = {"title": "", "day": "", **fault.params}
    text = say(f"mandates.powers.fault.{fault.code}", **params)
    return say("exchange.problem.cell", row=fault.row, column=column.titles[0], text=text)
