"""Background work in real processes: done once, tried again, taken over, by the clock."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.foundation.jobs import worker_for_tests as work

from linli.foundation.jobs import clock
from linli.foundation.jobs import jobs as own

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
START = """
import django
django.setup()
from tests.foundation.jobs import worker_for_tests
worker_for_tests.main()
"""


@contextmanager
def worker(*words: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker on the test database."""
    here = connection.settings_dict
    user = f"{quote(here['USER'])}:{quote(here['PASSWORD'])}"
    host = f"{quote(here['HOST'], safe='')}:{here['PORT'] or 5432}"
    there = {"DATABASE_URL": f"postgresql://{user}@{host}/{here['NAME']}"}
    command = [sys.executable, "-c", START, *words]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | there | environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(seen: Callable[[], bool], *, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def run_until_empty() -> None:
    with worker("--until-empty") as process:
        assert process.wait(timeout=240) == 0


def test_a_killed_workers_job_is_done_by_another(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    work.hang_once.later(path=str(path))
    with worker() as first:
        wait_for(lambda: len(lines(path)) == 1)
        first.kill()
        first.wait()
    time.sleep(1.5)  # longer than the tests' SILENT_SECONDS
    with worker() as second:
        own.recover.defer(timestamp=0)
        wait_for(lambda: len(lines(path)) == 3)
    assert lines(path) == [f"began {first.pid}", f"began {second.pid}", f"done {second.pid}"]


def test_a_job_that_takes_every_worker_down_is_given_up(tmp_path: Path) -> None:
    job = work.hang_once.later(path=str(tmp_path / "seen"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 5 WHERE id = %s", [job]
        )
    own.recover.defer(timestamp=0)
    run_until_empty()
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"


def test_a_failed_job_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    work.fail_once.later(path=str(path))
    run_until_empty()
    assert lines(path) == ["tried"]
    with connection.cursor() as cursor:  # the wait before the second try is not waited for
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        assert cursor.rowcount == 1
    run_until_empty()
    assert lines(path) == ["tried", "tried"]
    assert not ProcrastinateJob.objects.exists()


def test_a_refusal_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    work.refuse.later(path=str(path))
    run_until_empty()
    assert lines(path) == ["tried"]
    assert not ProcrastinateJob.objects.exists()


def test_what_a_failed_transaction_asked_for_is_never_done(tmp_path: Path) -> None:
    work.ask_and_fail.later(path=str(tmp_path / "seen"))
    run_until_empty()
    assert lines(tmp_path / "seen") == []
    assert not ProcrastinateJob.objects.exists()


def test_the_clock_runs_periodic_work(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    with worker(TICK=str(path)):
        wait_for(lambda: len(lines(path)) >= 2)


def test_asking_twice_adds_one_and_leaves_the_transaction_whole() -> None:
    with transaction.atomic():
        assert work.refuse.later(path="x", once="word")
        assert work.refuse.later(path="x", once="word") is None
        assert ProcrastinateJob.objects.count() == 1


def test_a_job_may_wait() -> None:
    work.refuse.later(path="x", after=timedelta(hours=1))
    at = ProcrastinateJob.objects.get().scheduled_at
    assert at is not None
    assert timedelta(minutes=59) < at - datetime.now(UTC) <= timedelta(hours=1)


def test_the_clock_can_be_shifted() -> None:
    with override_settings(CLOCK_SHIFT=86400):
        assert clock.now() - datetime.now(UTC) > timedelta(hours=23)
    assert clock.now().tzinfo is not None
