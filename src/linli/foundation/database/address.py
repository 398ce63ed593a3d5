"""Where the database is and who we are there: read by settings before Django is set up.

`DATABASE_URL` names the organisation's server (as linli_app or its like) and `DATABASE_OWNER_URL`
the same database as the role that owns it. Without them it is the packaged server in `var/db`,
reached over its socket with the passwords of `server.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

OWNER = "linli_owner"
APP = "linli_app"
DATABASE = "linli"
PORT = 5432  # of the socket's file name only; the packaged server listens on no network


@dataclass(frozen=True, slots=True)
class Address:
    """One database as one role; `host` is a machine or a socket folder."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: Mapping[str, str]

    def settings(self) -> dict[str, object]:
        """Return the entry of Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "CONN_MAX_AGE": 0,
            "OPTIONS": dict(self.options),
        }


def folder(environ: Mapping[str, str]) -> Path:
    """Return the packaged server's folder, `var/db` unless LINLI_VAR moves var."""
    return Path(environ.get("LINLI_VAR") or "var").resolve() / "db"


def is_packaged(environ: Mapping[str, str]) -> bool:
    """Tell whether the packaged server is used: no DATABASE_URL is given."""
    return not environ.get("DATABASE_URL")


def from_url(url: str) -> Address:
    """Read a postgresql:// address; its query becomes connection options (sslmode=require)."""
    parts = urlsplit(url)
    return Address(
        host=unquote(parts.hostname or ""),
        port=str(parts.port or ""),
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=dict(parse_qsl(parts.query)),
    )


def packaged(home: Path, role: str) -> Address:
    """Return the packaged server's address for a role; nothing there yet gives one that fails."""
    held = note(home)
    return Address(
        host=held.get("socket") or str(home / "run"),
        port=str(PORT),
        name=DATABASE,
        user=role,
        password=held.get("passwords", {}).get(role, ""),
        options={},
    )


def note(home: Path) -> dict[str, Any]:
    """Return what `server.json` of a folder says, {} before there is a server.

    Data that lie in the folder are the folder's: one that was copied or moved never leads to the
    server it came from. Its socket is then unknown until the server is started there.
    """
    try:
        held = dict(json.loads((home / "server.json").read_text()))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    own = home / "data"
    if Path(held["data"]) != own and (own / "PG_VERSION").exists():
        return {"data": str(own), "passwords": held["passwords"]}
    return held


def resolve(environ: Mapping[str, str]) -> Address:
    """Return the address this process uses; LINLI_DB_ROLE=owner takes the role that migrates.

    LINLI_SPACE=training takes the database for practice beside the real one.
    """
    found = _resolve(environ)
    if environ.get("LINLI_SPACE") == "training":
        return replace(found, name=training(found.name))
    return found


def training(name: str) -> str:
    """Return the name of the database for practice beside a database."""
    return f"{name}_training"


def _resolve(environ: Mapping[str, str]) -> Address:
    as_owner = environ.get("LINLI_DB_ROLE") == "owner"
    if is_packaged(environ):
        return packaged(folder(environ), OWNER if as_owner else APP)
    url = environ["DATABASE_URL"]
    return from_url(environ.get("DATABASE_OWNER_URL") or url) if as_owner else from_url(url)
