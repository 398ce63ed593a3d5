"""`linli posters --place CODE --size a4|a5 --out DIR [--resume]`: posters as PDF files."""

from __future__ import annotations

import gc
import json
import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.foundation.database.revision import steady
from linli.foundation.exchange.pdf import Printer
from linli.foundation.jobs import clock
from linli.foundation.jobs.hands import Work, side_by_side
from linli.foundation.ui.refusals import sentence
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal
from linli.portal.models import PosterRun
from linli.portal.posters import drawing, runs
from linli.portal.posters.content import Part, posters_of
from linli.portal.states import Sheet, Size

HANDS = 2  # processes that draw side by side
PLAN = "posters.json"  # what a folder holds the posters of


class Command(BaseCommand):
    """Draw posters into a folder, or the batches of a run that was asked for on a page."""

    help = "Draw the posters of a place as PDF"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place and the paper, or a run."""
        parser.add_argument("--place", default="", help="the place's code")
        parser.add_argument("--size", choices=[s.value for s in Size], default=Size.A4.value)
        parser.add_argument("--sheets", default=",".join(Sheet), help="building,grid,centre")
        parser.add_argument("--out", type=Path, help="the folder to write to")
        parser.add_argument("--resume", action="store_true", help="go on where it was stopped")
        parser.add_argument("--hands", type=int, default=min(HANDS, os.cpu_count() or 1))
        parser.add_argument("--run", type=UUID, help="a run asked for on a page")

    def handle(self, *_: Any, **options: Any) -> None:
        """Draw, with progress; what is drawn already is not drawn again."""
        began = perf_counter()
        try:
            if options["run"]:
                number = _run(options["run"], options["hands"])
            elif options["place"] and options["out"]:
                number = self._folder(options)
            else:
                raise CommandError("name --place CODE and --out DIR")
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        seconds = perf_counter() - began
        self.stdout.write(f"{number} posters in {seconds:.0f} s")

    def _folder(self, options: dict[str, Any]) -> int:
        at = clock.now()
        sheets = [Sheet(s) for s in options["sheets"].split(",") if s in tuple(Sheet)]
        place = tree.by_code(options["place"], timezone.localdate(at)).pk
        parts = runs.plan(by=SYSTEM, at=at, place=place, sheets=sheets)
        out: Path = options["out"]
        said = {"place": options["place"], "size": options["size"], "sheets": sheets}
        _check_folder(out, said, resume=options["resume"])
        titles = tree.named([p.title for p in parts], timezone.localdate(at))
        waiting = [
            (part, path)
            for part in parts
            if not (path := out / f"{part.number:04d}-{titles[part.title].name}.pdf").exists()
        ]
        size = Size(options["size"])
        hands = max(1, options["hands"])
        works = [_files(waiting[n::hands], size) for n in range(hands)]
        return _side_by_side(works, sum(len(part.places) for part, _ in waiting))


def _check_folder(out: Path, said: dict[str, Any], *, resume: bool) -> None:
    """Refuse a folder that holds something else, or the same without --resume."""
    out.mkdir(parents=True, exist_ok=True)
    kept = out / PLAN
    if kept.exists() and json.loads(kept.read_text()) != said:
        raise CommandError(f"{out} holds the posters of another place, size or kind")
    if not resume and any(out.glob("*.pdf")):
        raise CommandError(f"{out} holds posters already: --resume draws only what is missing")
    kept.write_text(json.dumps(said))


Draw = Callable[[Printer], Iterator[int]]


def _files(share: list[tuple[Part, Path]], size: Size) -> Draw:
    def draw(printer: Printer) -> Iterator[int]:
        for part, path in share:
            pdf = _drawn(printer, part.places, size)
            beside = path.with_suffix(".part")
            beside.write_bytes(pdf)
            beside.replace(path)  # whole or not at all
            territory.mark_printed(by=SYSTEM, at=clock.now(), places=part.places)
            yield len(part.places)

    return draw


def _run(run: UUID, hands: int) -> int:
    asked = PosterRun.objects.filter(pk=run).first()
    if asked is None:
        raise CommandError("no such run")

    def draw(printer: Printer) -> Iterator[int]:
        while batch := runs.take(at=clock.now(), run=run):
            pdf = _drawn(printer, batch.places, Size(asked.size))
            runs.keep(by=SYSTEM, at=clock.now(), batch=batch, pdf=pdf)
            yield len(batch.places)

    return _side_by_side([draw] * max(1, hands), asked.total)


def _drawn(printer: Printer, places: Any, size: Size) -> bytes:
    on = timezone.localdate(clock.now())
    with steady():
        return printer.draw(drawing.sheets(posters_of(places, on), size, on))


def _side_by_side(draws: list[Draw], total: int) -> int:
    """Draw in a process each; return how many posters were drawn."""
    try:
        return side_by_side([_hand(draw) for draw in draws], total=total, unit="posters")
    except ChildProcessError as failed:
        told = "a process that drew posters failed; run it again with --resume"
        raise CommandError(told) from failed


def _hand(draw: Draw) -> Work:
    """Draw with a printer of its own; what a file leaves behind is collected once a file."""

    def work() -> Iterator[int]:
        printer = Printer([drawing.style()])
        gc.freeze()
        gc.disable()
        for number in draw(printer):
            gc.collect()
            yield number

    return work
