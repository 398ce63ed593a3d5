"""Plays the demo's stories through the real actions: a person could make every entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from linli.domain.bodies import queries as bodies
from linli.domain.cases import actions
from linli.domain.cases.actions import Contact, Filed, Filing
from linli.domain.cases.models import Case
from linli.domain.cases.states import MoveName, Permission, State
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind
from linli.kernel.errors import Refusal
from linli.portal.demo.crew import Crew
from linli.portal.demo.picture import evidence, needs_evidence
from linli.portal.demo.plan import Story

OPENS, CLOSES = time(8, 30), time(17, 40)
MOST_TURNS = 16


@dataclass(slots=True)
class Scene:
    """One story on stage: the case as it stands, the time, and which of its turns have happened."""

    story: Story
    crew: Crew
    until: datetime
    zone: ZoneInfo
    case: Case
    at: datetime
    happened: set[str] = field(default_factory=set)

    def once(self, what: str) -> bool:
        """Tell whether this happens now for the first time."""
        new = what not in self.happened
        self.happened.add(what)
        return new


@dataclass(frozen=True, slots=True)
class Turn:
    """One move: after how many minutes, by whom, with what."""

    minutes: float
    move: str
    by: Actor | None
    supplies: dict[str, Any] = field(default_factory=dict)
    office: bool = True  # office hours only


def play(
    story: Story, *, crew: Crew, until: datetime, zone: ZoneInfo, most: int = MOST_TURNS
) -> Case:
    """File a story's case and make its turns until it ends or `until` comes; return the case.

    `most` breaks off after so many turns, those made before included: the case stays as open as
    it is then.
    """
    case = Case.objects.get(pk=file(story, crew).case)
    scene = Scene(story, crew, until, zone, case, story.at)
    for _ in range(max(0, most + 1 - case.seq) if most < MOST_TURNS else most):
        turn = _next(scene)
        if turn is None or turn.by is None or not _make(scene, turn):
            break
    return scene.case


def file(story: Story, crew: Crew) -> Filed:
    """File a story's case, or answer again with its receipt."""
    return actions.file(
        by=_filer(story, crew), at=story.at, filing=_filing(story), key=f"demo-{story.number}"
    )


def _filer(story: Story, crew: Crew) -> Actor:
    if story.way == "grid":
        return crew.grids[story.place]
    if story.source == "web":
        return ANONYMOUS
    path = bodies.desk_of(story.place, story.at.date())
    return crew.of(path.id if path else None, Permission.FILE) or ANONYMOUS


def _filing(story: Story) -> Filing:
    on_the_spot = story.turns.ending == "settled" and not needs_evidence(story.matter, story.at)
    return Filing(
        matter=story.matter,
        place=story.place,
        words=story.words,
        source=story.source,
        procedure="grid_event" if story.way == "grid" else "appeal",
        contact=Contact(phone=story.phone, name=story.name),
        filed_for=story.filed_for,
        tell_by=story.tell_by,
        whose="own" if story.filed_for and story.phone else "",
        settled=story.result if on_the_spot else "",
    )


def _make(scene: Scene, turn: Turn) -> bool:
    """Make a turn at its time; False once that lies beyond the end or a rule says no."""
    at = scene.at + timedelta(minutes=turn.minutes)
    at = _office_time(at, scene.zone) if turn.office else at
    if at >= scene.until or turn.by is None:
        return False
    try:
        scene.case = actions.move(
            by=turn.by, at=at, case_id=scene.case.pk, move=turn.move, supplies=turn.supplies
        )
    except Refusal:
        return False
    scene.at = at
    return True


def _office_time(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment itself, or the next morning if nobody is at the desk then."""
    local = at.astimezone(zone)
    if local.time() < OPENS:
        return datetime.combine(local.date(), OPENS, zone) + timedelta(minutes=local.minute / 3)
    if local.time() > CLOSES:
        morning = datetime.combine(local.date() + timedelta(days=1), OPENS, zone)
        return morning + timedelta(minutes=local.minute / 2)
    return at


def _next(scene: Scene) -> Turn | None:
    maker = _TURNS.get(State(scene.case.state))
    return maker(scene) if maker else None


def _desk(scene: Scene, permission: str) -> Actor | None:
    return scene.crew.of(scene.case.desk_id, permission)


def _lead(scene: Scene, permission: str) -> Actor | None:
    return scene.crew.of(scene.case.lead_id, permission)


def _reporter(scene: Scene) -> Actor:
    return Actor(ActorKind.REPORTER, subject=scene.case.pk)


def _filed(scene: Scene) -> Turn | None:
    turns = scene.story.turns
    if scene.case.procedure == "grid_event":
        return Turn(2, MoveName.PASS_ON, scene.crew.grids.get(scene.story.place), office=False)
    if turns.ending == "withdrawn":
        return Turn(turns.accept, MoveName.WITHDRAW, _reporter(scene), office=False)
    if turns.ending == "refused":
        supplies = {"ground": "same_matter", "basis": BASIS, "go_to": GO_TO}
        return Turn(turns.accept, MoveName.REFUSE, _desk(scene, Permission.REFUSE), supplies)
    return Turn(turns.accept, MoveName.ACCEPT, _desk(scene, Permission.ACCEPT))


def _accepted(scene: Scene) -> Turn | None:
    return Turn(scene.story.turns.dispatch, MoveName.DISPATCH, _desk(scene, Permission.DISPATCH))


def _dispatched(scene: Scene) -> Turn | None:
    turns = scene.story.turns
    if turns.sent_back and scene.once("sent_back"):
        supplies = {"ground": "not_our_matter", "reason": SENT_BACK}
        return Turn(turns.sign, MoveName.SEND_BACK, _lead(scene, Permission.SIGN), supplies)
    return Turn(turns.sign, MoveName.SIGN_FOR, _lead(scene, Permission.SIGN))


def _returned(scene: Scene) -> Turn | None:
    supplies = {"lead": scene.case.lead_id, "reason": ADJUDICATED}
    return Turn(35, MoveName.ADJUDICATE, _desk(scene, Permission.ADJUDICATE), supplies)


def _in_hand(scene: Scene) -> Turn | None:
    turns, case = scene.story.turns, scene.case
    if turns.asked and case.reachable and scene.once("asked"):
        supplies = {"question": QUESTION}
        return Turn(30, MoveName.ASK_REPORTER, _lead(scene, Permission.ASK), supplies)
    left = (case.due_at - scene.at).total_seconds() / 60 if case.due_at else 240
    minutes = max(20.0, left * turns.pace) if left > 0 else 45.0
    by = _lead(scene, Permission.HANDLE)
    supplies = {"result": scene.story.result}
    if by is not None and scene.at + timedelta(minutes=minutes) < scene.until:
        supplies |= evidence(case, by=by, at=scene.at)
    return Turn(minutes, MoveName.HANDLE, by, supplies)


def _waiting(scene: Scene) -> Turn | None:
    return Turn(200, MoveName.SUPPLEMENT, _reporter(scene), {"words": ANSWER}, office=False)


def _handled(scene: Scene) -> Turn | None:
    case = scene.case
    if case.procedure == "grid_event":
        by = scene.crew.grids.get(scene.story.place)
    else:
        by = scene.crew.of(case.verifier_id, Permission.VERIFY, but=case.handled_by_id)
    if scene.story.turns.failed_check and scene.once("failed_check"):
        return Turn(90, MoveName.VERIFY_FAIL, by, {"reason": FAILED})
    return Turn(120, MoveName.VERIFY_PASS, by)


def _reported_back(scene: Scene) -> Turn | None:
    turns = scene.story.turns
    if turns.rated and scene.case.solved is None:
        good = turns.solved or not scene.once("rated_badly")
        words = "yes" if good else "no"
        supplies = {"solved": words, "satisfied": words}
        return Turn(600, MoveName.RATE, _reporter(scene), supplies, office=False)
    if scene.case.due_at is None:
        return None
    minutes = (scene.case.due_at - scene.at).total_seconds() / 60 + 1
    return Turn(minutes, MoveName.CLOSE, SYSTEM, office=False)


_TURNS = {
    State.FILED: _filed,
    State.ACCEPTED: _accepted,
    State.DISPATCHED: _dispatched,
    State.RETURNED: _returned,
    State.IN_HAND: _in_hand,
    State.RE_OPENED: _in_hand,
    State.WAITING: _waiting,
    State.HANDLED: _handled,
    State.REPORTED_BACK: _reported_back,
}

# What people say in the demo (invented, 示例); the language of the places it plays in.
BASIS = "同一事项已答复，没有新的情况（示例）"
GO_TO = "可向街道平台查询原件进度，或拨打 12345（示例）"
SENT_BACK = "现场在红线内，属其他单位管理（示例）"
ADJUDICATED = "依权责清单，仍由原单位主责（示例）"
QUESTION = "请补充具体楼号和最近一次发生的时间（示例）"
ANSWER = "在三单元门口，昨天傍晚又有一次（示例）"
FAILED = "现场复查未处理到位，请补做（示例）"
