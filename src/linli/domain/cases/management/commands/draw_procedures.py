"""`linli draw procedures [--check]`: draw the procedures of cases into docs/procedures."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.rules import words
from linli.foundation.ui.text import say
from linli.kernel.procedure import Move, Procedure, diagram

FOLDER = Path("docs/procedures")
COLUMNS = ("move", "步骤", "from", "to", "hand", "permission", "rule", "依据")


class Command(BaseCommand):
    """Write one page a procedure; with --check say what is out of date and fail."""

    help = "Draw the procedures of cases into docs/procedures (--check: compare only)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take folder and mode."""
        parser.add_argument("--folder", type=Path, default=FOLDER)
        parser.add_argument("--check", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write or compare."""
        folder: Path = options["folder"]
        pages = {folder / f"{p.name}.md": page(p) for p in PROCEDURES.values()}
        if options["check"]:
            old = [str(f) for f, text in pages.items() if not f.exists() or f.read_text() != text]
            if old:
                raise CommandError(f"out of date: {', '.join(old)}; run: linli draw procedures")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in pages.items():
            file.write_text(text)


def page(procedure: Procedure) -> str:
    """Return a procedure's page: the drawing, its states and its moves in both languages."""
    return "\n".join(
        [
            f"# {procedure.name}, version {procedure.version}",
            "",
            "Made by `linli draw procedures` from the table the system runs on; not edited here.",
            "",
            "```mermaid",
            diagram(procedure).rstrip(),
            "```",
            "",
            *_states(procedure),
            "",
            f"| {' | '.join(COLUMNS)} |",
            "|---" * len(COLUMNS) + "|",
            *(_row(m) for m in procedure.moves),
            "",
        ]
    )


def _states(procedure: Procedure) -> Iterable[str]:
    yield "| state | 状态 | in English | clocks | waits for |"
    yield "|---|---|---|---|---|"
    for state in procedure.states:
        zh, en = _both(words.state_staff(state.name))
        clocks = ", ".join(state.clocks)
        yield f"| {state.name} | {zh} | {en} | {clocks} | {state.waits_for or ''} |"


def _row(move: Move) -> str:
    name, _ = _both(words.move(move.name))
    zh, en = _both(move.why)
    sources, to = ", ".join(move.sources), move.to or "(stays)"
    return f"| {move.name} | {name} | {sources} | {to} | {move.hand} | {move.needs} | {en} | {zh} |"


def _both(key: str) -> tuple[str, str]:
    told = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told.append(str(say(key)))
    return told[0], told[1]
