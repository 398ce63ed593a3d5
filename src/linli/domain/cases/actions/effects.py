"""What each move changes beyond state and clocks; one small function a move."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from linli.domain.cases.actions import ordering
from linli.domain.cases.actions.answers import ANSWERS, said
from linli.domain.cases.actions.restating import take_back_filing
from linli.domain.cases.actions.work import SUBJECT, Work
from linli.domain.cases.models import Order
from linli.domain.cases.rules.consequences import checks_due
from linli.domain.cases.rules.limits import RE_OPEN, RESTARTED, SAMPLE, window_end
from linli.domain.cases.states import Checks, ClockKind, MoveName
from linli.foundation.journal import queries as entries
from linli.kernel.access import ActorKind
from linli.kernel.errors import Conflict


def accept(work: Work) -> None:
    """Correct matter and place, then take the matter's terms over."""
    case, known = work.case, work.known
    if "place" in work.supplies:
        case.place_id = work.supplies["place"]
        levels = known.levels(case.place_id)
        for column in ("prefecture_id", "county_id", "town_id", "community_id", "grid_id"):
            setattr(case, column, getattr(levels, column))
    if "matter" in work.supplies:
        terms = known.terms(work.supplies["matter"])
        case.matter, case.matter1 = terms.matter, terms.matter[:2]
        case.urgency, case.verification = terms.urgency, terms.verification
        work.terms = terms


def refer(work: Work) -> None:
    """Name the channel, its office and phone; it ends here."""
    work.data["channel"] = work.supplies["channel"]
    work.keep("office", "phone")
    work.case.closed_at, work.case.handled_by_id = work.at, work.by.person


def refuse(work: Work) -> None:
    """Name ground, basis and where to go; it ends here."""
    given = work.supplies
    work.data["ground"] = given["ground"] if "ground" in given else given["data_ground"]
    work.keep("basis", "go_to")
    work.case.closed_at, work.case.handled_by_id = work.at, work.by.person


def dispatch(work: Work) -> None:
    """Give the case to the lead that was chosen or resolved."""
    facts = work.facts
    work.case.lead_id = facts.choice
    work.case.verifier_id = None
    if facts.resolved is not None:
        work.data["resolved"] = facts.resolved
    resolution = work.known.resolve(work.case.matter, work.case.place_id)
    if resolution is not None and resolution.body == facts.choice:
        work.data["mandate"] = resolution.mandate
    work.keep("reason")


def send_back(work: Work) -> None:
    """Return it with ground and rule; from the second time on the desk above adjudicates.

    A desk that is itself the lead and too small for two hands never decides on its own return.
    """
    case = work.case
    case.returns += 1
    case.handled_by_id = work.by.person  # who said no: another adjudicates
    work.data["ground"] = work.supplies["ground"]
    work.keep("reason")
    second = work.known.second_hand(case, work.by.person) if case.desk_id == case.lead_id else None
    if case.returns > 1 and work.facts.above is not None:
        case.desk_id = work.facts.above
    elif second is not None and second.small:
        case.desk_id = second.body


def ask_reporter(work: Work) -> None:
    """Put a question to the reporter."""
    work.keep("question")


def supplement(work: Work) -> None:
    """Add what the reporter answered."""
    work.texts["supplement"] = work.supplies["words"]


def handle(work: Work) -> None:
    """Say done, with result and evidence, and find who checks it."""
    case = work.case
    work.keep("result")
    _evidence(work)
    case.handled_by_id = work.by.person
    case.solved = case.satisfied = None
    case.checks = checks_due(case.verification, case.id, work.threshold(SAMPLE).number)
    if work.by.kind is ActorKind.SYSTEM:  # imported history: it was told, nobody checks it now
        case.checks = Checks.NONE
    if case.checks == Checks.DUE and case.procedure != "grid_event":
        found = work.known.second_hand(case, work.by.person)
        case.verifier_id = found.body if found else None
        if case.verifier_id is None:
            case.checks = Checks.NONE


def explain(work: Work) -> None:
    """Answer that the law does not allow it, with the basis."""
    work.keep("basis", "result")
    work.case.checks, work.case.handled_by_id = Checks.NONE, work.by.person
    work.case.re_open_until = None


def verify_pass(work: Work) -> None:
    """Confirm the result."""
    work.case.checks = Checks.PASSED
    work.keep("reason")
    _evidence(work)


def verify_fail(work: Work) -> None:
    """Give it back to the lead with the reason."""
    work.case.checks = Checks.FAILED
    work.case.verifier_id = None
    work.texts["verify_reason"] = work.supplies["reason"]
    _evidence(work)


def rate(work: Work) -> None:
    """Keep what the reporter says of the result."""
    if "words" in work.supplies:
        work.texts["rating"] = work.supplies["words"]
    said(work)


def close(work: Work) -> None:
    """End the case; its reporter may still ask for it to be re-opened."""
    work.keep("reason")
    work.case.closed_at = work.at
    work.case.re_open_until = window_end(work.at, work.threshold(RE_OPEN).span)


def re_open(work: Work) -> None:
    """Begin anew with the lead that had it; nothing of the first ending remains."""
    case = work.case
    work.keep("reason")
    case.re_opens += 1
    case.solved = case.satisfied = None
    case.checks = Checks.NONE
    case.verifier_id = None
    case.closed_at = case.re_open_until = None


def withdraw(work: Work) -> None:
    """End it at the wish of who filed it."""
    work.keep("reason")
    work.case.closed_at = work.at


def clear(work: Work) -> None:
    """End what was filed in a trial run."""
    work.case.closed_at = work.case.closed_at or work.at
    work.case.re_open_until = None


def escalate(work: Work) -> None:
    """Hand the case to the desk one level above, whose own clocks begin."""
    work.keep("reason")
    work.case.desk_id = work.facts.above or work.case.desk_id
    for kind in (ClockKind.RESPOND, ClockKind.ADJUDICATE):
        if work.clocks.running(kind):
            work.start(kind)


def escalate_missed(work: Work) -> None:
    """Take a missed clock one level up; the level above never inherits an expired clock."""
    case, kind = work.case, work.supplies["clock"]
    work.data["clock"] = kind
    work.clocks.miss(kind)
    if kind == ClockKind.TELL:
        _tell_from_above(work)
        return
    if kind == ClockKind.VERIFY and case.verifier_id is not None:
        higher = work.known.above(case.verifier_id)
        case.verifier_id = higher or case.verifier_id
    else:
        higher = work.facts.above
        case.desk_id = higher or case.desk_id
    if higher is None:
        return
    if kind in RESTARTED:
        work.start(kind, case.lead_id if kind == ClockKind.SIGN else higher)
    elif kind == ClockKind.RESOLVE:
        work.start(ClockKind.CHASE, higher)


def recount(work: Work) -> None:
    """Count what is due anew by the published calendar."""
    work.data["was"] = work.case.due_at
    work.data["clocks"] = work.clocks.recount()


def _tell_from_above(work: Work) -> None:
    """Let the desk above the one that has not called do so."""
    case = work.case
    higher = None if case.teller_id is None else work.known.above(case.teller_id)
    if higher is not None:
        case.teller_id = higher
        work.start(ClockKind.TELL, higher)


def settle_on_spot(work: Work) -> None:
    """Done where it was found: handled and closed in one step."""
    work.keep("result")
    _evidence(work)
    work.case.handled_by_id = work.by.person
    close(work)


def join(work: Work) -> None:
    """Let another case answer the orders of this one, whose filing counts no more."""
    into = ordering.numbered(work.supplies["into"], by=work.by, field="into")
    if into.id == work.case.id or not into.open:
        raise Conflict("join_needs_open_case", field="into", number=into.number)
    for order in Order.objects.filter(case_id=work.case.id).select_related("source"):
        ordering.attach(
            by=work.by,
            at=work.at,
            case_id=into.id,
            order=order,
            texts=_words_of(work),
            from_case=work.case.id,
        )
    take_back_filing(work)
    work.data["into"] = into.id
    work.case.closed_at = work.at


def _words_of(work: Work) -> dict[str, str]:
    """Return what the platform wrote, for the case that answers it now."""
    names = {"words": "order_words", "address": "order_address", "order_files": "order_files"}
    texts = entries.particulars_of(SUBJECT, [work.case.id], names=names).get(work.case.id, {})
    return {names[name]: text for name, text in texts.items()}


def pass_on(work: Work) -> None:
    """Hand the finding to the community desk."""
    if "words" in work.supplies:
        work.texts["passed_on"] = work.supplies["words"]


def _evidence(work: Work) -> None:
    if work.supplies.get("evidence"):
        work.data["evidence"] = list(work.supplies["evidence"])


EFFECTS: Mapping[str, Callable[[Work], None]] = {
    MoveName.ACCEPT: accept,
    MoveName.REFER: refer,
    MoveName.REFUSE: refuse,
    MoveName.DISPATCH: dispatch,
    MoveName.RE_DISPATCH: dispatch,
    MoveName.ADJUDICATE: dispatch,
    MoveName.SEND_BACK: send_back,
    MoveName.ASK_REPORTER: ask_reporter,
    MoveName.SUPPLEMENT: supplement,
    MoveName.SUPPLEMENT_BY_DESK: supplement,
    MoveName.HANDLE: handle,
    MoveName.EXPLAIN: explain,
    MoveName.VERIFY_PASS: verify_pass,
    MoveName.VERIFY_FAIL: verify_fail,
    MoveName.RATE: rate,
    MoveName.CALL_BACK: rate,
    MoveName.CLOSE: close,
    MoveName.CLOSE_BY_DESK: close,
    MoveName.RE_OPEN: re_open,
    MoveName.RE_OPEN_BY_DESK: re_open,
    MoveName.RE_OPEN_BY_REPORTER: re_open,
    MoveName.WITHDRAW: withdraw,
    MoveName.CLEAR: clear,
    MoveName.ESCALATE: escalate,
    MoveName.ESCALATE_MISSED: escalate_missed,
    MoveName.RECOUNT: recount,
    MoveName.SETTLE_ON_SPOT: settle_on_spot,
    MoveName.PASS_ON: pass_on,
    MoveName.JOIN: join,
    **ANSWERS,
}
