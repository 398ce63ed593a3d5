"""What must stand before the mayor's five minutes begin, and which pages are opened for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.domain.territory.states import Level
from linli.kernel.access import SYSTEM, Actor
from linli.portal.demo import names, ways
from linli.portal.demo.crew import Crew
from linli.portal.demo.logins import COMMUNITY, STREET
from linli.portal.demo.plan import Story, Turns
from linli.portal.demo.play import file, play

NEIGHBOUR, ANSWERED = 990_001, 990_002  # numbers beyond those of the drawn stories
MATTER = "06/02"
DRAFT = "示例〔草〕1号"
NEXT_STREET, MERGED = "140403004", "140403099"  # with the street of the story, what they become
WORDS = "三单元楼道堆了电动车，有人飞线充电，插座发烫（示例）。"
ANSWERED_WORDS = "楼道灯不亮，晚上摸黑上楼（示例）。"
RESULT = "灯头已更换，当晚复亮（示例）。"
_STEADY = Turns(
    ending="rated",
    accept=5,
    dispatch=3,
    sign=5,
    pace=0.05,
    sent_back=False,
    asked=False,
    failed_check=False,
    rated=False,
    solved=True,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story needs to know: the sign by the stair door, a case that waits for its rating.

    `sign` stands in an old yard of 演武社区 without property service.
    """

    sign: str
    number: str
    code: str
    answered: str  # the id of that case
    draft: int  # an instrument that is drafted and never enacted

    @property
    def pages(self) -> tuple[tuple[str, str, str], ...]:
        """Minute, the demo's login ("" for a resident) and address of each step."""
        return (
            ("0:00", "city", "/board/?wall=1"),
            ("0:25", "", f"/q/{self.sign}"),
            ("1:00", "community", "/cases/?view=open&sort=newest"),
            ("2:30", "town_grid", "/cases/event/"),
            ("3:00", "village_head", "/cases/behalf/"),
            ("3:30", "community", "/search/?q=桥上乡"),
            ("3:30", "system", f"/map/changes/{self.draft}/check/"),
            ("4:05", "city", "/board/"),
            ("4:30", "", "/cases/track/"),
        )


def prepare(*, crew: Crew, publishers: Sequence[Actor], until: datetime, zone: ZoneInfo) -> Stage:
    """Let yesterday's neighbour and the answered case happen once; return what to open."""
    yard = _yard()
    root = tree.by_code(COMMUNITY).pk
    sign = territory.make_signs(by=SYSTEM, at=until, root=root, places=[yard])[yard]
    neighbour = _story(NEIGHBOUR, yard, until - timedelta(days=1, hours=1), WORDS)
    known = play(neighbour, crew=crew, until=until, zone=zone)
    ways.publish_one(known, by=publishers, at=until)
    answered = _story(ANSWERED, yard, until - timedelta(days=4), ANSWERED_WORDS, "02/02")
    play(answered, crew=crew, until=until, zone=zone)
    told = file(answered, crew)  # the same key answers with the same receipt
    return Stage(sign, told.number, told.tracking_code, str(told.case), draft_merger(until))


def draft_merger(at: datetime) -> int:
    """Draft the merger of two streets once, not enacted; return its number.

    It also parts 演武社区, and does not say where two of its grids go nor who is its heir: three
    questions that the check cannot answer alone.
    """
    held = Reorganisation.objects.filter(document=DRAFT).values_list("pk", flat=True).first()
    if held is not None:
        return held
    yard = tree.by_code(COMMUNITY).pk
    ids = [int(i) for i in tree.atlas().children(yard)]
    grids = sorted(place.code for place in tree.named(ids).values())
    parts = [
        {"to": {"code": f"{MERGED}{n:03d}", "name": name}, "takes": some}
        for n, name, some in ((1, "演武东社区", grids[2:]), (2, "演武西社区", []))
    ]
    to = {"code": MERGED, "name": "英雄街道", "kind": "subdistrict", "parent": STREET[:6]}
    instrument = {
        "title": "关于合并两个街道、拆分演武社区的请示（示例，未施行）",
        "document": DRAFT,
        "decided_by": "示例机关",
        "effective": (at + timedelta(days=30)).date().isoformat(),
        "changes": [
            {"verb": "merge", "from": [STREET, NEXT_STREET], "to": to},
            {"verb": "split", "place": COMMUNITY, "parts": parts},
        ],
    }
    return reorganising.draft(by=SYSTEM, at=at, instrument=read_instrument(instrument)).pk


def _yard() -> int:
    """Return the first building of 演武社区, or its first grid where no buildings are laid out."""
    atlas = tree.atlas()
    below = [int(i) for i in atlas.subtree(tree.by_code(COMMUNITY).pk)]
    kinds = (Level.BUILDING, Level.GRID)
    return next(i for level in kinds for i in below if atlas.level(i) == level)


def _story(number: int, place: int, at: datetime, words: str, matter: str = MATTER) -> Story:
    return Story(
        number=number,
        at=at,
        place=place,
        matter=matter,
        way="appeal",
        source="web",
        words=words,
        result=RESULT,
        phone=names.phone(number),
        name="示例女士",
        filed_for=False,
        turns=_STEADY,
    )
