"""Where the packaged server's files go, and how it is configured."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from linli.foundation.database.account import Account, ServerError

LONGEST_SOCKET = 90  # bytes; the system's limit is 107 with the file name
REACHABLE = Path("/var/lib/linli")  # for root whose own folders are closed to the server's user

SETTINGS = """\
# written by linli at each start; own settings belong in postgresql.conf, after the last line
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
"""
FAST_AND_LOSING = """\
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 128MB
"""


def configuration(socket: Path, *, durable: bool) -> str:
    """Return the text of linli.conf."""
    text = SETTINGS + f"unix_socket_directories = '{socket}'\n"
    return text if durable else text + FAST_AND_LOSING


def data_home(folder: Path, account: Account) -> Path:
    """Return the folder for data and socket: ours, or as root one that the account can enter."""
    closed = account.closed_folder(folder)
    if closed is None:
        return folder
    home = REACHABLE / _mark(folder)
    home.mkdir(parents=True, exist_ok=True)
    closed_there = account.closed_folder(home)
    if closed_there:
        raise ServerError(
            f"PostgreSQL runs as the system user '{account.name}', which may enter neither "
            f"{closed} nor {closed_there}. Put var elsewhere (LINLI_VAR) or start Linli as an "
            f"ordinary user; no folder's permissions were changed."
        )
    return home


def socket_folder(home: Path, account: Account) -> Path:
    """Return a folder whose path fits a socket address and needs no quoting in a settings file."""
    wanted = home / "run"
    text = str(wanted)
    if len(text.encode()) <= LONGEST_SOCKET and re.fullmatch(r"[\w/.+-]+", text, re.ASCII):
        return wanted
    short = Path(tempfile.gettempdir()) / f"linli-{account.uid}-{_mark(home)}"
    short.mkdir(mode=0o700, exist_ok=True)
    node = short.lstat()
    if short.is_symlink() or node.st_uid not in (os.geteuid(), account.uid):
        raise ServerError(f"{short} belongs to somebody else; set TMPDIR to a folder of your own")
    short.chmod(0o700)
    account.give(short)
    return short


def _mark(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]
