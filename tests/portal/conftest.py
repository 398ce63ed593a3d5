"""Pages over the small city of the cases' tests."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.cases.world import World, build
from tests.portal.opened import BODIES, GRIDS, PEOPLE, Opened, fill, open_street


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    """The small city; nobody enrols a second factor here."""
    settings.DEMO = True
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    return build()


@pytest.fixture
def opened(db: None) -> Opened:
    """A street that `linli init` has opened."""
    return open_street()


@pytest.fixture
def filled(opened: Opened) -> Opened:
    """The street with its bodies, three grids and six people."""
    for name, rows in (("bodies", BODIES), ("grids", GRIDS), ("people", PEOPLE)):
        tried = fill(opened, name, *rows)
        assert tried.outcome.problems == ()
        assert tried.outcome.written
    return opened
