"""Tries are counted by all processes together, under keys that say nothing, and swept."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.foundation.accounts import actions, jobs, queries
from linli.foundation.accounts.models import Tries

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
WHAT = "codes:address:192.0.2.7"

WORKER = """
import sys
import django
django.setup()
from datetime import UTC, datetime, timedelta
from django.db import connection
from linli.foundation.accounts import actions
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
for _ in range(100):
    print(actions.count_try(what=sys.argv[1], at=at, window=timedelta(minutes=15)))
"""


def count(what: str = WHAT, at: datetime = AT) -> int:
    return actions.count_try(what=what, at=at, window=WINDOW)


@pytest.mark.django_db
def test_a_window_begins_with_its_first_try_and_ends() -> None:
    assert [count(), count(), count(at=AT + WINDOW - timedelta(seconds=1))] == [1, 2, 3]
    assert queries.tried([WHAT, "other"], AT) == {WHAT: 3, "other": 0}
    assert queries.tried([WHAT], AT + WINDOW) == {WHAT: 0}
    assert count(at=AT + WINDOW) == 1
    actions.forget_tries(what=WHAT)
    assert count(at=AT + WINDOW) == 1


@pytest.mark.django_db
def test_nothing_readable_is_kept() -> None:
    count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT held::text FROM accounts_tries AS held")
        ((row,),) = cursor.fetchall()
    assert "192" not in row
    assert WHAT.encode().hex() not in row
    assert len(bytes(Tries.objects.get().key)) == 32


@pytest.mark.django_db
def test_the_sweep_takes_what_no_longer_counts() -> None:
    count("old", AT - WINDOW)
    count("new", AT)
    assert actions.sweep_tries(at=AT) == 1
    assert queries.tried(["new"], AT) == {"new": 1}
    jobs.sweep_tries()
    assert not Tries.objects.exists()  # the clock is long past that window


@pytest.mark.django_db
def test_the_application_may_count_and_sweep(as_app: None) -> None:
    assert count() == 1
    assert actions.sweep_tries(at=AT + WINDOW) == 1


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together_and_never_the_same_number() -> None:
    workers = [started() for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    told = [worker.communicate("go\n", timeout=60)[0] for worker in go(workers)]
    numbers = [int(n) for text in told for n in text.split()]
    assert sorted(numbers) == list(range(1, 201))
    assert queries.tried([WHAT], AT) == {WHAT: 200}


def go(workers: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return workers


def started() -> subprocess.Popen[str]:
    here = connection.settings_dict
    url = f"postgresql://{here['USER']}:{here['PASSWORD']}@/{here['NAME']}"
    options = {"host": here["HOST"], "port": here["PORT"], **here["OPTIONS"]}
    words = "&".join(f"{k}={v}" for k, v in options.items() if isinstance(v, str | int) and v)
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, WHAT],
        env=os.environ | {"DATABASE_URL": f"{url}?{words}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
