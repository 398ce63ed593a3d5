"""Two bodies that lead one matter come to lie at one place: whoever is chosen leads it, alone."""

from __future__ import annotations

from datetime import date

import pytest

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.bodies.states import BodyKind
from linli.domain.mandates.actions import grant
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.states import Instrument, MandateRole
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Place
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.kernel.access import SYSTEM
from tests.domain.cases.world import AT, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = date(2026, 3, 1)
FROM, INTO = "140403006", "140403007"
MERGER = {
    "title": "示例批复",
    "decided_by": "示例市人民政府",
    "effective": DAY.isoformat(),
    "changes": [{"verb": "merge", "from": [FROM, INTO], "to": {"code": INTO}}],
}


@pytest.fixture
def world(db: None) -> World:
    return build()


def part(world: World, code: str, body: Body | None = None, role: str = "lead") -> Mandate:
    """Return a part in a matter at a place, of a body that nothing else is like unless given."""
    seat = Place.objects.get(pk=world.places[code])
    body = body or Body.objects.create(kind=BodyKind.COMPANY, name=f"{code}示例公司", seat=seat)
    return grant(
        by=SYSTEM,
        at=AT,
        matter="02",
        body=body,
        place=seat,
        role=MandateRole(role),
        instrument=Instrument.ENTRUSTED,
        in_name_of=Body.objects.get(pk=world.bodies["county"]),
        basis="示例依据",
    )


@pytest.mark.parametrize("chosen", [FROM, INTO])
def test_the_chosen_one_leads_alone_and_a_revocation_restores_both(
    world: World, chosen: str
) -> None:
    leads = {code: part(world, code) for code in (FROM, INTO)}
    row = reorganising.draft(by=SYSTEM, at=AT, instrument=read_instrument(MERGER))
    asked = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS).of("ambiguous")
    key = f"lead:{INTO}:02"
    assert [f.key for f in asked] == [key]
    choices = {c.value for c in asked[0].choices}
    assert choices == {str(m.pk) for m in leads.values()}
    reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers={key: str(leads[chosen].pk)})
    assert reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS).is_clear
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    standing = Mandate.objects.on(DAY).filter(place=world.places[INTO], matter__code="02")
    assert [m.body.name for m in standing] == [f"{chosen}示例公司"]
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="示例", parts=PARTS)
    again = Mandate.objects.on(DAY).filter(matter__code="02", role=MandateRole.LEAD)
    assert set(leads.values()) <= set(again)


def test_who_helps_where_it_comes_to_lead_leads(world: World) -> None:
    bureau = Body.objects.get(pk=world.bodies["county"])
    led, helped = part(world, FROM, bureau), part(world, INTO, bureau, "assist")
    row = reorganising.draft(by=SYSTEM, at=AT, instrument=read_instrument(MERGER))
    assert reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS).is_clear
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    standing = Mandate.objects.on(DAY).filter(place=world.places[INTO], matter__code="02")
    assert [(m.body, m.role) for m in standing] == [(bureau, "lead")]
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="示例", parts=PARTS)
    again = Mandate.objects.on(DAY).filter(matter__code="02", body=bureau)
    assert {led, helped} <= set(again)
