"""What every test stands on: a real PostgreSQL, strict pages and no network.

Without DATABASE_URL each process of the run starts a packaged server of its own in `var/test-db*`
(fsync off, here only) and stops it at the end: readers of the journal wait for all transactions of
a server, so two runs on one would wait for each other. With DATABASE_URL that server is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from linli.foundation.database import address
from linli.foundation.database.cluster import Cluster
from tests import laid_down, strict
from tests.skips import SkipsFail

LAID_DOWN: laid_down.Kept = {}
REAL_DATA = os.environ.get("LINLI_REAL_DATA", "")
DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_setup",
    "live_server",
    "django_db_serialized_rollback",
}

# Tests assert counts, never times: a busy machine is no failure.
hypothesis.settings.register_profile(
    "linli", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("linli")


def pytest_configure(config: pytest.Config) -> None:
    strict.refuse_network()
    strict.refuse_unordered_slices()
    strict.quicken()
    config.pluginmanager.register(SkipsFail(), "linli-skips")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database `db`, and skip what needs real data that is not here."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("db")
        if item.get_closest_marker("real_data") and not REAL_DATA:
            item.add_marker(pytest.mark.skip(reason="LINLI_REAL_DATA is not set"))


@pytest.fixture(scope="session")
def database_server() -> Iterator[address.Address]:
    """The server of this run, as the role that may make databases there."""
    if not address.is_packaged(os.environ):
        yield address.resolve({**os.environ, "LINLI_DB_ROLE": "owner"})
        return
    mine = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = address.folder(os.environ).with_name(f"test-db{mine and '-'}{mine}")
    with Cluster(folder, durable=False).used():
        yield address.packaged(folder, address.OWNER)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, database_server: address.Address
) -> None:
    """Point Django at that server before it makes the test database."""
    here = connections["default"].settings_dict
    there = database_server.settings()
    here.update({k: there[k] for k in ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")})


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: pytest.Blocker,  # type: ignore[name-defined]
) -> Iterator[None]:
    """Let transactional tests empty append-only tables.

    They end with TRUNCATE, which a trigger of the journal refuses. In test databases only, and
    nowhere else, those triggers are off; the triggers on rows and the roles stay.
    """
    with django_db_blocker.unblock():
        strict.allow_truncate()
        strict.give_the_application_its_rights()
        LAID_DOWN.update(laid_down.read())
    yield
    with django_db_blocker.unblock():
        strict.end_other_sessions()  # a thread's forgotten connection would keep the database


@pytest.fixture
def as_app(db: None) -> Iterator[None]:
    """Be linli_app inside the test: what the roles forbid, fails (InsufficientPrivilege)."""
    with strict.role(settings.DATABASE_APP_ROLE):
        yield


@pytest.fixture(autouse=True)
def _can_be_flushed(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Before a transactional test is flushed: its new partitions too, and the jobs' own tables."""
    yield
    if _is_flushed(request.node):
        strict.allow_truncate()
        strict.empty_the_queue()


def _is_flushed(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After a flush let the database have again what every migrated one has."""
    yield
    if nextitem is not None and _is_flushed(item) and LAID_DOWN:  # after the last there is none
        with item.config.stash[blocking_manager_key].unblock():
            laid_down.put_back(LAID_DOWN)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Start each test in Chinese, whatever the one before it left."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English inside the test."""
    with translation.override("en"):
        yield


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once in each language."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real input; mark the test `real_data`."""
    if not REAL_DATA:
        pytest.skip("LINLI_REAL_DATA is not set")
    return Path(REAL_DATA)
