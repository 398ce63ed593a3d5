"""A street objects to what is asked of it; who asked must answer, and what is upheld is gone."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.domain.bodies.models import Appointment, Body, Post, Revision
from linli.domain.mandates.actions import (
    answer_objection,
    make_demand,
    object_to_admission,
    object_to_demand,
)
from linli.domain.mandates.models import Demand, GridAdmission, Objection
from linli.domain.mandates.states import AdmissionMove, DemandKind
from linli.domain.people.actions import link_user, register
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind, Reach
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, Places, body
from tests.domain.mandates.powers import administrator, bureau
from tests.domain.mandates.test_asking import ask, department, grid, held, step
from tests.domain.mandates.test_pages import page

pytestmark = pytest.mark.django_db
__all__ = ["department", "grid"]


@pytest.fixture
def published(grid: Places, department: Body) -> GridAdmission:
    row = ask(grid, department)
    step(row, AdmissionMove.REVIEW)
    return step(row, AdmissionMove.PUBLISH)


@pytest.fixture
def demand(grid: Places, department: Body) -> Demand:
    office = body("office", grid["140403003"])
    return make_demand(
        by=SYSTEM,
        at=AT,
        sender=department,
        receiver=office,
        kind=DemandKind.LETTER,
        title="示例防火责任状",
    )


def signed(role: str, of: Body, name: str) -> Client:
    post = Post.objects.create(body=of, role=role, title=role, place=of.seat)
    person = register(by=SYSTEM, at=AT, name=name)
    user = get_user_model().objects.create_user(f"{role}{of.pk}")
    link_user(by=SYSTEM, at=AT, person=person, user=user)
    Appointment.objects.create(post=post, person=person)
    Revision.renew()
    client = Client()
    client.force_login(user)
    return client


def test_a_matter_with_an_open_or_upheld_objection_is_not_admitted(
    grid: Places, published: GridAdmission
) -> None:
    street = body("office", grid["140403003"])
    given = {"by": SYSTEM, "at": AT, "admission": published, "body": street}
    made = object_to_admission(words="网格员没有执法资格（示例）", **given)
    assert object_to_admission(words="网格员没有执法资格（示例）", **given).pk == made.pk
    with pytest.raises(Conflict) as told:
        object_to_admission(words="另一个理由", **given)
    assert told.value.code == "objection_stands"
    with pytest.raises(Invalid):
        object_to_admission(words=" ", **given)

    def admit() -> GridAdmission:
        return step(published, AdmissionMove.ADMIT, 7)

    with pytest.raises(Conflict) as told:
        admit()
    assert told.value.code == "admission_objected"
    answer = {"by": SYSTEM, "at": AT, "objection": made, "words": "已调整（示例）"}
    answer_objection(upheld=False, **answer)
    with pytest.raises(Conflict):
        answer_objection(upheld=True, **answer)
    other = object_to_admission(
        by=SYSTEM,
        at=AT,
        admission=published,
        body=Body.objects.get(seat=grid["140403003001"], kind="community_committee"),
        words="示例",
    )
    answer_objection(by=SYSTEM, at=AT, objection=other, upheld=True, words="成立")
    with pytest.raises(Conflict):
        admit()
    Objection.objects.filter(pk=other.pk).update(upheld=False)
    assert admit().state == "admitted"
    with pytest.raises(Conflict) as told:
        object_to_admission(words="迟了", **given | {"body": body("office", grid["140403100"])})
    assert told.value.code == "objection_not_now"
    moves = Entry.objects.filter(procedure="grid_admission").values_list("move", flat=True)
    assert (list(moves).count("object"), list(moves).count("answer")) == (2, 2)


def test_a_demand_that_the_street_rightly_objects_to_is_withdrawn(
    grid: Places, demand: Demand, department: Body
) -> None:
    street = demand.receiver
    made = object_to_demand(by=SYSTEM, at=AT, demand=demand, body=street, words="不属街道职责")
    stranger = held("mandates.ask", Reach.BODY, grid, bureau("别的局示例", grid["140403"]), 7)
    with pytest.raises(NotPermitted):
        answer_objection(by=stranger, at=AT, objection=made, upheld=True, words="x")
    answer_objection(by=SYSTEM, at=AT, objection=made, upheld=True, words="收回")
    demand.refresh_from_db()
    assert demand.withdrawn_at == AT
    town = body("office", grid["140403100"])
    with pytest.raises(NotPermitted):  # it was not put to them
        object_to_demand(by=SYSTEM, at=AT, demand=demand, body=town, words="示例")


def test_only_who_speaks_for_a_body_it_touches_objects(
    grid: Places, published: GridAdmission
) -> None:
    street = body("office", grid["140403003"])
    nobody = Actor(ActorKind.PERSON, person=1)
    given = {"at": AT, "admission": published, "words": "示例"}
    with pytest.raises(NotPermitted):
        object_to_admission(by=nobody, body=street, **given)
    far = bureau("长子县示例局", grid["140428"])
    with pytest.raises(NotPermitted):
        object_to_admission(by=SYSTEM, body=far, **given)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_pages_of_objecting(
    grid: Places, published: GridAdmission, demand: Demand, department: Body, lang: str
) -> None:
    street = signed("subdistrict_desk", demand.receiver, "示例街")
    head = signed("department_head", department, "示例局长")
    office = Client()
    office.force_login(administrator(grid["1404"]))
    make = 'id="objector"'
    urls = (f"/who/admissions/{published.pk}/", f"/who/demands/{demand.pk}/")
    for url, kind in zip(urls, ("admission", "demand"), strict=True):
        assert make in page(street, url, lang=lang)
        pk = url.rstrip("/").rpartition("/")[2]
        given = {"body": demand.receiver.pk, "words": "理由（示例）"}
        object_url = f"/who/objections/{kind}/{pk}/"
        assert head.post(object_url, given).status_code == 422  # no body of theirs
        assert street.post(object_url, given | {"words": ""}).status_code == 422
        assert street.post(object_url, given).status_code == 302
        assert make not in page(street, url, lang=lang)
        with CaptureQueriesContext(connection) as told:
            assert "理由（示例）" in page(street, url, lang=lang)
        assert len(told) <= 12
    assert page(street, "/who/demands/", lang=lang).count(urls[1]) == 1
    first, second = Objection.objects.order_by("id")
    said = {"upheld": "no", "words": "答复（示例）"}
    assert street.post(f"/who/objections/{second.pk}/answer/", said).status_code == 403
    assert head.post(f"/who/objections/{first.pk}/answer/", said).status_code == 403
    assert head.post(f"/who/objections/{second.pk}/answer/", {"words": "x"}).status_code == 422
    assert head.post(f"/who/objections/{second.pk}/answer/", said).status_code == 302
    assert office.post(f"/who/objections/{first.pk}/answer/", said).status_code == 302
    assert "答复（示例）" in page(Client(), urls[0], lang=lang)  # published: everybody reads it
    town = signed("subdistrict_desk", body("office", grid["140403100"]), "示例镇")
    assert town.get(urls[1]).status_code == 404
