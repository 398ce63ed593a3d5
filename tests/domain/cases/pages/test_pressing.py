"""The page of a case that presses: who is on duty, who was rung; it asks little all the same."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyRule, DutyShift
from linli.domain.cases import actions
from linli.domain.cases.queries.telling import told_by
from linli.domain.mandates.models import MatterRule
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.domain.territory.queries import kept
from linli.foundation.jobs import clock
from linli.foundation.journal import queries as journal
from linli.foundation.notices import actions as notices
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def worked(world: World, settings: Any) -> Any:
    """An urgent case that its desk accepted and sent on, and about which someone was rung."""
    settings.DEMO = True
    at = clock.now() - timedelta(minutes=5)
    rule = {"required": False, "begins": time(8), "basis": "示例规则"}
    DutyRule.objects.get_or_create(kind="", valid_to=None, defaults=rule)
    MatterRule.objects.filter(matter__code="02").update(urgency="extreme")
    MandatesRevision.renew()
    for body in ("community", "housing"):
        shift = DutyShift.objects.create(
            body_id=world.bodies[body],
            day=at.date(),
            starts_at=at - timedelta(hours=3),
            ends_at=at + timedelta(hours=9),
            leader_id=world.persons["community_secretary"],
            phone="1000",
            planned=f"示例{body}",
        )
        DutyOfficer.objects.create(shift=shift, person_id=world.persons["community_desk"])
    DutyRevision.renew()
    case = world.file("02", at=at).case
    people = world.persons
    actions.ring(
        by=world.actors["street_desk"], at=at, case_id=case, person_id=people["community_desk"]
    )
    world.move(case, "community_desk", "accept", at=at)
    world.move(case, "community_desk", "dispatch", at=at)
    return case


def asked(client: Client, case: Any) -> tuple[int, str]:
    kept._seen.asked = float("-inf")  # as the first page of a second, which asks for the mark
    with CaptureQueriesContext(connection) as ran:
        answer = client.get(reverse("cases:case", args=[case]))
    assert answer.status_code == 200
    held = ("SAVEPOINT", "RELEASE SAVEPOINT")  # of the test's own transaction
    number = sum(not q["sql"].startswith(held) for q in ran.captured_queries)
    return number, answer.content.decode()


@pytest.mark.parametrize("name", ["community_desk", "street_desk", "housing_handler"])
def test_rung_acted_on_and_unread_it_asks_at_most_twelve(
    world: World, worked: Any, name: str
) -> None:
    client = signed_in(world, name)
    asked(client, worked)  # what is kept in memory is there
    told = told_by(list(journal.entries_of("case", worked)))
    notices.tell(by=SYSTEM, at=clock.now(), tellings=told.tellings)
    Notice.objects.update(read_at=None)
    number, text = asked(client, worked)
    assert number <= 12
    assert "已电话通知" in text
    assert text.count("示例community_desk") >= 2  # whom they rang, and who accepted
