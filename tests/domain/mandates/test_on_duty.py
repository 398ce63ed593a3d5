"""Who is responsible, and who is on duty for them now: on the page and on the command line."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from linli.foundation.jobs import clock
from tests.domain.bodies.city import Places
from tests.domain.bodies.rota import Crew, lay_down_rules
from tests.domain.bodies.test_duty_pages import NOW, page, signed_in

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def crew(city: Places, settings) -> Crew:
    settings.CLOCK_SHIFT = (NOW - clock.now()).total_seconds()
    lay_down_rules()
    made = Crew(city)
    made.plan(4)
    return made


def test_who_page_and_command_name_the_one_on_duty(crew: Crew, capsys) -> None:
    staff = signed_in(crew, "示例甲")
    place = crew.city["140403003001"]
    url = f"/who/?matter=01/05&place={place.pk}"
    assert "示例乙" in page(staff, url)
    resident = page(Client(), url)
    assert "示例乙" not in resident  # names are for colleagues
    assert "tel:1000" in resident
    call_command("resolve", matter="01/05", place="140403003001", at=NOW, json=True)
    assert '"officers": ["示例乙"]' in capsys.readouterr().out
