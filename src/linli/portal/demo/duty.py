"""The demo's rotas and duty books: invented, marked 示例; a week back, two weeks ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import DutyShift, Post
from linli.domain.bodies.rules.rota import ROTA
from linli.domain.bodies.states import BookLine, Role
from linli.domain.territory import queries as tree
from linli.foundation.exchange import queries as exchange
from linli.kernel.access import SYSTEM, Actor, ActorKind
from linli.portal.demo.logins import CITY, COMMUNITY, COUNTY, STREET

BACK, AHEAD = 7, 14  # days
Step = Callable[[str], None]

# place, line of the body, roles that lead, roles on duty
ROTAS = (
    (CITY, "command", (Role.CITY_DESK,), (Role.VERIFIER, Role.CALL_BACK_OFFICER)),
    (COUNTY, "command", (Role.COUNTY_DESK,), (Role.VERIFIER, Role.CALL_BACK_OFFICER)),
    (
        STREET,
        "office",
        (Role.LEADER_IN_CHARGE, Role.SUBDISTRICT_SECRETARY),
        (Role.SUBDISTRICT_DESK, Role.VERIFIER, Role.CALL_BACK_OFFICER),
    ),
    (COMMUNITY, "committee", (Role.COMMUNITY_SECRETARY,), (Role.COMMUNITY_DESK,)),
)
BOOK = (
    (BookLine.CALL, "示例：21:40 居民来电，反映单元门口路灯不亮，已记下地点。"),
    (BookLine.DONE, "示例：已到现场看过，先拉警示带，报物业连夜更换。"),
    (BookLine.HANDED_OVER, "示例：请早班上午复查路灯，并回电告知来电居民。"),
)


def plan(*, at: datetime, step: Step) -> int:
    """Plan the rotas and write the books of the nights that are over; return how many shifts."""
    step("duty")
    made = sum(_plan(at, *rota) for rota in ROTAS)
    _write_books(at)
    return made


def _plan(
    at: datetime, code: str, line: str, leading: Sequence[Role], working: Sequence[Role]
) -> int:
    first = timezone.localdate(at) - timedelta(days=BACK)
    place = tree.by_code(code).pk
    body = next(b for b in queries.directory().seated[place] if b.line == line)
    leaders, officers = _people(place, leading), _people(place, working)
    days = [first + timedelta(days=n) for n in range(BACK + AHEAD + 1)]
    rows = [
        f"{d},{leaders[d.toordinal() % len(leaders)]},{officers[d.toordinal() % len(officers)]}"
        for d in days
    ]
    data = "\n".join(("日期,带班领导,值班员", *rows)).encode()
    # as it was brought in before its first day: what has begun is history
    begun = at - timedelta(days=BACK + 2)
    told = actions.import_rota(
        by=SYSTEM, at=begun, table=exchange.read(data, ROTA), body_id=body.id
    )
    if told.problems:
        raise ValueError([exchange.told(p) for p in told.problems])
    return told.made


def _people(place: int, roles: Sequence[Role]) -> list[str]:
    """Return who holds such a post at a place, as a rota names them: 姓名（岗位）."""
    held = Post.objects.filter(place_id=place, role__in=[r.value for r in roles], valid_to=None)
    rows = held.filter(appointments__valid_to=None).order_by("id", "appointments__person_id")
    names = Counter(rows.values_list("appointments__person__name", "title"))
    return [f"{name}（{title}）" for (name, title), n in names.items() if name and n == 1]


def _write_books(at: datetime) -> None:
    shifts = DutyShift.objects.filter(ends_at__lte=at).order_by("starts_at")
    for shift in shifts.prefetch_related("officers"):
        officer = shift.officers.all()[0].person_id
        night = shift.starts_at + timedelta(hours=14)
        for n, (line, words) in enumerate(BOOK):
            when = night + timedelta(minutes=20 * n)
            key = f"demo-{shift.pk}-{n}"
            who = _actor(officer)
            actions.note(by=who, at=when, shift_id=shift.pk, line=line, words=words, key=key)
        after = queries.next_shift(shift)
        if after is not None and shift.signed_at is None:
            by = _actor(after.officers.all()[0].person_id)
            actions.hand_over(by=by, at=shift.ends_at, shift_id=shift.pk)


def _actor(person: int) -> Actor:
    return Actor(ActorKind.PERSON, person=person)
