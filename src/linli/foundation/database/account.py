"""Which system user runs the packaged server, and what that user can reach.

PostgreSQL refuses to run as root, so root hands it to the system user `linli` (made if the machine
allows it, else `nobody`). Permissions of folders that we did not make are never changed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAME = "linli"
LAST_SYSTEM_UID = 999  # Debian's and Red Hat's border between systems' and people's users


class ServerError(Exception):
    """The packaged server cannot do what was asked; the message tells the operator what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that runs the server; `switch` tells whether we must become it (we are root)."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(
        self, command: Sequence[str | Path], *, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user from `/`, without PG* variables and without our groups."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        words = [str(word) for word in command]
        try:
            if self.switch:
                return subprocess.run(
                    words,
                    env=clean | {"LC_ALL": "C"},
                    cwd="/",
                    capture_output=True,
                    text=True,
                    timeout=seconds,
                    check=False,
                    user=self.uid,
                    group=self.gid,
                    extra_groups=[],
                )
            return subprocess.run(
                words,
                env=clean | {"LC_ALL": "C"},
                cwd="/",
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except PermissionError as refused:
            raise ServerError(f"cannot run {words[0]} as {self.name}: {refused}") from refused

    def give(self, *paths: Path) -> None:
        """Hand files and folders that we made to this user."""
        if self.switch:
            for path in paths:
                os.chown(path, self.uid, self.gid)

    def closed_folder(self, path: Path) -> Path | None:
        """Return the first folder on the way to a path that this user cannot enter, or None."""
        if not self.switch:
            return None
        for parent in [*reversed(path.resolve().parents), path]:
            if parent.is_dir() and not self._may(parent.stat(), 1):
                return parent
        return None

    def can_read(self, path: Path) -> bool:
        """Tell whether this user can reach and read a file."""
        return not self.switch or (
            self.closed_folder(path.parent) is None and self._may(path.stat(), 4)
        )

    def _may(self, node: os.stat_result, bit: int) -> bool:
        shift = 6 if node.st_uid == self.uid else 3 if node.st_gid == self.gid else 0
        return bool(stat.S_IMODE(node.st_mode) & (bit << shift))


def account_for(data: Path) -> Account:
    """Return who runs the server on a data folder: its owner, else us, else a system user."""
    if os.geteuid() != 0:
        return Account(_name(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    if data.exists():
        node = data.stat()
        if node.st_uid != 0:
            return Account(_name(node.st_uid), node.st_uid, node.st_gid, switch=True)
    user = _system_user()
    return Account(user.pw_name, user.pw_uid, user.pw_gid, switch=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may run as a number that has no name
        return str(uid)


def _system_user() -> pwd.struct_passwd:
    found = _named(NAME)
    if found is None:
        _add_user()
        found = _named(NAME)
    # a person who happens to have this name keeps their files to themselves
    if found is None or found.pw_uid > LAST_SYSTEM_UID:
        found = _named("nobody")
    if found is None:
        raise ServerError(
            "PostgreSQL does not run as root, and this machine has neither a system user 'linli' "
            "nor 'nobody'. Add one (useradd --system linli) or start Linli as an ordinary user."
        )
    return found


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _add_user() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program:
        options = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent")
        subprocess.run(
            [program, *options, "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True,
            check=False,
        )
