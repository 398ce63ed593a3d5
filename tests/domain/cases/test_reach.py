"""How many open cases a limit concerns: those of the place, but what is set apart below it."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from linli.domain.cases.models import Case
from linli.domain.cases.queries.reach import touched
from linli.domain.territory import queries as territory
from tests.domain.cases.world import World

pytestmark = [pytest.mark.db, pytest.mark.django_db]
ON = date(2026, 3, 2)
KEY = "cases.wait"


@pytest.fixture
def filed(world: World) -> World:
    for place in ("140403006001", "140403006001001", "140403006002", "140403007001", "140403"):
        world.file("01", place)
    world.file("09", "140403006001", confidential=True)
    closed = world.file("01", "140403006001")
    Case.objects.filter(number=closed.number).update(open=False, state="closed")
    return world


def number(world: World, place: str | None, *apart: str) -> int | None:
    where = world.places[place] if place else None
    return touched(KEY, where, [world.places[p] for p in apart], ON)


def test_open_cases_of_the_place_without_what_is_set_apart(filed: World) -> None:
    assert number(filed, None) == number(filed, "14") == number(filed, "1404") == 5
    assert number(filed, "140403006") == 3
    assert number(filed, "140403006001") == 2
    assert number(filed, "140403006001001") == 1
    # a case of the district itself has no street, and stays
    assert number(filed, "140403", "140403006") == 2
    assert number(filed, "140403", "140403006", "140403006001") == 2  # one in the other: once
    assert number(filed, "140403006", "140403006001001", "140403006002") == 1
    assert number(filed, None, "1404") == 0


def test_one_statement_however_many_are_apart(filed: World) -> None:
    territory.atlas(ON)
    with CaptureQueriesContext(connection) as asked:
        number(filed, "140403", "140403006001", "140403006002", "140403007001")
    assert len(asked) == 1


def test_of_a_limit_that_cases_do_not_ask_for_there_is_no_number(filed: World) -> None:
    assert touched("duty.unread", filed.places["140403"], [], ON) is None
    assert import_string(settings.LIMIT_REACH) is touched
