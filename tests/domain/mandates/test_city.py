"""Who is responsible in the small city: the default template, demo rows, dates, gaps."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.models import Body
from linli.domain.mandates import queries
from linli.domain.mandates.actions import adopt_template, grant, take_back
from linli.domain.mandates.actions.packs import default_pack
from linli.domain.mandates.actions.template import plans_of
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.states import ROOT, Instrument, MandateRole
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


def lead(city: Places, matter: str, code: str, on: date = TODAY) -> str | None:
    found = queries.resolve(matter, city[code].pk, on)
    return Body.objects.get(pk=found.body).name if found else None


@pytest.mark.parametrize(
    ("matter", "code", "name"),
    [
        ("01/05", "140403003001001", "英雄南路街道综合行政执法队"),
        ("05/01/02", "140403100201", "老顶山镇综合行政执法队"),
        ("01/05", "140403400", "潞州区城管局"),  # a zone has no team
        ("02/06", "140403003001", "潞州区供水公司"),
        ("02/06", "1404", "长治市供水公司"),
        ("04/10", "140403003001", "英雄南路街道社区办"),
        ("04/03", "140403003001", "潞州区住建局"),
        ("06/02", "140403003001", "潞州区消防救援大队"),
        ("06/08", "140403003001", "潞州区应急局"),
        ("07/01", "140403003001", "演武社区人民调解委员会"),
        ("07/05", "140403003001", "英雄南路司法所"),
        ("08/03", "140403100201", "潞州区残联"),
        ("09/03", "140428", "长子县生态环境分局"),
        ("12/05", "140403100201", "老顶山镇人民政府"),
        ("12/05", "140403003001", "潞州区农业农村局"),
        ("14/03", "140403003001", "演武社区居民委员会"),
        ("14/01", "140403003001", "英雄南路街道党工委"),
        ("15/01", "140403003001", "潞州区纪委监委"),
        ("99", "140403003001", "英雄南路街道办事处"),
        ("14/01", "1404", None),
        ("06/02", "14", None),
    ],
)
def test_the_default_template(city: Places, matter: str, code: str, name: str | None) -> None:
    assert lead(city, matter, code) == name


def test_a_street_takes_a_matter_over_and_the_brigade_assists(city: Places) -> None:
    street, county = city["140403003"], city["140403"]
    team, fire = body("enforcement", street), body("fire", county)
    terms = {"matter": "06/02", "instrument": Instrument.LIST, "basis": "示例清单第三项"}
    grant(by=SYSTEM, at=AT, body=team, role=MandateRole.LEAD, since=TODAY, **terms)
    grant(
        by=SYSTEM, at=AT, body=fire, role=MandateRole.ASSIST, place=street, since=TODAY,
        duty="到场指导", duty_en="Comes to advise", **terms,
    )  # fmt: skip
    assert lead(city, "06/02/02", "140403003001") == team.name
    assert lead(city, "06/02/02", "140403003001", TODAY - timedelta(days=1)) == fire.name
    assert lead(city, "06/02/02", "140403100201") == fire.name
    told = queries.answer("06/02/02", city["140403003001"].pk, TODAY)
    assert told.lead_part is not None
    assert told.lead_part.in_name_of == told.lead_part.who
    assert {"到场指导"} <= {p.mandate.duty for p in told.helpers}
    assert Entry.objects.filter(procedure="mandate", move="grant").count() == 2


def test_an_ended_mandate_and_an_ended_body_answer_no_more(city: Places) -> None:
    fire = body("fire", city["140403"])
    row = Mandate.objects.get(body=fire, matter__code="06/02")
    take_back(by=SYSTEM, at=AT, mandate=row, on=TOMORROW)
    assert lead(city, "06/02", "140403003001") == fire.name
    assert lead(city, "06/02", "140403003001", TOMORROW) == "潞州区应急局"  # nearest ancestor
    with pytest.raises(Conflict):
        take_back(by=SYSTEM, at=AT, mandate=row, on=TOMORROW)
    justice = body("justice_office", city["140403003"])
    bodies.end(by=SYSTEM, at=AT, body=justice, on=TOMORROW)
    assert lead(city, "07/05", "140403003001", TOMORROW) == "潞州区司法局"


def test_the_fallback_is_a_mandate_and_counts_last(city: Places) -> None:
    culture = "99"  # led by the office itself, not by fallback
    assert not queries.resolve(culture, city["140403003"].pk, TODAY).is_fallback  # type: ignore[union-attr]
    for row in Mandate.objects.filter(matter__code="03", role=MandateRole.LEAD):
        take_back(by=SYSTEM, at=AT, mandate=row, on=TODAY)
    found = queries.resolve("03/01", city["140403003001"].pk, TODAY)
    assert found is not None
    assert found.is_fallback
    assert lead(city, "03/01", "140403003001") == "英雄南路街道办事处"
    assert lead(city, "03/01", "140403") is None


def test_in_whose_name_and_who_answers(city: Places) -> None:
    told = queries.answer("01/05", city["140403003"].pk, TODAY).lead_part
    assert told is not None
    assert told.who.name == "英雄南路街道综合行政执法队"
    assert told.in_name_of.name == "英雄南路街道办事处"
    assert told.answers_suit == told.in_name_of
    office = queries.answer("07/05", city["140403003"].pk, TODAY).lead_part
    assert office is not None
    assert office.in_name_of.name == "潞州区司法局"


def test_of_each_line_only_the_nearest_helps(city: Places) -> None:
    told = queries.answer("06/02", city["140403003001"].pk, TODAY)
    names = [p.who.name for p in told.helpers]
    assert "潞州区供电公司" in names
    assert "长治市供电公司" not in names


def test_gaps_are_listed(city: Places) -> None:
    before = {(g.matter, g.place) for g in queries.gaps(city["140403003"].pk, TODAY)}
    assert before == set()
    at_city = queries.gaps(city["1404"].pk, TODAY)
    assert {g.matter for g in at_city} == {"14/01", "14/02", "14/03", "14/04", "14/05"}
    for row in Mandate.objects.filter(matter__code="03", role=MandateRole.LEAD):
        take_back(by=SYSTEM, at=AT, mandate=row, on=TODAY)
    after = queries.gaps(city["140403003"].pk, TODAY)
    assert {g.matter for g in after} >= {"03/02", "03/03", "03/04"}
    assert all(g.is_fallback for g in after)
    below = queries.gaps(city["140403003001"].pk, TODAY)  # whoever leads above leads here too
    assert {g.matter for g in below} <= {g.matter for g in after}
    assert not any(g.matter.startswith("15") for g in queries.gaps(city["14"].pk, TODAY))


def test_ten_thousand_questions_cost_a_few_queries(city: Places) -> None:
    queries.resolver(TODAY)
    with CaptureQueriesContext(connection) as few:
        ask = queries.resolver(TODAY)
        for code in queries.matter_names():
            for place in city.values():
                ask(code, place.pk)
    assert len(few) <= 4


def test_the_template_again_gives_nothing_and_lacks_no_matter(city: Places) -> None:
    count = Mandate.objects.count()
    again = adopt_template(by=SYSTEM, at=AT, root=city["1404"])
    assert (again.mandates, Mandate.objects.count()) == (0, count)
    held = {p.matter for plans in plans_of("default").values() for p in plans}
    assert held <= {*queries.matter_names(), ROOT}
    assert default_pack().is_file()


def test_the_database_refuses_two_leads(city: Places) -> None:
    row = Mandate.objects.get(body=body("fire", city["140403"]), matter__code="06/02")
    row.pk, row.body = None, body("emergency", city["140403"])
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(Conflict) as told:
        grant(
            by=SYSTEM,
            at=AT,
            matter="06/02",
            body=row.body,
            role=MandateRole.LEAD,
            instrument=Instrument.LIST,
            basis="示例",
            since=TOMORROW,
        )
    assert told.value.code == "mandate_taken"


def test_a_part_begins_again_only_after_it_has_ended(city: Places) -> None:
    fire = body("fire", city["140403"])
    row = Mandate.objects.get(body=fire, matter__code="06/02")
    again = {
        "by": SYSTEM,
        "at": AT,
        "matter": "06/02",
        "body": fire,
        "role": MandateRole.SUPERVISE,
        "instrument": Instrument.LIST,
        "basis": "示例",
    }
    take_back(by=SYSTEM, at=AT, mandate=row, on=TOMORROW)
    for since in (None, TODAY):
        with pytest.raises(Conflict):
            grant(since=since, **again)
    assert grant(since=TOMORROW, **again).pk


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"matter": "77"}, NotFound),
        ({"basis": " "}, Invalid),
        ({"instrument": Instrument.ENTRUSTED}, Invalid),
        ({"by": "other"}, NotPermitted),
    ],
)
def test_a_grant_needs_matter_basis_name_and_right(
    city: Places, change: dict, error: type[Exception]
) -> None:
    given = {
        "by": SYSTEM,
        "at": AT,
        "matter": "06/02",
        "body": body("enforcement", city["140403003"]),
        "role": MandateRole.LEAD,
        "instrument": Instrument.LIST,
        "basis": "示例",
    } | change
    if given["by"] == "other":
        given["by"] = actor("mandates.manage", city["140428"])
    with pytest.raises(error):
        grant(**given)


def test_what_does_not_exist_is_not_found(city: Places) -> None:
    with pytest.raises(NotFound):
        queries.resolve("77", city["1404"].pk, TODAY)
    with pytest.raises(NotFound):
        queries.answer("01", 7, TODAY)
    with pytest.raises(NotFound):
        queries.rule_of("01/99", TODAY)
