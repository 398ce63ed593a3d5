"""Compile the text catalogs, or check that they are whole."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from linli.foundation.ui import catalogs, usage

PLACES = re.compile(r"\{([a-z_0-9]+)[^}]*\}")


def faults() -> list[str]:
    """Return what is wrong with the catalogs, one sentence each."""
    texts = {language: _texts(language) for language in catalogs.LANGUAGES}
    chinese, english = (texts[language][0] for language in catalogs.LANGUAGES)
    folders = [Path(c.path) for c in apps.get_app_configs() if c.name.startswith("linli.")]
    used = usage.scan(folders)
    known = chinese.keys() | english.keys()
    found = [f for _, double in texts.values() for f in double]
    found += [f"{k}: used in {w}, no words" for k, w in used.required.items() if k not in known]
    found += [f"{k}: only in zh_Hans" for k in sorted(chinese.keys() - english.keys())]
    found += [
        f"{k}: only in en"
        for k in sorted(english.keys() - chinese.keys())
        if not k.endswith(".one")
    ]
    found += [f"{k}: unused" for k in sorted(known) if not used.covers(k)]
    found += [
        f"{k}: other values in zh_Hans than in en"
        for k in sorted(chinese.keys() & english.keys())
        if set(PLACES.findall(chinese[k])) != set(PLACES.findall(english[k]))
    ]
    return found


def _texts(language: str) -> tuple[dict[str, str], list[str]]:
    keys: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for path in catalogs.files(language):
        own = catalogs.read(path)
        seen.update(own.keys())
        keys.update(own)
    return keys, [f"{k}: in two catalogs ({language})" for k, n in seen.items() if n > 1]


class Command(BaseCommand):
    """`linli messages` compiles; `linli messages --check` reports and fails on any fault."""

    help = "Compile the text catalogs (--check: report missing, unused and one-sided keys)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", dest="only_check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile or check."""
        if options["only_check"]:
            found = faults()
            for fault in found:
                self.stderr.write(fault)
            if found:
                raise CommandError(f"{len(found)} faults in the text catalogs")
            return
        for language in catalogs.LANGUAGES:
            for path in catalogs.files(language):
                compile_one(path)


def compile_one(path: Path) -> None:
    """Write the .mo file beside one .po file."""
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))
