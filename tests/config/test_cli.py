"""The `linli` command from outside: what it starts, what it says when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.foundation.database.cluster import Cluster

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="linli-var-"))
    made.chmod(0o755)
    yield made
    Cluster(made / "db").remove()
    shutil.rmtree(made)


def linli(var: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "LINLI_"))}
    return subprocess.run(
        [sys.executable, "-m", "linli", *words],
        cwd=ROOT,
        env=clean | {"LINLI_VAR": str(var)} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_looking_starts_nothing(var: Path) -> None:
    said = linli(var, "db", "status")
    assert said.returncode == 0
    assert "is not running" in said.stdout
    assert not (var / "db").exists()


def test_a_command_has_the_database_and_leaves_none_running(var: Path) -> None:
    said = linli(var, "migrate", "--plan")
    assert said.returncode == 0, said.stderr
    assert "Planned operations" in said.stdout
    assert not Cluster(var / "db").status().up


def test_the_secret_is_made_once_and_is_for_nobody_else(var: Path) -> None:
    ask = ("shell", "-v", "0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first = linli(var, *ask).stdout.strip()
    assert len(first) > 50
    assert linli(var, *ask).stdout.strip() == first
    assert (var / "secret").stat().st_mode & 0o777 == 0o600
    assert linli(var, *ask, LINLI_SECRET_KEY="given").stdout.strip() == "given"


def test_a_server_that_is_not_there_is_named(var: Path) -> None:
    nowhere = "postgresql://a:b@127.0.0.1:1/linli"
    said = linli(var, "showmigrations", DATABASE_URL=nowhere)
    assert said.returncode == 1
    assert "the database does not answer" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_operators_server_is_not_ours_to_start(var: Path) -> None:
    said = linli(var, "db", "start", DATABASE_URL="postgresql://a:b@127.0.0.1:1/linli")
    assert "its operator" in said.stdout


def test_removing_asks_twice(var: Path) -> None:
    said = linli(var, "db", "remove")
    assert said.returncode == 1
    assert "--yes" in said.stderr
