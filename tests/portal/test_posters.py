"""Posters: what stands on them, an order with progress, files that a kill does not spoil."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import AT, World, add_post, build

from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.models import Revision as BodiesRevision
from linli.domain.bodies.states import Role
from linli.domain.people import actions as people
from linli.domain.people.models import Person, PhoneConsent
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import GridPlan
from linli.domain.territory.models import Sign
from linli.domain.territory.states import Kind
from linli.foundation.attachments import queries as files
from linli.foundation.attachments.models import Attachment
from linli.foundation.database.revision import steady
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Invalid, NotPermitted
from linli.portal.models import PosterBatch, PosterRun
from linli.portal.posters import content, drawing, runs
from linli.portal.states import Sheet, Size

DAY = AT.date()
GRID, OTHER_GRID = "140403006001001", "140403006001002"
BUILDING = "140403006001001B1"
ALL = list(Sheet)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    settings.SITE_URL = "https://linli.example"


@pytest.fixture
def world(db: None) -> World:
    return with_building(build())


def with_building(world: World) -> World:
    plans = [GridPlan(GRID, BUILDING, "和顺苑 1 号楼", Kind.BUILDING)]
    world.places |= territory.lay_out_grids(by=SYSTEM, at=AT, plans=plans)
    tree.forget()
    return world


def poster(world: World, code: str) -> content.Poster:
    place = world.places[code]
    territory.make_signs(by=SYSTEM, at=AT, root=place, places=[place])
    return content.posters_of([place], DAY)[0]


def text(world: World, code: str) -> str:
    return drawing.sheets([poster(world, code)], Size.A4, DAY)


def work_phone(world: World, name: str, phone: str) -> Person:
    person = Person.objects.get(pk=world.persons[name])
    made = people.register(by=SYSTEM, at=AT, name="示例", work_phone=phone)
    Appointment.objects.filter(person=person).update(person=made)
    return made


pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_building_says_grid_workers_leader_phones_and_whom_to_find(world: World) -> None:
    work_phone(world, "grid_worker", "0355-2000001")
    add_post(world, "leader", Role.BUILDING_LEADER, "community", BUILDING)
    add_post(world, "head", Role.GRID_HEAD, "community", GRID)
    page = text(world, BUILDING)
    for said in ("和顺苑 1 号楼", "第一网格", "示例head", "0355-2000001", "示例leader"):
        assert said in page
    assert "不会用手机？打 0355-0000000，或找楼栋长示例leader" in page
    code = Sign.objects.get(place_id=world.places[BUILDING]).code
    assert poster(world, BUILDING).address == f"https://linli.example/q/{code}"
    assert code[:3] + "-" + code[3:6] in page


def test_the_code_is_the_same_when_printed_again(world: World) -> None:
    assert poster(world, GRID).code == poster(world, GRID).code


def test_a_private_number_stands_only_with_a_consent_in_writing(world: World) -> None:
    person = Person.objects.get(pk=world.persons["grid_worker"])
    assert poster(world, GRID).workers[0].phone == ""
    with pytest.raises(Invalid, match="consent_without_paper"):
        people.allow_phone(by=SYSTEM, at=AT, person=person, phone="10012345678", document=" ")
    people.allow_phone(by=SYSTEM, at=AT, person=person, phone="10012345678", document="柜 3-12")
    assert b"10012345678" not in bytes(PhoneConsent.objects.get().phone)
    assert "10012345678" in text(world, GRID)
    later = AT + timedelta(days=3)
    people.withdraw_phone(by=SYSTEM, at=later, person=person)
    assert content.posters_of([world.places[GRID]], later.date())[0].workers[0].phone == ""
    assert bytes(PhoneConsent.objects.get().phone) == b""


def test_leaving_ends_the_consent(world: World) -> None:
    person = Person.objects.get(pk=world.persons["grid_worker"])
    people.allow_phone(by=SYSTEM, at=AT, person=person, phone="10012345678", document="柜 3-12")
    people.leave(by=SYSTEM, at=AT + timedelta(days=1), person=person)
    assert bytes(PhoneConsent.objects.get().phone) == b""


def test_a_grid_without_a_worker_says_so_and_stands_on_the_list(world: World) -> None:
    assert content.vacant_grids(world.places["140403"], DAY) == []
    Post.objects.filter(place_id=world.places[OTHER_GRID]).update(valid_to=DAY)
    page = text(world, OTHER_GRID)
    assert "暂时没有网格员" in page
    assert "0355-0000000" in page
    assert "<td></td>" not in page
    assert content.vacant_grids(world.places["140403"], DAY) == [world.places[OTHER_GRID]]


def test_without_any_phone_the_hotline_stands(world: World) -> None:
    Body.objects.update(phone="")
    BodiesRevision.renew()
    page = text(world, GRID)
    assert "不会用手机？打 12345" in page
    assert page.count("12345") == 2


def test_many_posters_cost_as_many_queries_as_one(world: World) -> None:
    places = [world.places[c] for c in (GRID, OTHER_GRID, BUILDING, "140403006001", "140403006")]
    territory.make_signs(by=SYSTEM, at=AT, root=places[0], places=places)
    asked = []
    for some in (places[:1], places):
        with steady(), CaptureQueriesContext(connection) as queries:
            assert len(content.posters_of(some, DAY)) == len(some)
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= 12


def test_a_run_is_asked_for_once_and_its_batches_are_leased(world: World) -> None:
    ask = {"by": world.actors["street_desk"], "at": AT, "place": world.places["140403006"]}
    run = runs.ask(**ask, size=Size.A4, sheets=ALL)
    assert runs.ask(**ask, size=Size.A4, sheets=ALL) == run  # pressed twice
    assert Entry.objects.filter(procedure="posters").count() == 1
    # street, its two communities, two grids and the building
    assert run.total == 6
    batches = [runs.take(at=AT, run=run.pk) for _ in range(4)]
    assert [b is None for b in batches] == [False, False, False, True]
    # a killed drawer's batches come back when the lease has run out
    again = runs.take(at=AT + timedelta(minutes=6), run=run.pk)
    assert again == batches[0]
    for batch in batches[:3]:
        for _ in range(2):  # drawn twice: one file
            runs.keep(by=SYSTEM, at=AT, batch=batch, pdf=b"%PDF-1.7 x")
    run.refresh_from_db()
    assert run.finished_at == AT
    held = files.of(runs.SUBJECT, [b.pk for b in batches[:3]])
    assert [len(rows) for rows in held.values()] == [1, 1, 1]
    assert runs.forget_old(by=SYSTEM, at=AT + timedelta(days=8)) == 1
    assert not PosterRun.objects.exists()
    assert Sign.objects.count() == 6  # the codes stay


def test_nobody_prints_elsewhere(world: World) -> None:
    for name in ("grid_worker", "community2_desk"):
        with pytest.raises(NotPermitted):
            runs.ask(
                by=world.actors[name],
                at=AT,
                place=world.places["140403006001"],
                size=Size.A4,
                sheets=ALL,
            )
    assert not Sign.objects.exists()


def test_the_page_takes_an_order_and_shows_it(world: World) -> None:
    client = signed_in(world, "street_desk")
    page = client.get(reverse("portal:posters")).content.decode()
    assert "甲街道" in page
    sent = client.post(reverse("portal:posters"), {"size": "a5", "sheets": ["grid", "building"]})
    run = PosterRun.objects.get()
    assert sent.url == reverse("portal:poster_run", args=[run.pk])
    assert (run.total, run.size) == (3, "a5")
    assert "已画 0 / 3 张" in client.get(sent.url).content.decode()
    batch = runs.take(at=AT, run=run.pk)
    runs.keep(by=SYSTEM, at=AT, batch=batch, pdf=b"%PDF-1.7 x")
    shown = client.get(sent.url).content.decode()
    file = files.of(runs.SUBJECT, [batch.pk])[batch.pk][0]
    url = reverse("attachments:show", args=[file.pk])
    assert url in shown
    assert client.get(url).status_code == 200
    assert signed_in(world, "street2_desk").get(url).status_code == 404
    assert Client().get(url).status_code == 404


def test_one_poster_at_once_and_bad_orders_said(world: World) -> None:
    client = signed_in(world, "community_desk")
    url = reverse("portal:posters")
    shown = client.post(url, {"size": "a4", "sheets": ["grid"], "one": "1"}, follow=True)
    assert "第一网格" in shown.content.decode()
    assert PosterRun.objects.count() == 0
    for data in ({}, {"size": "a4"}, {"size": "a0", "sheets": ["grid"]}):
        assert client.post(url, data).status_code == 422
    assert client.get(url, {"place": "999999"}).status_code == 404
    assert client.get(url, {"place": str(world.places["140403007"])}).status_code == 403
    other = client.get(reverse("portal:poster_one", args=[world.places["140403007"]]))
    assert other.status_code == 404  # it has no sign


@pytest.mark.django_db(transaction=True)
class TestDrawn:
    """With the real printer, in processes of their own."""

    @pytest.fixture
    def city(self, transactional_db: None) -> World:
        pytest.importorskip("linli.foundation.exchange.pdf", exc_type=ImportError)
        tree.forget()
        return with_building(build())

    def draw(self, out: Path, **more: object) -> str:
        told = io.StringIO()
        call_command("posters", place="140403006", out=out, hands=2, stdout=told, **more)
        return told.getvalue()

    def test_files_by_community_and_only_the_missing_are_drawn_again(self, city, tmp_path) -> None:
        out = tmp_path / "out"
        assert self.draw(out, size="a5").startswith("6 posters")
        drawn = sorted(p.name for p in out.glob("*.pdf"))
        assert len(drawn) == 3
        assert all(p.read_bytes().startswith(b"%PDF") for p in out.glob("*.pdf"))
        with pytest.raises(CommandError, match="resume"):
            self.draw(out, size="a5")
        (out / drawn[1]).unlink()  # as if killed there
        before = (out / drawn[0]).stat().st_mtime_ns
        told = self.draw(out, size="a5", resume=True)
        assert told.split()[0] in {"1", "3", "4"}
        assert (out / drawn[0]).stat().st_mtime_ns == before
        assert sorted(p.name for p in out.glob("*.pdf")) == drawn
        with pytest.raises(CommandError, match="another"):
            self.draw(out, size="a4", resume=True)
        assert not Sign.objects.filter(printed_at=None).exists()

    def test_a_run_is_finished_by_the_job(self, city: World) -> None:
        run = runs.ask(
            by=SYSTEM, at=AT, place=city.places["140403006"], size=Size.A4, sheets=[Sheet.GRID]
        )
        call_command("posters", run=run.pk, stdout=io.StringIO())
        run.refresh_from_db()
        assert run.finished_at
        batch = PosterBatch.objects.get()
        row = files.of(runs.SUBJECT, [batch.pk])[batch.pk][0]
        assert files.content(row).startswith(b"%PDF")
        call_command("posters", run=run.pk, stdout=io.StringIO())  # again changes nothing
        assert len(files.of(runs.SUBJECT, [batch.pk])[batch.pk]) == 1


def test_what_shows_a_number_taken_down_is_thrown_away_and_drawn_anew(world: World) -> None:
    person = Person.objects.get(pk=world.persons["grid_worker"])
    people.allow_phone(by=SYSTEM, at=AT, person=person, phone="10012345678", document="柜 3-12")
    place = world.places["140403006001"]
    run = runs.ask(by=SYSTEM, at=AT, place=place, size=Size.A4, sheets=list(Sheet))
    while (batch := runs.take(at=AT, run=run.pk)) is not None:
        runs.keep(by=SYSTEM, at=AT, batch=batch, pdf=b"%PDF-1.4 test")
    held = PosterBatch.objects.filter(run=run, places__overlap=[world.places[GRID]])
    assert held.exists()
    assert not held.filter(done_at=None).exists()
    assert runs.forget_of(by=SYSTEM, at=AT, person=world.persons["housing_head"]) == []
    people.withdraw_phone(by=SYSTEM, at=AT + timedelta(days=1), person=person)
    assert runs.forget_of(by=SYSTEM, at=AT + timedelta(days=1), person=person.pk) == [run.pk]
    assert not held.exclude(done_at=None).exists()
    assert not Attachment.objects.filter(subject_id__in=held.values("pk")).exists()
    run.refresh_from_db()
    assert run.finished_at is None
