"""Templates by place and year: one step founds what is lacking, a second one nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions.template import DATA, bodies_of, lacking, posts_of
from linli.domain.bodies.models import Body, Post
from linli.domain.bodies.states import BodyKind
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from linli.kernel.errors import NotFound
from tests.domain.bodies.city import AT, TODAY, Places, body, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]
FUJIAN, CHANGZHI = "fujian-subdistrict-2024", "changzhi-town-2021"


def test_every_folder_is_listed_and_every_listed_one_can_be_read() -> None:
    folders = {p.name for p in DATA.iterdir() if p.is_dir()}
    assert folders == {t.key for t in queries.templates()}
    for template in queries.templates():
        assert template.basis
        assert template.basis_en
        assert bodies_of(template.key)
        assert posts_of(template.key)
    with pytest.raises(NotFound):
        queries.template_called("no-such")


def test_a_fujian_subdistrict_has_five_offices_and_three_institutions(places: Places) -> None:
    street = places["140403003"]
    told = actions.found_from_template(by=SYSTEM, at=AT, root=street, template=FUJIAN)
    kinds = list(Body.objects.filter(seat=street).values_list("kind", flat=True))
    assert kinds.count(BodyKind.STREET_UNIT) == 5
    assert kinds.count(BodyKind.INSTITUTION) == 3
    assert body("party_building", street).name == "英雄南路街道基层党建办公室"
    assert body("party_building", street).superior == body("party", street)
    assert "党群服务中心" in body("services", street).name
    assert not Body.objects.filter(seat=street, posts=None).exists()  # nobody without a post
    again = actions.found_from_template(by=SYSTEM, at=AT, root=street, template=FUJIAN)
    assert (told.bodies, again.bodies, again.posts) == (11, 0, 0)


def test_a_changzhi_town_has_a_team_a_station_and_two_centres(places: Places) -> None:
    town = places["140403100"]
    actions.found_from_template(by=SYSTEM, at=AT, root=town, template=CHANGZHI)
    names = set(Body.objects.filter(seat=town).values_list("name", flat=True))
    assert {
        "老顶山镇综合行政执法队",
        "老顶山镇退役军人服务站",
        "老顶山镇党群服务中心",
        "老顶山镇综合便民服务中心",
    } <= names
    assert lacking(places["140403003"].pk, TODAY, CHANGZHI) == []  # not for a subdistrict


def test_what_stands_is_left_as_it_is(city: Places) -> None:
    street = city["140403003"]
    before = {b.pk: b.name for b in Body.objects.filter(seat=street)}
    assert len(lacking(street.pk, TODAY, FUJIAN)) == 6
    actions.found_from_template(by=SYSTEM, at=AT, root=street, template=FUJIAN)
    assert {b.pk: b.name for b in Body.objects.filter(pk__in=before)} == before


def test_the_command_and_the_page(city: Places, capsys, settings) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    call_command("found_bodies")
    assert FUJIAN in capsys.readouterr().out
    call_command("found_bodies", CHANGZHI, place="140403100", dry_run=True, json=True)
    assert len(json.loads(capsys.readouterr().out)["lacking"]) == 2
    with pytest.raises(CommandError):
        call_command("found_bodies", "no-such", place="140403100")
    client = _admin()
    url = f"/bodies/templates/?place={city['140403100'].pk}"
    assert "老顶山镇退役军人服务站" in client.get(url).content.decode()
    given = {"place": city["140403100"].pk, "template": CHANGZHI}
    assert client.post("/bodies/templates/", given).status_code == 302
    assert Body.objects.filter(name="老顶山镇退役军人服务站").count() == 1
    assert client.post("/bodies/templates/", given | {"template": "x"}).status_code == 404
    assert client.get("/bodies/templates/?place=1").status_code == 404


def _admin() -> Client:
    who = person("示例管")
    who.user = get_user_model().objects.create_user("admin")
    who.save()
    seat = Post.objects.get(role="system_admin")
    actions.appoint(by=SYSTEM, at=AT, post=seat, person=who, since=date(2026, 3, 1))
    client = Client()
    client.force_login(who.user)
    return client
