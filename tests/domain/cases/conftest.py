"""A small city with bodies, mandates and people, for everything that cases need."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.domain.cases.ordering import taken
from tests.domain.cases.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """The small city, empty of cases."""
    return build()


@pytest.fixture
def take(world: World, tmp_path: Path) -> Any:
    """Take a text in as a file of orders, by the command."""
    return partial(taken, tmp_path / "orders.csv")
