"""A small city with bodies, mandates and people, for everything that cases need."""

from __future__ import annotations

import pytest

from tests.domain.cases.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """The small city, empty of cases."""
    return build()
