"""When the map changes deputies follow their posts, and come back when it is revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body, Deputy, Post
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.kernel.access import SYSTEM
from tests.domain.cases.test_reorganising import AT, DAY, MERGER, enacted
from tests.domain.cases.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_deputy_follows_the_post_and_comes_back(world: World) -> None:
    street = Body.objects.get(pk=world.bodies["street"])
    desk = Post.objects.get(body=street, role="subdistrict_desk")
    second = world.persons["street_verifier"]
    row = Deputy.objects.create(post=desk, person_id=second)
    made = enacted(MERGER)
    office = Body.objects.on(DAY).get(
        seat=territory.by_code("140403010", DAY), kind="subdistrict_office"
    )
    assert [d.post.body_id for d in Deputy.objects.on(DAY)] == [office.pk]
    assert Deputy.objects.on(DAY).get().person_id == second
    assert Deputy.objects.on(DAY - timedelta(days=1)).get().pk == row.pk
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert [d.pk for d in Deputy.objects.on(DAY)] == [row.pk]
