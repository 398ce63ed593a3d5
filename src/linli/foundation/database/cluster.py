"""The packaged PostgreSQL server: made, started, asked and stopped with its own programs.

Files in its folder (`var/db`): `data`, `run` (the socket, 0700), `server.json` (socket and
passwords, 0600), `lock` (one starter at a time), `users` (who needs it now), `kept` (an operator
started it: nobody but `linli db stop` ends it).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from linli.foundation.database import binaries, processes, provision
from linli.foundation.database.account import Account, ServerError, account_for
from linli.foundation.database.address import APP, OWNER, PORT, note
from linli.foundation.database.layout import configuration, data_home, socket_folder

SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Status:
    """What `linli db status` tells."""

    up: bool
    kept: bool
    data: Path
    socket: Path
    pid: int | None


class Cluster:
    """One packaged server; `durable=False` is for test databases only (no fsync)."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Keep the folder; nothing is touched before start."""
        self.folder = folder
        self.durable = durable

    @cached_property
    def account(self) -> Account:
        """Who runs the server."""
        held = self._note()
        return account_for(Path(held["data"]) if held else self.folder / "data")

    @cached_property
    def home(self) -> Path:
        """Where data and socket lie: our folder, or one that the server's user can reach."""
        held = self._note()
        if held:
            return Path(held["data"]).parent
        self._make_folder()
        return data_home(self.folder, self.account)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    @cached_property
    def socket(self) -> Path:
        """The socket's folder."""
        known = self._note().get("socket")
        return Path(known) if known else socket_folder(self.home, self.account)

    @cached_property
    def programs(self) -> Path:
        """PostgreSQL's programs."""
        return binaries.for_account(self.account, self.home)

    def is_up(self) -> bool:
        """Ask the server whether it takes connections (a pid in a file proves nothing)."""
        if not self._note():
            return False
        asked = self._run("pg_isready", "-q", "-t", "3", "-h", self.socket, "-p", str(PORT))
        return asked == 0

    def start(self, *, keep: bool = False) -> bool:
        """Start the server unless it is up and return whether this call started it.

        `keep` marks it as an operator's. Raises ServerError with the server's last words.
        """
        self._make_folder()
        with self._only_one():
            started = not self.is_up()
            if started:
                self._start()
            if keep:
                (self.folder / "kept").touch()
            return started

    def stop(self) -> bool:
        """Stop the server, whoever started it, and return whether it was running."""
        if not self._note():
            return False
        with self._only_one():
            return self._stop()

    @contextmanager
    def used(self) -> Iterator[bool]:
        """Have the server up inside the block; the last user stops it unless an operator keeps it.

        A user that is killed leaves the server up; the next one adopts it, and so ends it too.
        """
        self._make_folder()
        with (self.folder / "users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            started = self.start()
            try:
                yield started
            finally:
                with self._only_one():
                    if _alone(users) and not (self.folder / "kept").exists():
                        self._stop()

    def status(self) -> Status:
        """Tell whether it is up, who keeps it and where it lies."""
        up = self.is_up()
        kept = (self.folder / "kept").exists()
        if not self._note():
            home = self.folder
            return Status(up=False, kept=kept, data=home / "data", socket=home / "run", pid=None)
        pid = processes.pid_in(self.data / "postmaster.pid") if up else None
        return Status(up, kept, self.data, self.socket, pid)

    def remove(self) -> None:
        """Stop the server and delete all its data."""
        if self._note():
            self.stop()
            if self.home != self.folder:
                shutil.rmtree(self.home, ignore_errors=True)
            shutil.rmtree(self.socket, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("account", "home", "socket", "programs"):
            self.__dict__.pop(name, None)

    def _start(self) -> None:
        self._write_note()
        for folder in (self.home / "run", self.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.account.give(folder)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if processes.clear_stale(self.data, self.socket, self.is_up, seconds=START_SECONDS):
            return
        self._configure()
        log = self.home / "run" / "start.log"
        code = self._run(
            "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", self.data, "-l", log
        )
        if code != 0:
            raise ServerError(f"PostgreSQL did not start:\n{self._last_words(log)}")
        provision.roles_and_database(self.socket, SUPERUSER, self._passwords())

    def _stop(self) -> bool:
        (self.folder / "kept").unlink(missing_ok=True)
        pid = processes.pid_in(self.data / "postmaster.pid")
        if not pid or not processes.at_work(self.data, pid):  # a copied file names another's
            return False
        was_up = self.is_up()
        for mode in ("fast", "immediate"):
            wait = ("-m", mode, "-w", "-t", str(STOP_SECONDS))
            if self._run("pg_ctl", "stop", "-D", self.data, *wait) == 0 or not self.is_up():
                return was_up
        raise ServerError(f"PostgreSQL in {self.data} does not stop")

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole (initdb may be killed)."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        words = self.home / "run" / "words"
        words.write_text(self._passwords()[SUPERUSER])
        words.chmod(0o600)
        self.account.give(fresh, words)
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        auth = ("--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={words}")
        made = self.account.run(
            [self.programs / "initdb", "-D", fresh, "--encoding=UTF8", *locale, *auth],
            seconds=START_SECONDS,
        )
        words.unlink()
        if made.returncode != 0:
            raise ServerError(f"PostgreSQL could not make its data folder:\n{made.stderr}")
        fresh.rename(self.data)

    def _configure(self) -> None:
        """Write linli.conf anew at each start, so that a new version's settings take hold."""
        conf = self.data / "linli.conf"
        conf.write_text(configuration(self.socket, durable=self.durable))
        self.account.give(conf)
        main = self.data / "postgresql.conf"
        if "linli.conf" not in main.read_text():
            with main.open("a") as out:
                out.write("include_if_exists = 'linli.conf'\n")

    def _run(self, program: str, *words: str | Path) -> int:
        limit = START_SECONDS + 10
        return self.account.run([self.programs / program, *words], seconds=limit).returncode

    def _last_words(self, log: Path) -> str:
        logs = [log, *sorted((self.data / "log").glob("*"))][:3]
        texts = [p.read_text(errors="replace")[-1500:] for p in logs if p.exists()]
        return "\n".join(texts).strip() or f"no message; see {log}"

    def _note(self) -> dict[str, Any]:
        try:
            return note(self.folder)
        except PermissionError as refused:
            raise ServerError(
                f"{refused.filename} belongs to another user: start Linli as the user who made it"
            ) from refused

    def _write_note(self) -> None:
        """Write where the server is and its passwords; whole or not at all, anew after a move."""
        held = self._note()
        if "socket" in held:
            return
        words = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        words = held.get("passwords") or words
        written = {"data": str(self.data), "socket": str(self.socket), "passwords": words}
        handle, name = tempfile.mkstemp(dir=self.folder)  # made with mode 0600
        with os.fdopen(handle, "w") as out:
            json.dump(written, out)
        Path(name).rename(self.folder / "server.json")

    def _passwords(self) -> dict[str, str]:
        return dict(self._note()["passwords"])

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _alone(users: object) -> bool:
    """Tell whether no other process needs the server, by turning our shared lock exclusive."""
    for _ in range(2):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False
