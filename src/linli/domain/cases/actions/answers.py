"""What telling, objecting and rights on one's own data change beyond state and clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from linli.domain.cases.actions.work import SUBJECT, Work
from linli.domain.cases.models import Case, CaseWords, Publication
from linli.domain.cases.states import ClockKind, MoveName, PublicationState, RetractGround
from linli.foundation.attachments import actions as attachments
from linli.foundation.journal import actions as journal
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid


def told(work: Work) -> None:
    """Note who was reached and what they said; a rating taken then counts as by call-back."""
    given = work.supplies
    work.data["reached"] = given["reached"]
    if "words" in given:
        work.texts["told"] = given["words"]
    if "solved" not in given and "satisfied" not in given:
        return
    missing = next((n for n in ("solved", "satisfied") if n not in given), None)
    if missing:
        raise Invalid("supply_missing", field=missing, move=work.step.name, name=missing)
    said(work)


def said(work: Work) -> None:
    """Keep what the reporter says of the result; a second "not solved" waits for a person."""
    case, given = work.case, work.supplies
    case.solved, case.satisfied = given["solved"], given["satisfied"]
    work.data |= {"said_solved": case.solved, "said_satisfied": case.satisfied}
    work.clocks.stop(ClockKind.CLOSE, work.at)
    if not case.solved and case.re_opens:
        work.start(ClockKind.DECIDE)


def not_reached(work: Work) -> None:
    """Note a call or visit that met nobody; the clock runs on."""
    work.keep("reason")


def object_to(work: Work) -> None:
    """Hand it to the desk that decides, with the reporter's reason."""
    work.texts["objection"] = work.supplies["reason"]
    work.case.desk_id = work.facts.reviewer or work.case.desk_id
    work.case.closed_at = None


def uphold(work: Work) -> None:
    """Begin anew at the desk that decided; nothing of the answer remains."""
    case = work.case
    work.texts["review"] = work.supplies["reason"]
    if "matter" in work.supplies:
        terms = work.known.terms(work.supplies["matter"])
        case.matter, case.matter1 = terms.matter, terms.matter[:2]
        case.urgency, case.verification = terms.urgency, terms.verification
        work.terms = terms
    case.lead_id = case.verifier_id = case.handled_by_id = None
    case.closed_at = case.re_open_until = None


def dismiss(work: Work) -> None:
    """Let the answer stand, with the reason and where to go from here."""
    work.texts["review"] = work.supplies["reason"]
    work.keep("go_to")
    work.case.closed_at = work.at


def grant(work: Work) -> None:
    """End the request; what it asks for is done in the same transaction."""
    work.case.closed_at = work.at


def correct(work: Work) -> None:
    """Put the new contact in the place of the one that stands."""
    work.data["request"] = work.supplies["request"]
    for name in ("phone", "name"):
        if name in work.supplies:
            work.texts[f"contact_{name}"] = work.supplies[name]
    if "phone" in work.supplies:
        work.case.reachable = work.data["reachable"] = True


def erase(work: Work) -> None:
    """Let words, contact, pictures and search words go; entries and figures stay."""
    work.data |= {"request": work.supplies["request"], "reachable": False}
    work.case.reachable, work.case.erased = False, True
    forget(work.case, by=work.by, at=work.at)


def forget(case: Case, *, by: Actor, at: datetime) -> None:
    """Erase what stands beside a case's entries."""
    forget_beside(case.id, by=by, at=at)
    journal.erase(by=by, at=at, subject_kind=SUBJECT, subject_id=case.id)


def forget_beside(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Erase pictures, search words and published words; after a restore once more (R-23)."""
    attachments.erase(by=by, at=at, subject_kind=SUBJECT, subject_id=case_id)
    CaseWords.objects.filter(case_id=case_id).delete()
    Publication.objects.filter(case_id=case_id).update(
        state=PublicationState.RETRACTED, ground=RetractGround.ASKED, title="", words=""
    )


ANSWERS: Mapping[str, Callable[[Work], None]] = {
    MoveName.TOLD: told,
    MoveName.NOT_REACHED: not_reached,
    MoveName.OBJECT: object_to,
    MoveName.UPHOLD: uphold,
    MoveName.DISMISS: dismiss,
    MoveName.GRANT: grant,
    MoveName.CORRECT: correct,
    MoveName.ERASE: erase,
}
