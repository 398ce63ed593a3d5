"""The demo's lists of powers: one city, one district, two towns, one village; all of it invented.

They go in as an office would bring them in: by documents, each drafted, checked and enacted.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources

from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.mandates import actions
from linli.domain.mandates.actions import Paper
from linli.domain.mandates.models import Demand, GridAdmission, PowerInstrument, PowerList
from linli.domain.mandates.queries import catalogue
from linli.domain.mandates.rules.powers import Said
from linli.domain.mandates.states import (
    AdmissionMove,
    DemandKind,
    InstrumentKind,
    ItemSort,
    LineAct,
    ListKind,
)
from linli.domain.territory import queries as tree
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from linli.portal.demo.logins import CITY, COUNTY, FAR_VILLAGE, STREET, TOWN

PLACES = {"city": CITY, "county": COUNTY, "street": STREET, "town": TOWN, "village": FAR_VILLAGE}
NAMES = {
    ListKind.DUTIES: ("权责清单（示例）", "Powers and duties (sample)"),
    ListKind.GRANTED: ("赋权事项清单（示例）", "Powers received (sample)"),
    ListKind.BASIC: ("基本履职事项清单（示例）", "Basic duties (sample)"),
    ListKind.ASSISTING: ("配合履职事项清单（示例）", "Duties to assist (sample)"),
    ListKind.WITHDRAWN: ("上级部门收回事项清单（示例）", "Taken back (sample)"),
    ListKind.VILLAGE: ("小微权力清单（示例）", "Small village powers (sample)"),
    ListKind.CLEARED: ("已清理事项清单（示例）", "Cleared demands (sample)"),
    ListKind.GRID: ("网格事项准入清单（示例）", "Admitted to the grid (sample)"),
}
# paper -> kind, days before the demo's end on which it comes into force, title, title in English
PAPERS: Mapping[str, tuple[InstrumentKind, int, str, str]] = {
    "duties": (InstrumentKind.LIST, 720, "公布市级权责清单（示例）", "The city's list (sample)"),
    "delegate": (
        InstrumentKind.DELEGATE,
        540,
        "下放、委托一批市级事项（示例）",
        "Powers handed to the district (sample)",
    ),
    "street": (InstrumentKind.DELEGATE, 480, "赋权事项目录（示例）", "Powers received (sample)"),
    "basic": (InstrumentKind.LIST, 300, "公布基本履职清单（示例）", "Basic duties (sample)"),
    "assisting": (InstrumentKind.LIST, 300, "公布配合履职清单（示例）", "Assisting (sample)"),
    "withdrawn": (InstrumentKind.LIST, 300, "公布上级收回清单（示例）", "Taken back (sample)"),
    "village": (InstrumentKind.LIST, 400, "公布村级小微权力清单（示例）", "Small powers (sample)"),
    "cleared": (InstrumentKind.LIST, 200, "清理责任状、一票否决（示例）", "Clearing (sample)"),
    "grid": (InstrumentKind.LIST, 200, "公布网格事项准入清单（示例）", "Grid list (sample)"),
}
BACK = 90  # days ago the city took two items back
TAKEN_BACK = ("SL-F03", "SL-F04")
Step = Callable[[str], None]


def lay(*, at: datetime, step: Step) -> int:
    """Publish the demo's lists, a request for the grid and two demands; return how many lists.

    Made again, nothing is doubled: the documents are the same.
    """
    step("powers")
    today = timezone.localdate(at)
    rows: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in _rows():
        rows.setdefault((row["list"], row["place"], row["paper"]), []).append(row)
    for (kind, place, paper), some in rows.items():
        _enact(at, today, ListKind(kind), PLACES[place], paper, [_said(n, r) for n, r in _no(some)])
    _grid(at, today)
    _take_back(at, today)
    _ask(at)
    return PowerList.objects.count()


def _rows() -> Iterable[dict[str, str]]:
    path = resources.files("linli.portal.demo").joinpath("powers.csv")
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _no(rows: list[dict[str, str]]) -> Iterable[tuple[int, dict[str, str]]]:
    return enumerate(rows, 2)


def _enact(
    at: datetime, today: date, kind: ListKind, code: str, paper: str, lines: list[Said]
) -> PowerInstrument:
    how, ago, title, title_en = PAPERS[paper]
    place = tree.by_code(code)
    name, name_en = NAMES[kind]
    where = tree.named([place.pk])[place.pk]
    listed = actions.open_list(
        by=SYSTEM,
        at=at,
        place=place,
        kind=kind,
        name=f"{where.name}{name}",
        name_en=f"{where.name_en} · {name_en}",
    )
    return _bring(at, listed, how, today - timedelta(days=ago), (title, title_en), lines)


def _bring(
    at: datetime,
    listed: PowerList,
    kind: InstrumentKind,
    on: date,
    titles: tuple[str, str],
    lines: list[Said],
) -> PowerInstrument:
    paper = Paper(
        title=titles[0],
        title_en=titles[1],
        number=f"示例〔{on:%Y}〕{listed.pk % 1000}号",
        decided_by="示例市人民政府",
        effective_on=on,
        kind=kind,
        source="演示数据，均为示例",
    )
    made, _ = actions.draft_instrument(
        by=SYSTEM, at=at, power_list=listed, paper=paper, lines=lines
    )
    if made.enacted_at is None:
        actions.check_instrument(by=SYSTEM, at=at, instrument=made)
        actions.enact_instrument(by=SYSTEM, at=at, instrument=made)
    return made


def _said(row: int, told: dict[str, str]) -> Said:
    here = PLACES[told["place"]]
    helpers = (p.partition("：") for p in told["helpers"].split("；") if p)
    same = ("code", "name", "name_en", "matter", "basis", "duty", "steps", "roles", "limit")
    return Said(
        row,
        sort=ItemSort(told["sort"]),
        mode=told["mode"],
        lead=_body(told["lead"], here),
        source=_body(told["source"], here),
        helpers=tuple((_body(who, here), duty) for who, _, duty in helpers),
        supervision=told["supervision"],
        disclosure=told["disclosure"],
        **{name: told[name] for name in same},
    )


def _body(said: str, here: str) -> str:
    """Return the name of a body by its line, at the place or at one said before a colon."""
    if not said:
        return ""
    where, _, line = said.rpartition(":")
    place: Place = _above(here) if where == "county" else tree.by_code(PLACES.get(where, here))
    rows = Body.objects.filter(seat=place, line=line or said, valid_to=None).order_by("id")
    return rows[0].name


def _above(code: str) -> Place:
    path = tree.atlas().path(tree.by_code(code).pk)
    return Place.objects.get(pk=path[-2])


def _grid(at: datetime, today: date) -> None:
    """Admit what the pack lets a grid do: a first level as one line where all of it may be."""
    found = catalogue()
    off = [c for c in found.named if not found.on_grid(c, (), today).allowed]
    whole = {c for c in found.named if not any(x == c or x.startswith(f"{c}/") for x in off)}
    codes = [c for c in found.named if c in whole and found.matters[c].parent not in whole]
    lines = [
        Said(
            n,
            f"ZR-{code}",
            name=found.matters[code].name,
            name_en=found.matters[code].name_en,
            matter=code,
            basis="示例市网格事项准入办法",
        )
        for n, code in enumerate(codes, 2)
    ]
    if lines:
        _enact(at, today, ListKind.GRID, CITY, "grid", lines)


def _take_back(at: datetime, today: date) -> None:
    listed = PowerList.objects.get(place=tree.by_code(COUNTY), kind=ListKind.GRANTED)
    lines = [Said(n, code, LineAct.END) for n, code in enumerate(TAKEN_BACK, 2)]
    titles = ("收回两项市级事项（示例）", "Two powers taken back (sample)")
    day = today - timedelta(days=BACK)
    _bring(at, listed, InstrumentKind.TAKE_BACK, day, titles, lines)


def _ask(at: datetime) -> None:
    """Let a bureau ask for a matter, now being published, and put two demands to a subdistrict."""
    county, street = tree.by_code(COUNTY), tree.by_code(STREET)
    listed = PowerList.objects.get(place=tree.by_code(CITY), kind=ListKind.GRID)
    bureau = Body.objects.filter(seat=county, line="agriculture", valid_to=None).order_by("id")[0]
    matter = next((c for c in ("12/01", "12/02") if c in catalogue().named), None)
    if matter and not GridAdmission.objects.filter(matter__code=matter).exists():
        row = actions.ask_admission(
            by=SYSTEM,
            at=at - timedelta(days=5),
            power_list=listed,
            body=bureau,
            matter=matter,
            need="示例：网格员熟悉农户，巡查时能早发现、早告知。",
            basis="示例市网格事项准入办法第四条",
            funds="示例：每个网格每年补助示例数额，由区农业农村局拨付。",
        )
        for ago, move in ((4, AdmissionMove.REVIEW), (3, AdmissionMove.PUBLISH)):
            actions.move_admission(
                by=SYSTEM,
                at=at - timedelta(days=ago),
                admission=row,
                move=move,
                supplies={"finding": "示例：必要性成立，依据充分，经费到位。"},
            )
    office = Body.objects.filter(seat=street, line="office", valid_to=None).order_by("id")[0]
    for title in ("示例：年度招商引资目标责任书", "示例：防汛值守责任状"):
        if not Demand.objects.filter(title=title).exists():
            actions.make_demand(
                by=SYSTEM,
                at=at - timedelta(days=2),
                sender=bureau,
                receiver=office,
                kind=DemandKind.LETTER,
                title=title,
            )
