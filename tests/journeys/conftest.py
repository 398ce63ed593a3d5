"""A browser for journeys: one a run, one context a person; what the console says fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import browsing
from tests.journeys.browsing import Walk
from tests.journeys.line import Line

Open = Callable[..., Walk]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark journeys, and say so where no browser is there."""
    for item in items:
        if "journeys" not in str(item.path):
            continue
        item.add_marker("journey")
        if browsing.chromium() is None:
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's chromium."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread
    with sync_playwright() as playwright, browsing.browser(playwright) as started:
        yield started


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    """A line to the site that can be cut: `open_page(line=line)`."""
    made = Line(live_server.thread.port)
    yield made
    made.cut()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Open pages as someone: `open_page(size="phone", user=worker)`; faults fail at the end."""
    walks: list[Walk] = []

    def opened(
        *, user: AbstractUser | None = None, line: Line | None = None, **wishes: Any
    ) -> Walk:
        session = session_of(user) if user else ""
        address = f"http://localhost:{line.port}" if line else live_server.url
        made = browsing.context(browser, address, session=session, **wishes)
        walk = Walk(made.new_page(), address)
        walks.append(walk)
        return walk

    yield opened
    for walk in walks:
        walk.page.context.close()
    assert [c for walk in walks for c in walk.complaints] == []


def session_of(user: AbstractUser) -> str:
    """Sign someone in and return the session's key."""
    client = Client()
    client.force_login(user)
    return client.cookies["linli_session"].value


@pytest.fixture
def axe(open_page: Open) -> Callable[..., list[str]]:
    """Return axe's serious findings: `axe("/cases/", size="phone", user=worker)`."""

    def faults(path: str, **wishes: Any) -> list[str]:
        walk = open_page(axe=True, **wishes)
        walk.go(path)
        return browsing.axe_faults(walk.page)

    return faults
