"""The tests' own rules hold: what must fail, fails."""

import os
import socket
import subprocess
import sys
import types
import warnings
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.db.models import QuerySet
from django.template import engines


def test_the_network_is_closed() -> None:
    with socket.socket() as s, pytest.raises(AssertionError, match="network"):
        s.connect(("192.0.2.1", 80))


def test_an_undefined_template_variable_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="nowhere"):
        engines["django"].from_string("{{ nowhere }}").render({})


@pytest.mark.django_db
def test_a_naive_datetime_fails() -> None:
    user: AbstractUser = get_user_model()(username="a", last_login=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(RuntimeWarning, match="naive"):
        user.save()


def ours(code: str) -> types.FunctionType:
    """Return the function `page` made as if by a module of ours."""
    space = {"__name__": "linli.domain.any"}
    exec(code, space)  # noqa: S102
    return space["page"]  # type: ignore[return-value]


def test_a_page_of_an_unordered_query_fails() -> None:
    page = ours("def page(rows): return rows[:10]")
    rows: QuerySet[AbstractUser] = get_user_model().objects.all()
    with pytest.raises(AssertionError, match="unordered"):
        page(rows.order_by())
    assert page(rows.order_by("pk")).query.is_sliced


def test_a_text_that_is_missing_fails() -> None:
    text = pytest.importorskip("linli.foundation.ui.text")
    with pytest.raises(text.TextMissing):
        text.say("no.such.key")


@pytest.mark.django_db(transaction=True)
def test_a_table_that_refuses_truncate_is_emptied_after_a_transactional_test() -> None:
    """The flush after this test would fail if the trigger still stood."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''no''; END'"
        )
        cursor.execute(
            "CREATE TRIGGER test_refuse BEFORE TRUNCATE ON django_session "
            "FOR EACH STATEMENT EXECUTE FUNCTION test_refuse()"
        )


def test_warnings_are_not_silenced_by_the_test_above() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        warnings.warn("still heard", stacklevel=1)
    assert len(seen) == 1


def test_a_run_that_skips_fails_when_told_to(pytester_run: "Run") -> None:
    body = "import pytest\n\ndef test_left_out():\n    pytest.skip('why')\n"
    assert pytester_run(body, {"LINLI_FAIL_ON_SKIP": "1"}) == 1
    assert pytester_run(body, {}) == 0


def test_missing_real_data_is_no_reason_to_fail(pytester_run: "Run") -> None:
    body = "import pytest\n\n@pytest.mark.real_data\ndef test_left_out():\n    pass\n"
    assert pytester_run(body, {"LINLI_FAIL_ON_SKIP": "1"}) == 0


class Run:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, body: str, environ: dict[str, str]) -> int:
        root = Path(__file__).parents[2]
        inner = self.folder / "test_inner.py"
        inner.write_text(body)
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LINLI_")}
        words = [sys.executable, "-m", "pytest", "-c", str(root / "pyproject.toml")]
        words += ["--rootdir", str(root), "-p", "tests.conftest", str(inner)]
        done = subprocess.run(words, cwd=root, env=clean | environ, check=False)
        return done.returncode


@pytest.fixture
def pytester_run(tmp_path: Path) -> Run:
    return Run(tmp_path)
