"""The whole site in real processes: it opens, ends in time, restarts what falls, adopts."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linli.config.supervisor import LONGEST_PAUSE, STEADY_SECONDS, STOP_SECONDS, Child, Supervisor
from linli.foundation.database.cluster import Cluster

ROOT = Path(__file__).parents[2]
STUBBORN = "import signal,time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(600)"


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A var of its own that the server's user can enter, also where the tests run as root."""
    made = Path(tempfile.mkdtemp(prefix="linli-var-"))
    made.chmod(0o755)
    yield made
    Cluster(made / "db").remove()
    shutil.rmtree(made)


@pytest.fixture
def cluster(var: Path) -> Iterator[Cluster]:
    cluster = Cluster(var / "db")
    yield cluster
    cluster.stop()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(var: Path, port: int, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run `linli serve` on the packaged server until the block ends."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "LINLI_"))}
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port), "--processes", "1"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean | {"LINLI_VAR": str(var)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS + 15)


def wait_open(process: subprocess.Popen[str]) -> str:
    """Read what serve says until the site is open."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "is open" in line:
            return said
    raise AssertionError(f"serve ended:\n{said}")


def get(port: int, path: str = "/") -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request("GET", path)
    answer = asked.getresponse()
    assert "frame-ancestors 'none'" in (answer.getheader("Content-Security-Policy") or "")
    return answer.status


def opens(port: int) -> bool:
    try:
        return get(port) < 500
    except OSError:
        return False


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in found.split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for(seen: object, *, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not seen():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_day_of_the_site(var: Path, port: int, cluster: Cluster) -> None:
    """It opens, web and worker fall, the database falls, and it ends when told, in time."""
    with serving(var, port) as process:
        assert "migrating the database" in wait_open(process)
        assert get(port) < 500
        web_and_worker = children(process.pid)
        for pid in web_and_worker:
            os.killpg(pid, signal.SIGKILL)
        wait_for(lambda: opens(port))
        assert not set(web_and_worker) & set(children(process.pid))
        server = cluster.status().pid
        assert server
        os.kill(server, signal.SIGKILL)
        wait_for(lambda: cluster.status().pid not in (None, server))
        wait_for(lambda: opens(port))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STOP_SECONDS + 15) == 0
        assert time.monotonic() - begun < STOP_SECONDS + 15
    assert not cluster.status().up
    assert not opens(port)


def test_a_second_start_prepares_nothing_and_leaves_an_operators_server_running(
    var: Path, port: int, cluster: Cluster
) -> None:
    cluster.start(keep=True)
    # as the demo does, which owns the tables itself; web and worker do not
    with serving(var, port, LINLI_DB_ROLE="owner") as process:
        assert wait_open(process).count("\n") == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=STOP_SECONDS + 15) == 0
    assert cluster.status().up


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_killed_serve_leaves_nothing_behind(var: Path, port: int, cluster: Cluster) -> None:
    with serving(var, port) as process:
        wait_open(process)
        left = children(process.pid)
        assert len(left) == 2
        process.kill()
        process.wait()
    wait_for(lambda: all(gone(pid) for pid in left))
    assert not cluster.status().up  # the worker was its last user


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_what_a_massacre_leaves_is_adopted(var: Path, port: int, cluster: Cluster) -> None:
    with serving(var, port) as process:
        wait_open(process)
        left = children(process.pid)
        for pid in left:
            os.kill(pid, signal.SIGSTOP)  # or the supervisor would start it again
        process.kill()
        process.wait()
        for pid in left:
            os.killpg(pid, signal.SIGKILL)
    wait_for(lambda: all(gone(pid) for pid in left))
    server = cluster.status().pid
    assert server
    with serving(var, port) as process:
        wait_open(process)
        assert get(port) < 500
        assert cluster.status().pid == server
    assert not cluster.status().up


def test_a_taken_port_is_named(var: Path, cluster: Cluster) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with serving(var, taken) as process:
            said, _ = process.communicate(timeout=60)
    assert f"port {taken} is taken by another program" in said
    assert process.returncode == 1
    assert not cluster.status().up


def test_who_does_not_end_when_asked_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.config.supervisor.STOP_SECONDS", 0.5)
    said: list[str] = []
    child = Child("deaf", [sys.executable, "-c", STUBBORN])
    supervisor = Supervisor([child], tell=said.append)
    child.start()
    process = child.process
    assert process is not None
    time.sleep(0.5)
    supervisor.stop()
    assert process.returncode == -signal.SIGKILL
    assert said == ["deaf did not end in 0 s and is killed"]


def test_pauses_grow_while_a_child_keeps_falling() -> None:
    child = Child("weak", ["true"], started=100.0)
    assert [child.fell(101.0) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, 30]
    child.started = 200.0
    assert child.fell(200.0 + STEADY_SECONDS + 1) == 0
    assert child.falls == 1
