"""The demo's quotas and lent people: 125 go down, one office is over, made twice the same."""

from __future__ import annotations

import pytest
from tests.domain.bodies.city import AT, TODAY, Places, body, person
from tests.domain.bodies.conftest import city, places

from linli.domain.bodies.actions import appoint
from linli.domain.bodies.models import Appointment, Lending, Post, QuotaPaper, QuotaSeat
from linli.domain.bodies.queries import staffing as queries
from linli.domain.mandates.actions import import_pack
from linli.domain.people.models import RosterFact
from linli.kernel.access import SYSTEM
from linli.portal.demo import staffing

pytestmark = [pytest.mark.db, pytest.mark.django_db]
__all__ = ["city", "places"]


def test_the_demos_staffing_is_laid_once(city: Places) -> None:
    import_pack(by=SYSTEM, at=AT)
    office = body("office", city["140403003"])
    for number, post in enumerate(Post.objects.filter(body=office).order_by("id")[:4]):
        who = person(f"示例{number}")
        appoint(by=SYSTEM, at=AT, post=post, person=who)
    Appointment.objects.update(valid_from=None)  # as the demo's people hold their posts
    told: list[str] = []
    for _ in range(2):
        staffing.lay(at=AT, step=told.append)
        rows = (QuotaPaper, QuotaSeat, Lending, RosterFact)
        assert [m.objects.count() for m in rows] == [2, 3, 3, 4]
    assert told == ["staffing", "staffing"]
    found = queries.quotas_at(city["140403"].pk, TODAY)
    assert (found.total.approved, found.total.over) == (141, 2)
    down = queries.lines_of_paper(queries.papers_at(city["140403"].pk, TODAY)[0])
    assert sum(n.change for n in down if n.change > 0) == 125
