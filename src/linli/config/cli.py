"""The `linli` command: `linli import divisions …` runs the area's command `import_divisions`."""

from __future__ import annotations

import os
import sys

from django.core.management import ManagementUtility, get_commands


def main(argv: list[str] | None = None) -> int:
    """Run one command; two leading words that name a command together are joined."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    if len(words) > 1 and f"{words[0]}_{words[1]}" in get_commands():
        words[:2] = [f"{words[0]}_{words[1]}"]
    ManagementUtility(["linli", *words]).execute()
    return 0
