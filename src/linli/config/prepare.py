"""What must be true before the site opens: tables, texts and static files of this version."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.foundation.jobs import clock
from linli.foundation.journal import actions as journal
from linli.foundation.ui import catalogs


class NotPreparedError(Exception):
    """Something the site needs could not be made; the message says what."""


def prepare(tell: Callable[[str], None]) -> None:
    """Bring tables, texts and static files up to this version; what is up to date costs nothing."""
    if migrations_wait():
        tell("migrating the database")
        _linli("migrate", "--noinput", LINLI_DB_ROLE="owner")
    # before the first entry: a restored database's own epoch, and months to write into
    journal.begin_epoch()
    journal.make_months(at=clock.now())
    if texts_are_stale():
        tell("compiling the texts")
        call_command("messages")
    if static_is_stale():
        if not Path(settings.NODE_MODULES).is_dir():
            raise NotPreparedError("the pages' third-party files are missing: `make env` gets them")
        tell("collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        static_stamp().touch()


def migrations_wait() -> bool:
    """Tell whether this version has migrations that the database has not."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def texts_are_stale() -> bool:
    """Tell whether a text catalog has changed since it was compiled."""
    sources = [path for language in catalogs.LANGUAGES for path in catalogs.files(language)]
    return any(
        not path.with_suffix(".mo").exists()
        or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
        for path in sources
    )


def static_is_stale() -> bool:
    """Tell whether a static file is newer than what was collected."""
    if settings.DEBUG:
        return False  # served from where they lie
    stamp = static_stamp()
    if not stamp.exists():
        return True
    collected = stamp.stat().st_mtime
    return any(p.stat().st_mtime > collected for p in _static_sources() if p.exists())


def static_stamp() -> Path:
    """Return the file whose time says when static files were collected."""
    return Path(settings.STATIC_ROOT) / ".collected"


def _static_sources() -> Iterator[Path]:
    yield Path(settings.NODE_MODULES, ".package-lock.json")  # npm writes it at each install
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def _linli(*words: str, **environ: str) -> None:
    command = [sys.executable, "-m", "linli", *words]
    done = subprocess.run(
        command, env=os.environ | environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotPreparedError(f"`linli {words[0]}` failed:\n{done.stderr or done.stdout}")
