"""The packaged server with real processes: started once, killed, adopted, stopped."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from linli.foundation.database import address, processes
from linli.foundation.database.cluster import Cluster
from linli.foundation.database.layout import LONGEST_SOCKET

PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the server's user can enter, also where the tests run as root."""
    made = Path(tempfile.mkdtemp(prefix="linli-test-"))
    made.chmod(0o755)
    yield made / "db"
    Cluster(made / "db").remove()
    shutil.rmtree(made)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()


def connect(folder: Path, role: str) -> psycopg.Connection[tuple[object, ...]]:
    here = address.packaged(folder, role)
    return psycopg.connect(
        host=here.host, port=here.port, user=role, password=here.password, dbname=here.name
    )


def postmaster(cluster: Cluster) -> int:
    pid = cluster.status().pid
    assert pid
    return pid


def test_start_and_stop(cluster: Cluster) -> None:
    assert not cluster.status().up
    assert cluster.start()
    assert not cluster.start()
    assert cluster.status().up
    assert cluster.stop()
    assert not cluster.status().up
    assert not cluster.stop()


def test_it_is_durable_and_listens_on_no_network(cluster: Cluster) -> None:
    cluster.start()
    with connect(cluster.folder, address.APP) as connection:
        shown = {
            name: (connection.execute("SELECT current_setting(%s)", [name]).fetchone() or [""])[0]
            for name in ("fsync", "synchronous_commit", "listen_addresses", "server_encoding")
        }
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }


def test_roles_need_their_passwords_and_own_what_they_should(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(cluster.socket), user=address.APP, dbname="linli", password="no")
    with connect(cluster.folder, address.OWNER) as owner:
        owner.execute("CREATE TABLE owned (id int)")
        owner.rollback()
    with connect(cluster.folder, address.APP) as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE stray (id int)")
        app.rollback()
        row = app.execute(
            "SELECT bool_or(rolsuper OR rolcreaterole) FROM pg_roles WHERE rolname LIKE 'linli%'"
        ).fetchone()
        assert row == (False,)


def test_secrets_are_for_nobody_else(cluster: Cluster) -> None:
    cluster.start()
    assert (cluster.folder / "server.json").stat().st_mode & 0o777 == 0o600
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_uid != 0


def test_many_start_it_once(cluster: Cluster) -> None:
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: Cluster(cluster.folder).start(), range(4)))
    assert sorted(started) == [False, False, False, True]


def test_a_killed_server_recovers_what_was_committed(cluster: Cluster) -> None:
    cluster.start()
    with connect(cluster.folder, address.OWNER) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        owner.execute("INSERT INTO kept VALUES (7)")
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert cluster.start()
    with connect(cluster.folder, address.OWNER) as owner:
        assert owner.execute("SELECT id FROM kept").fetchone() == (7,)
        owner.execute("DROP TABLE kept")


STARTER = """
import sys
from pathlib import Path
from linli.foundation.database.cluster import Cluster
Cluster(Path(sys.argv[1])).start()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="zombies are adopted this way on Linux only")
def test_a_killed_server_that_nobody_reaps_does_not_block_the_next(cluster: Cluster) -> None:
    """As in a container whose first process reaps nothing: we adopt it and never wait for it."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        subprocess.run([sys.executable, "-c", STARTER, str(cluster.folder)], check=True)
        first = postmaster(cluster)
        os.kill(first, signal.SIGKILL)
        while Path(f"/proc/{first}/stat").read_text().split()[2] != "Z":
            time.sleep(0.01)
        assert cluster.start()
        assert postmaster(cluster) != first
        os.waitpid(first, 0)
    finally:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def test_a_number_that_another_program_has_now_does_not_block_the_start(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    lock = cluster.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.account.give(lock)
    assert cluster.start()


def test_the_last_user_stops_it(cluster: Cluster) -> None:
    with cluster.used() as started:
        assert started
        with Cluster(cluster.folder).used() as started_again:
            assert not started_again
        assert cluster.status().up
    assert not cluster.status().up


def test_an_operators_server_is_left_running(cluster: Cluster) -> None:
    cluster.start(keep=True)
    with cluster.used() as started:
        assert not started
    assert cluster.status().up
    cluster.stop()
    with cluster.used():
        pass
    assert not cluster.status().up


USER = """
import sys, time
from pathlib import Path
from linli.foundation.database.cluster import Cluster
with Cluster(Path(sys.argv[1])).used():
    print("up", flush=True)
    time.sleep(600)
"""


def test_a_killed_users_server_is_adopted_by_the_next(cluster: Cluster) -> None:
    words = [sys.executable, "-c", USER, str(cluster.folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"up\n"
        user.kill()
    pid = postmaster(cluster)
    with cluster.used() as started:
        assert not started
        assert postmaster(cluster) == pid
    assert not cluster.status().up


def test_a_copied_folder_has_a_server_of_its_own(cluster: Cluster) -> None:
    """Whoever tries something on a copy does not work on the original, nor stop it."""
    cluster.start(keep=True)
    postmaster_before = postmaster(cluster)
    copied = cluster.folder.parent / "copy"
    subprocess.run(["cp", "-a", str(cluster.folder), str(copied)], check=True)
    other = Cluster(copied)
    try:
        assert not other.status().up
        assert other.status().data == copied / "data"
        assert not other.stop()
        assert cluster.status().up
        assert other.start()
        with connect(copied, address.OWNER) as there:
            there.execute("CREATE TABLE only_in_the_copy ()")
        with connect(cluster.folder, address.OWNER) as here:
            found = here.execute("SELECT to_regclass('only_in_the_copy')").fetchone()
        assert found == (None,)
        assert postmaster(cluster) == postmaster_before
    finally:
        other.remove()
    assert cluster.status().up


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    long = Cluster(folder.with_name("很长的路径" * 8))
    try:
        long.start()
        assert len(str(long.socket)) <= LONGEST_SOCKET
        assert connect(long.folder, address.APP)
    finally:
        long.remove()
    assert not long.folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders the server cannot enter")
def test_folders_closed_to_the_servers_user_stay_closed() -> None:
    closed = Path(tempfile.mkdtemp(prefix="linli-closed-"))
    cluster = Cluster(closed / "db")
    try:
        cluster.start()
        assert closed.stat().st_mode & 0o777 == 0o700
        assert closed not in cluster.data.parents
        with connect(cluster.folder, address.APP) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.remove()
        shutil.rmtree(closed)
    assert not cluster.data.exists()


def test_no_process_id_in_a_damaged_lock_file(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("")
    assert processes.pid_in(tmp_path / "postmaster.pid") is None
    assert processes.pid_in(tmp_path / "absent") is None
