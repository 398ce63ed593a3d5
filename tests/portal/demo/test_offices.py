"""The demo's street has offices with two lines; laid twice, the same."""

from __future__ import annotations

import pytest
from tests.domain.bodies.city import AT, TODAY, body, build

from linli.domain.bodies import queries
from linli.domain.bodies.actions import appoint, found_from_template
from linli.domain.bodies.models import Coverage, Hearing, Membership, Stationing
from linli.domain.bodies.queries.coverage import coverage
from linli.domain.bodies.states import CoverageOf
from linli.domain.people.actions import register
from linli.kernel.access import SYSTEM
from linli.portal.demo import offices
from linli.portal.demo.logins import STREET

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_the_pages_are_not_empty_and_laid_twice_are_the_same() -> None:
    places = build()
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    bureau = body("police", places["140403"])
    handler = bureau.posts.get(role="handler")
    appoint(by=SYSTEM, at=AT, post=handler, person=register(by=SYSTEM, at=AT, name="示例"))
    for _ in range(2):
        offices.lay(at=AT, step=lambda _: None)
    assert Stationing.objects.count() == 2
    assert len(queries.lines_of(body("party", places[STREET]), TODAY).here) == 2
    assert Hearing.objects.count() == 1
    report = coverage(places[STREET].pk, CoverageOf.FIRMS, TODAY)
    assert (report.whole.organisation.covered, report.whole.work.of) == (2, 4)
    assert Coverage.objects.count() == 3
    assert Membership.objects.count() == 3
