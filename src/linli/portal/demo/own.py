"""What the demo shows of acting for someone else, of an objection and of one's own data (示例)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.domain.cases import actions
from linli.domain.cases.models import Case
from linli.domain.cases.states import State
from linli.domain.territory import queries as tree
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Refusal
from linli.portal.demo import names
from linli.portal.demo.crew import Crew
from linli.portal.demo.logins import COMMUNITY
from linli.portal.demo.plan import Story, Turns
from linli.portal.demo.play import play

VILLAGE = ("140429", "韩北镇", "桥南村")  # 武乡县
FIRST = 900_001  # numbers beyond those of the drawn stories

# place, who rings or comes, how they wish to be told, matter, words, result, how it goes
SCENES = (
    ("community", "phone", "call", "02/02", "phone"),
    ("community", "counter", "call", "04/01", "counter"),
    ("community", "phone", "visit", "02/09", "visit"),
    ("village", "phone", "call", "02/03", "village"),
    ("village", "counter", "call", "01/01", "village2"),
    ("community", "web", "", "03/02", "objection"),
    ("community", "web", "", "01/08", "erasure"),
)
WORDS = {
    "phone": ("楼门口的路灯坏了，我看不清台阶，孩子帮我打的电话（示例）。", "灯头已更换（示例）。"),
    "counter": ("单元电梯间没人打扫，我腿脚不便，到窗口来说一声（示例）。", "物业已清扫（示例）。"),
    "visit": ("屋里暖气不热，我不会用手机，请上门告诉我（示例）。", "排气后温度已达标（示例）。"),
    "village": ("去 60 亩大葱地的路让雨水冲断了，三轮车过不去（示例）。", "路已垫平压实（示例）。"),
    "village2": ("村口垃圾桶满了没人清（示例）。", "已清运（示例）。"),
    "objection": ("院墙外绿地堆满杂物（示例）。", ""),
    "erasure": ("公厕的灯不亮，后来自己好了（示例）。", ""),
}
OBJECTION = "这片绿地是公共绿地，不是小区的（示例）。"
ERASURE = "事情已经没有了，请删除我的电话（示例）。"


def play_own(*, crew: Crew, until: datetime, zone: ZoneInfo) -> int:
    """Play these scenes once, whoever is killed half-way; return how many there are."""
    told = 0
    for story, kind in _stories(until, zone):
        case = play(story, crew=crew, until=until, zone=zone)
        told += 1
        if kind == "objection" and case.state == State.REFUSED:
            _object(case)
        if kind == "erasure" and case.state == State.WITHDRAWN:
            _ask(case)
    return told


def _stories(until: datetime, zone: ZoneInfo) -> Iterator[tuple[Story, str]]:
    at = _morning(until, zone)
    for n, (where, source, tell_by, matter, kind) in enumerate(SCENES):
        place = _place(where)
        if place is None:
            continue
        words, result = WORDS[kind]
        endings = {"objection": "refused", "erasure": "withdrawn"}
        story = Story(
            number=FIRST + n,
            at=at + timedelta(minutes=7 * n),
            place=place,
            matter=matter,
            way="appeal",
            source=source,
            words=words,
            result=result,
            phone=names.phone(FIRST + n),
            name=f"示例{names.SURNAMES[n]}女士",
            filed_for=bool(tell_by),
            tell_by=tell_by,
            turns=Turns(
                ending=endings.get(kind, "rated"),
                accept=5,
                dispatch=3,
                sign=5,
                pace=0.02,
                sent_back=False,
                asked=False,
                failed_check=False,
                rated=False,
                solved=True,
            ),
        )
        yield story, kind


def _morning(until: datetime, zone: ZoneInfo) -> datetime:
    """Return the last working morning that leaves the day's work behind it."""
    day = until.astimezone(zone).date()
    if until.astimezone(zone).time() < time(16):
        day -= timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(8, 40), zone)


def _place(where: str) -> int | None:
    """Return the place of a scene, None where the country is not laid out so far."""
    try:
        if where == "community":
            return tree.by_code(COMMUNITY).pk
        code, town, village = VILLAGE
        here = tree.by_name(town, within=tree.by_code(code).pk).pk
        return tree.by_name(village, within=here).pk
    except Refusal:
        return None


def _object(case: Case) -> None:
    actions.move(
        by=Actor(ActorKind.REPORTER, subject=case.pk),
        at=case.changed_at + timedelta(minutes=30),
        case_id=case.pk,
        move="object",
        supplies={"reason": OBJECTION},
        key=f"demo-object-{case.number}",
    )


def _ask(case: Case) -> None:
    actions.ask(
        by=Actor(ActorKind.REPORTER, subject=case.pk),
        at=case.changed_at + timedelta(minutes=30),
        case_id=case.pk,
        asked="erase",
        words=f"申请删除编号 {case.number} 里的个人信息\n{ERASURE}",
        key=f"demo-erase-{case.number}",
    )
