"""The small city with bodies, the catalogue and the template's mandates."""

import pytest

from linli.domain.bodies.actions import found_from_template
from linli.domain.mandates.actions import adopt_template, import_pack
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, Places, build


@pytest.fixture
def city(db: None) -> Places:
    """The places of the small city by code, all of the template standing."""
    places = build()
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    import_pack(by=SYSTEM, at=AT)
    adopt_template(by=SYSTEM, at=AT, root=places["1404"])
    return places
