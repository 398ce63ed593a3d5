"""The text for a chat group: number, matter, village, deadline, need, link; never who or what."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.domain.cases.actions import Contact
from linli.domain.cases.models import Case
from linli.domain.cases.queries.rows import rows_from
from linli.domain.cases.queries.sharing import of_case, of_day, where
from linli.domain.cases.states import State
from linli.domain.mandates import queries as mandates
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import create_place
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import AT, World

pytestmark = [pytest.mark.db, pytest.mark.django_db]
HOSTILE = (
    "我叫王示例，电话13800000000，住3号楼2单元501，隔壁李示例打人。",
    "{number}{words} %s 工单 <b>13800000000</b>\n王示例",
    "身份证140403199001010000 王示例 xiaowang@example.test",
)
SECRETS = ("王示例", "李示例", "13800000000", "501", "140403199001010000", "xiaowang", "打人", "{")


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_the_reporter_is_in_it(world: World, words: str) -> None:
    contact = Contact(phone="13800000000", name="王示例")
    case = world.file("01", words=words, contact=contact, address="3号楼2单元501 王示例").case
    (row,) = rows_from([Case.objects.get(pk=case)])
    matter = mandates.matter_names()["01"]
    for text in (of_case(row, matter), of_day([("新来的", 1)], [(row, matter)], AT)):
        assert not [s for s in SECRETS if s in text.replace(str(case), "").replace(row.number, "")]
        assert row.number in text
        assert "事项01" in text
        assert "一社区" in text
        assert "请受理" in text
    assert str(case) in of_case(row, matter)
    page = signed_in(world, "community_desk").get(f"/cases/{case}/")
    assert page.context["group_text"] == of_case(row, matter)


def test_a_building_is_told_as_its_town_and_a_confidential_case_not_at_all(world: World) -> None:
    grid = Place.objects.get(pk=world.places["140403006001001"])
    building = create_place(
        by=SYSTEM, at=AT, kind=Kind.BUILDING, name="3号楼", parent=grid, code="EXAMPLE-3"
    )
    territory.forget()
    world.places["building"] = building.id
    case = world.file("01", place="building").case
    (row,) = rows_from([Case.objects.get(pk=case)])
    assert where(row) == "甲街道"
    Case.objects.update(confidential=True)
    (row,) = rows_from([Case.objects.get(pk=case)])
    assert of_case(row, None) == ""
    assert row.number not in of_day([], [(row, None)], AT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_says_what_is_needed(language: str) -> None:
    with translation.override(language):
        assert all(say(f"cases.group.need.{state}") for state in State)
