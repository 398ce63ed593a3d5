"""`linli init` from outside: an empty database opened, opened again, and kept from the demo."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.foundation.database.cluster import Cluster
from tests.config.test_cli import linli

ADMINISTRATORS = (
    "岗位,姓名,登录名\n系统管理员,程示例,\n安全管理员,郭示例,security\n审计管理员,牛示例,\n"
)
LISTS = {
    "provinces": [("14", "山西省")],
    "cities": [("1404", "长治市")],
    "areas": [("140403", "潞州区")],
    "streets": [("140403003", "英雄南路街道"), ("140403006", "紫金街道")],
    "villages": [("140403003001", "演武社区居委会"), ("140403006001", "紫坊社区居委会")],
}


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="linli-init-"))
    made.chmod(0o755)
    for name, rows in LISTS.items():
        with (made / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("code", "name"), *rows])
    (made / "admins.csv").write_text(ADMINISTRATORS, encoding="utf-8")
    with Cluster(made / "db").used():
        yield made
    Cluster(made / "db").remove()
    shutil.rmtree(made)


def init(var: Path, place: str, *more: str) -> tuple[int, str]:
    admins = ("--admins", str(var / "admins.csv"))
    said = linli(var, "init", "--place", place, "--source", str(var), *admins, *more)
    return said.returncode, said.stdout + said.stderr


def test_a_site_is_opened_once_and_is_no_demo(var: Path) -> None:
    code, told = init(var, "999999999")
    assert code == 1
    assert "999999999" in told
    code, told = init(var, "140403003001")
    assert code == 0, told
    assert "英雄南路街道已开局" in told
    assert "chengshili" in told
    assert "security" in told
    assert told.count("/account/password/reset/key/") == 3
    code, again = init(var, "140403003001")
    assert code == 0, again
    assert again.count("/account/password/reset/key/") == 3
    code, other = init(var, "140403006")
    assert code == 1
    assert "一个数据库只开一处" in other
    demo = linli(var, "demo", "--no-serve", "--json")
    assert demo.returncode == 1
    assert "这个数据库是真实单位的（英雄南路街道）" in demo.stderr
    out = var / "bodies.xlsx"
    assert linli(var, "template", "bodies", "--out", str(out)).returncode == 0
    tried = linli(var, "import", "bodies", str(out), "--dry-run", "--json")
    assert tried.returncode == 0, tried.stderr
    assert '"new": 9, "already": 0, "changed": 0, "faults": 0, "written": false' in tried.stdout
    assert linli(var, "import", "nothing", str(out)).returncode == 1


def test_a_training_space_has_its_own_database_files_and_no_way_out(var: Path) -> None:
    made = linli(var, "training", "reset", "--empty")
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip().endswith("_training")
    migrated = linli(var, "migrate", "--space", "training", "-v", "0")
    assert migrated.returncode == 0, migrated.stderr
    ask = (
        "from django.conf import settings as s; from django.db import connection as c; "
        "from linli.domain.territory.models import Site; "
        "print(c.settings_dict['NAME'], s.VAR.name, s.NOTICES_LEAVE, s.EMAIL_BACKEND, "
        "s.SESSION_COOKIE_NAME, Site.objects.count())"
    )
    there = linli(var, "shell", "--space", "training", "-v", "0", "-c", ask).stdout.split()
    assert there == [
        *("linli_training", "training", "False"),
        *("django.core.mail.backends.dummy.EmailBackend", "linli_training_session", "0"),
    ]
    here = linli(var, "shell", "-v", "0", "-c", ask).stdout.split()
    assert here[0] == "linli"
    assert here[-1] == "1"
    inside = linli(var, "training", "reset", "--space", "training")
    assert inside.returncode == 1
