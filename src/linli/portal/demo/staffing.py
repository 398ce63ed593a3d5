"""The demo's quotas, lent people and facts of rosters in one district; all of it invented.

They go in through the same acts as an office's: papers, seats, requests answered by a second hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from linli.domain.bodies.actions import staffing
from linli.domain.bodies.models import Appointment, Body, Lending, QuotaPaper
from linli.domain.bodies.rules.lending import LentLimits
from linli.domain.bodies.rules.staffing import QUOTAS
from linli.domain.bodies.states import ADMINISTRATORS, LentKind, LentMove, QuotaAct, QuotaKind
from linli.domain.mandates.queries import threshold
from linli.domain.people import actions as people
from linli.domain.people.models import Person, RosterFact
from linli.domain.people.states import Education
from linli.domain.territory import queries as tree
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.kernel.access import SYSTEM
from linli.portal.demo.logins import COMMUNITY, COUNTY, STREET

MOVED = {"执法": 98, "事业": 27}  # what goes down in one paper, as a district published
SEED = 20260106
Step = Callable[[str], None]


def lay(*, at: datetime, step: Step) -> int:
    """Write the demo's papers, seats, lendings and facts; return how many papers there are.

    Made again, nothing is doubled: the papers are the same.
    """
    step("staffing")
    county, today = tree.by_code(COUNTY), timezone.localdate(at)
    source = _bodies(county.pk, today, "fire")[0]
    office = _bodies(tree.by_code(STREET).pk, today, "office")[0]
    teams = _teams(county.pk, today) or [office]
    first, moved = today - timedelta(days=400), today - timedelta(days=200)
    lines = [f"{source.name},执法,110", f"{source.name},事业,30", f"{office.name},行政,1"]
    _paper(at, county, QuotaAct.APPROVE, "示编〔2024〕12号（示例）", first, lines)
    _paper(at, county, QuotaAct.MOVE, "示编〔2025〕3号（示例）", moved, _down(source, teams))
    if not Lending.objects.exists():
        _sit(at, [office, source, *teams[:3]], today)
        _lend(at, office, source, today)
    _facts(at, county.pk, today)
    return QuotaPaper.objects.count()


def _bodies(place: int, on: date, line: str) -> list[Body]:
    return list(Body.objects.on(on).filter(seat=place, line=line).order_by("id"))


def _teams(county: int, on: date) -> list[Body]:
    towns = [int(p) for p in tree.atlas(on).children(county)]
    rows = Body.objects.on(on).filter(seat__in=towns, line="enforcement")
    return list(rows.order_by("id"))


def _down(source: Body, teams: Sequence[Body]) -> list[str]:
    """Spread what leaves the source over the teams, one by one till nothing is left."""
    lines = []
    for kind, number in MOVED.items():
        lines.append(f"{source.name},{kind},-{number}")
        shares = [number // len(teams) + (n < number % len(teams)) for n in range(len(teams))]
        named = zip(teams, shares, strict=True)
        lines += [f"{team.name},{kind},{share}" for team, share in named if share]
    return lines


def _paper(
    at: datetime, county: Place, act: QuotaAct, document: str, on: date, lines: Sequence[str]
) -> None:
    table = exchange.read("\n".join(("单位,编制类型,增减", *lines)).encode(), QUOTAS)
    told = staffing.decide_quotas(
        by=SYSTEM,
        at=at,
        table=table,
        root=county,
        wish=staffing.PaperWish(
            act=act,
            document=document,
            decided_by="示例区委编办",
            basis="编制资源下沉方案（示例）",
            basis_en="Plan for moving quotas down (sample)",
            on=on,
        ),
    )
    if told.problems:
        raise ValueError(exchange.told(told.problems[0]))


def _holders(body: Body, on: date) -> list[Person]:
    rows = Appointment.objects.on(on).filter(post__body=body)
    rows = rows.exclude(post__role__in=[r.value for r in ADMINISTRATORS]).order_by("id")
    return list({r.person_id: r.person for r in rows.select_related("person")}.values())


def _sit(at: datetime, bodies: Sequence[Body], on: date) -> None:
    """Let up to three people of each body sit on its quota: the office's are over by that."""
    kinds = {"office": QuotaKind.ADMINISTRATIVE}
    for body in bodies:
        kind = kinds.get(body.line, QuotaKind.ENFORCEMENT)
        for who in _holders(body, on)[:3]:
            staffing.sit_on_quota(by=SYSTEM, at=at, person=who, body=body, kind=kind)


def _lend(at: datetime, office: Body, bureau: Body, on: date) -> None:
    """Lend one of the street to the bureau, ask for another, send one to a community."""
    community = Body.objects.on(on).filter(
        seat=tree.by_code(COMMUNITY).pk, kind="community_committee"
    )
    limits = LentLimits(
        *(
            threshold(f"bodies.{key}", office.seat_id, on).number
            for key in ("lent_months", "lent_total", "posted_months")
        )
    )
    plans = (
        (bureau, LentKind.SECONDED, 20, 70, True),
        (bureau, LentKind.SECONDED, -10, 60, False),
        (community.order_by("id")[0], LentKind.GRADUATE, 90, 300, True),
    )
    for number, (who, plan) in enumerate(zip(_holders(office, on)[1:], plans, strict=False), 1):
        destination, kind, ago, ahead, approved = plan
        row = staffing.ask_lending(
            by=SYSTEM,
            at=at,
            person=who,
            home=office,
            destination=destination,
            kind=kind,
            first=on - timedelta(days=ago),
            last=on + timedelta(days=ahead),
            document=f"示组借〔2026〕{number}号（示例）",
            limits=limits,
        )
        if approved:
            staffing.answer_lending(by=SYSTEM, at=at, pk=row.pk, move=LentMove.APPROVE)


def _facts(at: datetime, county: int, on: date) -> None:
    """State year of birth and education of the people in the district's and its streets' bodies."""
    seats = [county, *(int(p) for p in tree.atlas(on).children(county))]
    rows = Appointment.objects.on(on).filter(post__body__seat__in=seats).order_by("person_id")
    known = set(RosterFact.objects.order_by().values_list("person_id", flat=True))
    ids = {i for i in rows.values_list("person_id", flat=True) if i not in known}
    for who, (born, education) in zip(
        Person.objects.filter(pk__in=ids).order_by("id"), _drawn(on), strict=False
    ):
        people.state_facts(by=SYSTEM, at=at, person=who, born=born, education=education)


def _drawn(on: date) -> Iterator[tuple[int, Education]]:
    rng = Random(SEED)  # noqa: S311 - invented, the same each time
    schools = cycle([*[Education.BACHELOR] * 6, *[Education.COLLEGE] * 3, Education.POSTGRADUATE])
    for school in schools:
        yield on.year - rng.randint(25, 58), school
