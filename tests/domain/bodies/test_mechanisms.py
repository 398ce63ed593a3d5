"""The owner of a mechanism is a dated row; the nearest one up the tree decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from linli.domain.bodies import actions
from linli.domain.bodies.actions.mechanisms import own
from linli.domain.bodies.models import Mechanism, MechanismOwner
from linli.domain.bodies.queries.mechanisms import owner_of, owners_at
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body
from tests.domain.bodies.test_lines_pages import LANGUAGES, page, somebody

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = timedelta(days=1)
STREET, COUNTY, COMMUNITY = "140403003", "140403", "140403003001"


def give(city: Places, line: str, place: str, **more: object) -> MechanismOwner:
    said: dict[str, Any] = {
        "by": SYSTEM,
        "at": AT,
        "mechanism": Mechanism.objects.get(key="whistle"),
        "place": city[place],
        "body": body(line, city[place]),
        "basis": "示例文件",
    }
    return own(**said | more)


def owner(city: Places, place: str, on: date = TODAY) -> int | None:
    row = owner_of("whistle", city[place].pk, on)
    return row.body_id if row else None


def test_the_nearest_row_up_the_tree_decides_from_its_day_on(city: Places) -> None:
    assert owner(city, COMMUNITY) is None
    county, street = body("command", city[COUNTY]), body("office", city[STREET])
    row = give(city, "command", COUNTY)
    assert give(city, "command", COUNTY) == row  # said again as it stands
    give(city, "office", STREET, since=TODAY + DAY)
    assert owner(city, COMMUNITY) == county.pk
    assert owner(city, COMMUNITY, TODAY + DAY) == street.pk
    assert owner(city, "140403100", TODAY + DAY) == county.pk  # the town has no own row
    assert owner(city, COMMUNITY, TODAY - DAY) is None
    party = body("justice_office", city[STREET])
    give(city, "justice_office", STREET, since=TODAY + 9 * DAY)
    assert owner(city, STREET, TODAY + 8 * DAY) == street.pk
    assert owner(city, STREET, TODAY + 9 * DAY) == party.pk
    with pytest.raises(Conflict, match="owner_stands"):
        give(city, "office", STREET, since=TODAY + 9 * DAY)
    actions.end(by=SYSTEM, at=AT, body=party, on=TODAY + 20 * DAY)
    assert owner(city, STREET, TODAY + 20 * DAY) == county.pk  # who has ended owns nothing


def test_what_cannot_be_given(city: Places) -> None:
    with pytest.raises(Invalid, match="basis_missing"):
        give(city, "office", STREET, basis=" ")
    with pytest.raises(NotPermitted):
        give(city, "office", STREET, by=actor("bodies.manage", city["140428"]))
    gone = body("justice_office", city[STREET])
    actions.end(by=SYSTEM, at=AT, body=gone, on=TODAY)
    gone.refresh_from_db()
    with pytest.raises(Conflict, match="body_ended"):
        give(city, "office", STREET, body=gone)
    assert all(o.row is None for o in owners_at(city[STREET].pk, TODAY))


@LANGUAGES
def test_the_page(city: Places, lang: str, settings, django_assert_max_num_queries) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    admin = somebody("示例管", "command", "1404", "system_admin", city)
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", city)
    office = body("office", city[STREET])
    url = f"/bodies/mechanisms/?place={city[STREET].pk}"
    page(desk, url, lang=lang)
    key = Mechanism.objects.get(key="whistle").pk
    given = {"mechanism": key, "body": office.pk, "since": TODAY, "basis": "示例文件"}
    assert desk.post(url, given).status_code == 403
    assert admin.post(url, given | {"basis": ""}).status_code == 422
    assert admin.post(url, given | {"body": body("command", city[COUNTY]).pk}).status_code == 422
    assert admin.post(url, given).status_code == 302
    page(admin, url)
    with django_assert_max_num_queries(12):
        assert "示例文件" in page(admin, url, lang=lang)
    below = page(desk, f"/bodies/mechanisms/?place={city[COMMUNITY].pk}", lang=lang)
    assert f"/bodies/{office.pk}/" in below
    page(desk, f"/bodies/{office.pk}/")
    with django_assert_max_num_queries(12):
        own_page = page(desk, f"/bodies/{office.pk}/", lang=lang)
    assert ("牵头的机制" if lang == "zh-hans" else "Mechanisms it owns") in own_page
