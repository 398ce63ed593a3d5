"""Pages of offices with two lines: from both ends, in both languages, and the street's opinion."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Hearing, Stationing
from linli.domain.bodies.states import HearingState
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, TODAY, Places, body, person, post
from tests.domain.bodies.test_lines import COUNTY, STREET, TOWN, stationed

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LANGUAGES = pytest.mark.parametrize("lang", ["zh-hans", "en"])


@pytest.fixture
def today(city: Places, settings) -> Places:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    return city


def somebody(name: str, line: str, place: str, role: str, city: Places) -> Client:
    who = person(name)
    who.user = get_user_model().objects.create_user(f"u{who.pk}")
    who.save()
    actions.appoint(by=SYSTEM, at=AT, post=post(line, city[place], role), person=who)
    client = Client()
    client.force_login(who.user)
    client.person = who
    return client


def page(client: Client, url: str, status: int = 200, lang: str = "zh-hans") -> str:
    answer = client.get(url, headers={"Accept-Language": lang})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


@LANGUAGES
def test_the_two_lines_stand_on_both_pages(
    today: Places, lang: str, django_assert_max_num_queries
) -> None:
    office, street = stationed(today), today[STREET]
    boss = somebody("示例局", "police", COUNTY, "department_head", today)
    page(boss, f"/bodies/{office.pk}/")  # the tree and the bodies are read once
    with django_assert_max_num_queries(12):
        own = page(boss, f"/bodies/{office.pk}/", lang=lang)
    host, bureau = body("party", street), body("police", today[COUNTY])
    assert f"/bodies/{host.pk}/" in own
    assert ("听取街道" if lang == "zh-hans" else "street was heard") in own
    assert f"/bodies/{office.pk}/opinion/" in own
    for other in (host, body("office", street), bureau):
        assert f"/bodies/{office.pk}/" in page(boss, f"/bodies/{other.pk}/", lang=lang)
    early = page(boss, f"/bodies/{host.pk}/?on=2026-03-01", lang=lang)
    assert f"/bodies/{office.pk}/" not in early  # read at its days
    assert "/opinion/" not in page(Client(), f"/bodies/{office.pk}/", lang=lang)


@LANGUAGES
def test_an_administrator_states_and_ends_the_second_line(today: Places, lang: str) -> None:
    office, host = body("police_station", today[STREET]), body("party", today[STREET])
    admin = somebody("示例管", "command", "1404", "system_admin", today)
    url = f"/bodies/{office.pk}/stationing/"
    page(admin, url, lang=lang)
    said = {"staffing": "heard", "money": "line", "duties": "local", "appraisal": "heard"}
    given = {**said, "host": host.pk, "since": TODAY, "basis": ""}
    assert admin.post(url, given).status_code == 422
    assert admin.post(url, given | {"host": 1, "basis": "示例"}).status_code == 422
    assert admin.post(url, given | {"basis": "示例办法"}).status_code == 302
    assert Stationing.objects.get().host == host
    assert admin.post(f"{url}end/").status_code == 302
    assert queries.stationing_of(office.pk, TODAY) is None
    boss = somebody("示例局", "police", COUNTY, "department_head", today)
    page(boss, url, 403)
    page(admin, "/bodies/999999/stationing/", 404)


@LANGUAGES
def test_an_opinion_from_asking_to_deciding(
    today: Places, lang: str, django_assert_max_num_queries
) -> None:
    office = stationed(today)
    boss = somebody("示例局", "police", COUNTY, "department_head", today)
    street = somebody("示例书记", "party", STREET, "subdistrict_secretary", today)
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", today)
    town = somebody("示例镇", "party", TOWN, "subdistrict_secretary", today)
    ask = f"/bodies/{office.pk}/opinion/"
    page(street, ask, lang=lang)  # may read what was asked, not ask
    assert street.post(ask, {}).status_code == 403
    page(town, ask, 403)
    page(boss, ask)
    with django_assert_max_num_queries(12):
        page(boss, ask, lang=lang)
    head = queries.heads_heard(office.pk, TODAY)[0].post
    given = {"post": head.pk, "act": "appoint", "person": boss.person.pk, "words": ""}
    assert boss.post(ask, given | {"act": "remove"}).status_code == 422  # does not hold it
    assert boss.post(ask, given).status_code == 302
    row = Hearing.objects.get()
    url = f"/bodies/opinions/{row.pk}/"
    for reader, first in ((street, "/leader/"), (desk, "/today/")):
        assert url in page(reader, first, lang=lang)
    assert url not in page(town, "/leader/", lang=lang)
    page(town, url, 403)
    page(street, url)
    with django_assert_max_num_queries(12):
        page(street, url, lang=lang)
    assert street.post(f"{url}disagree/", {"words": ""}).status_code == 422
    assert street.post(f"{url}disagree/", {"words": "示例：不熟悉辖区"}).status_code == 302
    assert street.post(f"{url}decide/", {"words": "x"}).status_code == 403
    assert street.post(f"{url}nonsense/").status_code == 404
    assert "示例：不熟悉辖区" in page(boss, url, lang=lang)
    assert url in page(street, ask, lang=lang)
    assert boss.post(f"{url}decide/", {"words": "示例：另有考虑"}).status_code == 302
    row.refresh_from_db()
    assert row.state == HearingState.DECIDED
