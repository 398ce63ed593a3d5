"""Coverage: two shares by a definition, never without their denominator; attached by days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.bodies import actions
from linli.domain.bodies.actions import coverage as attaching
from linli.domain.bodies.models import Body, Coverage, CoverageRule
from linli.domain.bodies.queries.coverage import coverage, covers_of
from linli.domain.bodies.queries.ties import coverage_of
from linli.domain.bodies.rules.coverage import COVERAGE, Cover, Share, covered
from linli.domain.bodies.states import BodyKind, CoverageOf, Covering
from linli.foundation.exchange import queries as exchange
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = timedelta(days=1)
STREET, COMMUNITY, OTHER = "140403003", "140403003001", "140403100201"
BOTH = {"joint": True, "by_organisation": True}
ORGANISATION, WORK = Covering.ORGANISATION, Covering.WORK


def test_full_coverage_does_not_follow_from_the_articles_figures() -> None:
    """455 firms, 138 organisations, 94 instructors (R10)."""
    firms = range(455)
    rows = [Cover(ORGANISATION, n, n) for n in range(138)]
    rows += [Cover(WORK, None, 138 + n) for n in range(94)]
    organisation, work = covered(firms, rows, **BOTH).within(firms)
    assert organisation == Share(138, 455)
    assert work == Share(232, 455)
    assert [round(100 * (s.rate or 0), 1) for s in (organisation, work)] == [30.3, 51.0]
    # only joint branches, and instructors of several firms each, would make it full
    joint = [Cover(ORGANISATION, n % 138, n) for n in firms]
    assert covered(firms, joint, **BOTH).within(firms)[0] == Share(455, 455)
    alone = covered(firms, joint, joint=False, by_organisation=True)
    assert alone.within(firms)[0] == Share(0, 455)
    shared = rows[:138] + [Cover(WORK, None, n) for n in range(138, 455)]
    assert covered(firms, shared, **BOTH).within(firms) == (Share(138, 455), Share(455, 455))


def test_of_nothing_there_is_no_rate() -> None:
    assert Share(0, 0).rate is None
    assert covered([], [Cover(ORGANISATION, 1, 1)], **BOTH).within([]) == (Share(0, 0), Share(0, 0))


ROWS = st.lists(st.builds(Cover, st.sampled_from(Covering), st.integers(1, 4), st.integers(0, 9)))


@given(st.frozensets(st.integers(0, 9)), ROWS, st.booleans(), st.booleans())
def test_shares_are_of_the_things_and_add_up(things, rows, joint, by_organisation) -> None:
    found = covered(things, rows, joint=joint, by_organisation=by_organisation)
    for share in found.within(things):
        assert 0 <= share.covered <= share.of == len(things)
    half = {t for t in things if t % 2}
    for whole, a, b in zip(
        found.within(things), found.within(half), found.within(things - half), strict=True
    ):
        assert whole == Share(a.covered + b.covered, a.of + b.of)
    assert found.neither | found.organisation | found.work == things
    if by_organisation:
        assert found.organisation <= found.work
    wider = covered(things, rows, joint=True, by_organisation=by_organisation)
    assert found.organisation <= wider.organisation


def firm(name: str, place: Places, code: str = COMMUNITY) -> Body:
    return actions.found(
        by=SYSTEM, at=AT, kind=BodyKind.COMPANY, name=name, seat=place[code], valid_from=TODAY
    )


def _in_county(city: Places) -> list[int]:
    return [p.pk for code, p in city.items() if code.startswith("140403")]


def branch_of(city: Places) -> Body:
    return Body.objects.get(kind=BodyKind.BRANCH, seat=city[COMMUNITY])


def test_a_joint_branch_and_an_instructor_by_days(city: Places) -> None:
    one, two, three = (firm(f"示例企业{n}", city) for n in "甲乙丙")
    firm("示例别处企业", city, OTHER)
    branch, guide = branch_of(city), person("示例指导员")
    for unit in (one, two):
        attaching.attach(by=SYSTEM, at=AT, branch=branch, unit=unit)
    row = attaching.attach(by=SYSTEM, at=AT, branch=branch, instructor=guide, unit=three)
    same = attaching.attach(by=SYSTEM, at=AT, branch=branch, instructor=guide, unit=three)
    assert same == row
    report = coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY)
    assert (report.whole.organisation, report.whole.work) == (Share(2, 3), Share(3, 3))
    assert [f.place for f in report.below if f.work.of] == [city[COMMUNITY].pk]
    county = coverage(city["140403"].pk, CoverageOf.FIRMS, TODAY)
    firms = Body.objects.filter(kind=BodyKind.COMPANY, seat__in=_in_county(city)).count()
    assert county.whole.organisation == Share(2, firms)
    assert len(county.neither) == firms - 3
    before = coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY - DAY)
    assert before.whole.work == Share(0, 0)  # nothing was there: nothing to cover
    attaching.detach(by=SYSTEM, at=AT, coverage=row, on=TODAY + DAY)
    after = coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY + DAY)
    assert after.neither == ((three.pk, city[COMMUNITY].pk),)
    with pytest.raises(Conflict, match="coverage_ended"):
        attaching.detach(by=SYSTEM, at=AT, coverage=row, on=TODAY + DAY)
    assert [c.unit for c in covers_of(branch.pk, TODAY + DAY)] == [one, two]
    (told,) = coverage_of(one, TODAY)
    assert told.branch is not None
    assert (told.branch.id, told.row.kind) == (branch.pk, ORGANISATION)
    assert coverage_of(one, TODAY - DAY) == []
    actions.end(by=SYSTEM, at=AT, body=one, on=TODAY + DAY)  # a firm that closes is not counted
    assert coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY + DAY).whole.organisation == Share(
        1, 2
    )


def test_a_branch_on_a_grid(city: Places) -> None:
    attaching.attach(by=SYSTEM, at=AT, branch=branch_of(city), place=city["140403003001001"])
    report = coverage(city[COMMUNITY].pk, CoverageOf.GRIDS, TODAY)
    assert report.whole.organisation == Share(1, 2)
    assert report.neither == ((city["140403003001002"].pk,) * 2,)
    assert coverage(city[COMMUNITY].pk, CoverageOf.ESTATES, TODAY).whole.work == Share(0, 0)


def test_a_definition_is_a_row_that_holds_for_its_days(city: Places) -> None:
    said = {
        "by": SYSTEM,
        "at": AT,
        "of": CoverageOf.FIRMS,
        "joint": False,
        "by_organisation": False,
        "words": "示例：只算单独建立的党组织",
        "basis": "示例文件",
        "valid_from": TODAY,
    }
    attaching.state_coverage_rule(**said, kinds=["company"])
    for n in "甲乙":
        attaching.attach(by=SYSTEM, at=AT, branch=branch_of(city), unit=firm(f"示例{n}", city))
    assert coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY).whole.organisation == Share(0, 2)
    yesterday = coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY - DAY).rule
    assert (yesterday.joint, yesterday.valid_to) == (True, TODAY)
    for wrong, code in (
        ({"kinds": ["company", "grid"]}, "coverage_kinds_mixed"),
        ({"kinds": []}, "coverage_kinds_mixed"),
        ({"kinds": ["company"], "words": ""}, "coverage_words_missing"),
        ({"kinds": ["company"], "basis": ""}, "coverage_basis_missing"),
        ({"kinds": ["company"]}, "coverage_rule_stands"),
    ):
        with pytest.raises((Invalid, Conflict), match=code):
            attaching.state_coverage_rule(**said | wrong)
    CoverageRule.objects.filter(of=CoverageOf.GRIDS).delete()
    with pytest.raises(NotFound, match="coverage_undefined"):
        coverage(city[STREET].pk, CoverageOf.GRIDS, TODAY)


def test_the_definition_nearest_upward_counts(city: Places) -> None:
    for n in "甲乙":
        attaching.attach(by=SYSTEM, at=AT, branch=branch_of(city), unit=firm(f"示例{n}", city))
    said = {
        "at": AT,
        "of": CoverageOf.FIRMS,
        "kinds": ["company"],
        "joint": False,
        "by_organisation": True,
        "words": "示例：联合党组织不算",
        "basis": "示例文件",
        "valid_from": TODAY,
    }
    with pytest.raises(NotPermitted):  # who manages one district states nothing for the city
        attaching.state_coverage_rule(
            by=actor("bodies.manage", city["140403"]), place=city["1404"], **said
        )
    with pytest.raises(NotPermitted):
        attaching.state_coverage_rule(by=actor("bodies.manage", city["140403"]), **said)
    by = actor("bodies.manage", city["140403"])
    row = attaching.state_coverage_rule(by=by, place=city["140403"], **said)
    with pytest.raises(Conflict, match="coverage_rule_stands"):
        attaching.state_coverage_rule(by=by, place=city["140403"], **said)
    shares = {
        code: coverage(city[code].pk, CoverageOf.FIRMS, TODAY).whole.organisation.covered
        for code in ("1404", "140403", STREET, COMMUNITY)
    }
    assert shares == {"1404": 2, "140403": 0, STREET: 0, COMMUNITY: 0}
    before = coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY - DAY).rule
    assert (before.place_id, before.valid_to) == (None, None)
    nearer = said | {"joint": True, "words": "示例：联合党组织算"}
    attaching.state_coverage_rule(by=SYSTEM, place=city[STREET], **nearer)
    assert coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY).whole.organisation == Share(2, 2)
    # the district counts all below it by its own, so that the parts make the whole
    report = coverage(city["140403"].pk, CoverageOf.FIRMS, TODAY)
    assert report.rule == row
    assert sum(f.organisation.covered for f in report.below) == 0


def test_what_cannot_be_attached(city: Places) -> None:
    branch, unit = branch_of(city), firm("示例企业", city)
    office = body("office", city[STREET])
    given = {"at": AT}
    wrong = (
        ({"branch": branch}, "coverage_of_one"),
        ({"branch": branch, "unit": unit, "place": city[COMMUNITY]}, "coverage_of_one"),
        ({"unit": unit}, "coverage_by_nobody"),
        ({"branch": office, "unit": unit}, "coverage_by_no_party"),
    )
    for said, code in wrong:
        with pytest.raises(Invalid, match=code):
            attaching.attach(by=SYSTEM, **given, **said)
    with pytest.raises(NotPermitted):
        attaching.attach(
            by=actor("bodies.manage", city["140428"]), **given, branch=branch, unit=unit
        )
    assert not Coverage.objects.exists()


def test_a_table_goes_in_whole_or_not_at_all(city: Places) -> None:
    for n in "甲乙丙":
        firm(f"示例企业{n}", city)
    branch = branch_of(city)
    person("示例指导员")
    head = "覆盖对象,党组织,党建工作指导员,起始日期,依据\n"
    rows = [
        f"示例企业甲,{branch.name},,,",
        f"示例企业乙,{branch.name},,2026-02-01,示例",
        "示例企业丙,,示例指导员,,",
        f"第一网格,{branch.name},,,",
    ]

    def brought(lines: list[str], *, dry_run: bool = False) -> attaching.CoverageOutcome:
        table = exchange.read((head + "\n".join(lines)).encode(), COVERAGE)
        return attaching.import_coverage(
            by=SYSTEM, at=AT, table=table, root=city[STREET], dry_run=dry_run
        )

    bad = brought([*rows, "没有的企业,,,,", "示例企业甲,没有的支部,,,"])
    assert (bad.written, [p.row for p in bad.problems], Coverage.objects.count()) == (
        False,
        [6, 7],
        0,
    )
    tried = brought(rows, dry_run=True)
    assert (tried.made, Coverage.objects.count()) == (4, 0)
    assert (brought(rows).made, Coverage.objects.count()) == (4, 4)
    again = brought(rows)
    assert (again.made, again.already) == (0, 4)


def test_a_report_reads_little_however_much_there_is(city: Places) -> None:
    for n in range(12):
        attaching.attach(by=SYSTEM, at=AT, branch=branch_of(city), unit=firm(f"示例{n}", city))
    coverage(city[STREET].pk, CoverageOf.FIRMS, TODAY)
    with CaptureQueriesContext(connection) as asked:
        coverage(city["140403"].pk, CoverageOf.FIRMS, TODAY)
    assert len(asked) <= 4  # the marks of tree and bodies, the definition, the rows
