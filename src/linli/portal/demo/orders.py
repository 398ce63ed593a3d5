"""The demo's orders from above: invented rows of four platforms, some answered, some due tonight.

They go in as files do: through the platform's form, by the action that the command calls.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.domain.cases import actions
from linli.domain.cases.actions.ordering import answered
from linli.domain.cases.actions.orders import OrderFile, import_orders
from linli.domain.cases.actions.sources import source_of
from linli.domain.cases.models import Case, Order
from linli.domain.cases.queries.files import table_of
from linli.domain.cases.queries.labels import default_rules
from linli.domain.cases.queries.platforms import shipped
from linli.domain.cases.states import MoveName, Permission, State
from linli.domain.territory import queries as tree
from linli.domain.territory.states import Level
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Refusal
from linli.portal.demo.crew import Crew
from linli.portal.demo.logins import COUNTY, STREET
from linli.portal.demo.picture import evidence

SEED = 1404
# How long before the end each lot came, how many of each platform, and how far it has come.
LOTS = ((66, 4, "answered"), (42, 3, "told"), (20, 4, "in_hand"), (3, 4, "filed"))

MATTERS: tuple[tuple[str, str], ...] = (
    ("市容环境", "示例：{place}路口摆摊占道，行人只能走机动车道，希望管一管。"),
    ("物业管理", "示例：{place}小区电梯又停了，家里有老人上下楼不方便。"),
    ("城市建设", "示例：{place}门前的路灯坏了三天，晚上看不清路。"),
    ("环境保护", "示例：{place}楼下烧烤油烟很大，开不了窗。"),
    ("交通出行", "示例：{place}北门外停车压了盲道。"),
    ("安全生产", "示例：{place}楼道里堆着纸箱和旧家具，还停了电动车。"),
)
RESULT = "示例：已到现场处理，当事人已整改，并告知今后不得再犯。"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an order of the demo lies: names of its town and community."""

    town: str
    community: str


def lay(*, at: datetime, crew: Crew) -> int:
    """Take the demo's orders in and work the older ones; return how many there are.

    Made again, nothing is doubled: the numbers are the same.
    """
    dice = Random(SEED)  # noqa: S311 - a sample, no secret
    spots = _spots()
    for ago, each, stage in LOTS:
        came = at - timedelta(hours=ago)
        for platform in (p for p in shipped().values() if not p.link_only):
            rows = list(_rows(dice, platform.code, spots, came, each, stage))
            _take(platform.code, rows, came)
    _work(at, crew)
    return Order.objects.count()


def _take(code: str, rows: list[dict[str, str]], came: datetime) -> None:
    platform = shipped()[code]
    titles = {name: t[0] for name, t in platform.form["columns"].items()}
    text = io.StringIO()
    writer = csv.writer(text)
    names = [n for n in titles if any(n in row for row in rows)]
    writer.writerow([titles[n] for n in names])
    writer.writerows([[row.get(n, "") for n in names] for row in rows])
    table = table_of("orders", platform, text.getvalue().encode())
    root = tree.by_code(COUNTY).pk
    file = OrderFile(source_of(platform), platform, table, root, root, default_rules())
    import_orders(by=SYSTEM, at=came, file=file)


def _rows(
    dice: Random, code: str, spots: list[Spot], came: datetime, each: int, stage: str
) -> Iterator[dict[str, str]]:
    for n in range(each):
        spot = spots[(n * 7 + len(stage)) % len(spots)] if n else spots[0]
        label, words = MATTERS[dice.randrange(len(MATTERS))]
        received = came - timedelta(minutes=dice.randrange(10, 90))
        # those that came last are due tonight: before our own limit
        due = received + timedelta(hours=9 + n if stage == "filed" else 72 + dice.randrange(48))
        yield {
            "number": f"示例{code.upper()}-{came:%m%d%H}-{n + 1:03}",
            "received": _said(received),
            "sign_by": _said(received + timedelta(hours=4)),
            "due": _said(due),
            "text": words.format(place=spot.community.removesuffix("社区")),
            "label": label,
            "district": tree.named([tree.by_code(COUNTY).pk])[tree.by_code(COUNTY).pk].name,
            "town": spot.town,
            "community": spot.community,
            "address": f"{dice.randrange(1, 30)}号楼前（示例）",
            "name": "示例来电人",
            "phone": f"1000000{dice.randrange(1000, 9999)}",
        }


def _said(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def _spots() -> list[Spot]:
    """Return communities of the county, those of the story's street first."""
    atlas = tree.atlas()
    towns = [int(i) for i in atlas.children(tree.by_code(COUNTY).pk)]
    first = tree.by_code(STREET).pk
    found = []
    for town in sorted(towns, key=lambda i: i != first):
        below = [int(i) for i in atlas.children(town) if atlas.level(int(i)) == Level.COMMUNITY]
        found += [(town, c) for c in below[: 12 if town == first else 2]]
    names = tree.named({i for pair in found for i in pair})
    return [Spot(names[t].name, names[c].name) for t, c in found]


def _work(at: datetime, crew: Crew) -> None:
    """Work what came before today, as far as each lot has come."""
    for ago, _, stage in LOTS:
        if stage == "filed":
            continue
        came = at - timedelta(hours=ago)
        for order in Order.objects.filter(came_at=came).select_related("case", "source"):
            if order.case.state == State.FILED:
                _turns(order, came, stage, crew)


def _turns(order: Order, came: datetime, stage: str, crew: Crew) -> None:
    case, at = order.case, came
    try:
        for move in (MoveName.ACCEPT, MoveName.DISPATCH, MoveName.SIGN_FOR):
            at += timedelta(minutes=25)
            case = _move(case, move, at, crew)
        if stage == "in_hand":
            return
        at += timedelta(hours=4)
        case = _move(case, MoveName.HANDLE, at, crew)
        if case.state == State.HANDLED:
            at += timedelta(hours=1)
            case = _move(case, MoveName.VERIFY_PASS, at, crew)
        if stage == "answered":
            answered(by=SYSTEM, at=at + timedelta(hours=1), order_id=order.pk)
    except (Refusal, LookupError):
        return  # nobody there, or a rule says no: it stays where it is, as in a real office


def _move(case: Case, move: str, at: datetime, crew: Crew) -> Case:
    body, permission = {
        MoveName.ACCEPT: (case.desk_id, Permission.ACCEPT),
        MoveName.DISPATCH: (case.desk_id, Permission.DISPATCH),
        MoveName.SIGN_FOR: (case.lead_id, Permission.SIGN),
        MoveName.HANDLE: (case.lead_id, Permission.HANDLE),
        MoveName.VERIFY_PASS: (case.verifier_id, Permission.VERIFY),
    }[MoveName(move)]
    by: Actor | None = crew.of(body, permission, but=case.handled_by_id)
    if by is None:
        raise LookupError(move)
    supplies: dict[str, object] = {}
    if move == MoveName.HANDLE:
        supplies = {"result": RESULT, **evidence(case, by=by, at=at)}
    return actions.move(by=by, at=at, case_id=case.pk, move=move, supplies=supplies)
