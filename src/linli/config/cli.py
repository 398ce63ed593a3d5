"""The `linli` command: `linli import divisions …` runs the area's command `import_divisions`.

Whatever needs the database has it: the packaged server is started for the command and ends with
its last user (`linli db start` keeps it).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import django
from django.core.management import ManagementUtility, get_commands
from django.db import OperationalError

from linli.foundation.database import address
from linli.foundation.database.account import ServerError
from linli.foundation.database.cluster import Cluster

# these run without a database, or look after it themselves
WITHOUT_DATABASE = frozenset(
    {"", "db", "help", "check", "messages", "collectstatic", "findstatic", "version"}
)
# these change tables, or load them whole, so they run as the role that owns them
AS_OWNER = frozenset(
    {
        "migrate",
        "makemigrations",
        "flush",
        "dbshell",
        "demo",
        "init",
        "training",
        "import_divisions",
    }
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; two leading words that name a command together are joined."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    words = _space(list(sys.argv[1:] if argv is None else argv))
    _apart(words)
    command = words[0] if words and not words[0].startswith("-") else ""
    if command in AS_OWNER or _joined(words) in AS_OWNER or words[:2] == ["db", "grant"]:
        os.environ.setdefault("LINLI_DB_ROLE", "owner")
    signal.signal(signal.SIGTERM, _end)  # so that what was started is ended too
    try:
        with _database(words, command):
            _execute(words)
    except ServerError as error:
        return _say(str(error))
    except OperationalError as error:
        return _say(f"the database does not answer: {error}")
    return 0


def _execute(words: list[str]) -> None:
    # not sooner: settings read the address that a first start of the server writes; not later:
    # get_commands remembers its first answer, and the areas' must be in it
    django.setup()
    if len(words) > 1 and _joined(words) in get_commands():
        words = [_joined(words), *words[2:]]
    elif words[:1] == ["import"]:  # a table of the opening, by its name
        words = ["import_table", *words[1:]]
    ManagementUtility(["linli", *words]).execute()


def _space(words: list[str]) -> list[str]:
    """Take `--space training` out of any command: it is about the database for practice."""
    if "--space" in words[:-1]:
        at = words.index("--space")
        os.environ["LINLI_SPACE"] = words[at + 1]
        return words[:at] + words[at + 2 :]
    return words


def _apart(words: list[str]) -> None:
    """Give `demo --story` and `demo --place NAME` a folder and server of their own.

    The story's clock is another than the demo's, and a history's tree is of another place.
    """
    if words[:1] != ["demo"] or not address.is_packaged(os.environ):
        return
    name = "story" if "--story" in words else ""
    for at, word in enumerate(words):
        if word.startswith("--place="):
            name = word.partition("=")[2]
        elif word == "--place":
            name = (words[at + 1 : at + 2] or [""])[0]
    if name and name.replace("-", "").isalnum():
        os.environ["LINLI_VAR"] = str(Path(os.environ.get("LINLI_VAR") or "var") / name)


def _joined(words: list[str]) -> str:
    return "_".join(words[:2])


@contextmanager
def _database(words: list[str], command: str) -> Iterator[None]:
    needs = command not in WITHOUT_DATABASE or words[:2] == ["db", "grant"]
    if needs and "--help" not in words and address.is_packaged(os.environ):
        with Cluster(address.folder(os.environ)).used():
            yield
    else:
        yield


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _say(message: str) -> int:
    sys.stderr.write(f"linli: {message}\n")
    return 1
