"""The small city, bare or with the template's bodies."""

import pytest

from linli.domain.bodies.actions import found_from_template
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, Places, build


@pytest.fixture
def places(db: None) -> Places:
    """The places of the small city by code."""
    return build()


@pytest.fixture
def city(places: Places) -> Places:
    """The small city with its bodies and posts."""
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    return places
