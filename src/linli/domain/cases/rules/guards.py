"""What must be true for a move beyond its state and hand; each guard raises the refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.domain.cases.states import Checks
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotPermitted


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards ask about a case at a moment; bodies and persons are ids.

    Moments are local time. `choice` is the lead that would act after a dispatch, `resolved` the
    one the mandates name, `above` the desk one level up.
    """

    at: datetime
    actor: Actor
    choice: int | None = None
    resolved: int | None = None
    reason: str = ""
    choice_exists: bool = True
    above: int | None = None
    sign_due: datetime | None = None
    returns: int = 0
    barred: frozenset[int] = frozenset()
    evidence_required: bool = False
    evidence: int = 0
    law_refuses: bool = False
    channel: str = ""
    channel_phone: str = ""
    matter: str = ""
    checks: str = Checks.NONE
    handled_by: int | None = None
    sent_back_by: int | None = None  # where somebody else at the desk could adjudicate
    filed_by: int | None = None
    rated: bool = False
    solved: bool | None = None
    re_open_until: datetime | None = None
    came_as_order: bool = False
    trial: bool = False
    telling: bool = False
    rating: bool = False  # solved or not, said while being told
    marked: bool = True  # the objection has been taken note of
    reviewer: int | None = None  # the desk that would decide on an objection


def lead_stands(f: Facts) -> None:
    """A lead is needed; another than the mandates name needs a reason; none complained about."""
    if f.choice is None:
        raise Invalid("lead_missing", field="lead")
    if not f.choice_exists:
        raise Invalid("lead_unknown", field="lead", lead=f.choice)
    if f.choice in f.barred:
        raise Invalid("lead_complained_about", field="lead")
    if f.choice != f.resolved and not f.reason:
        raise Invalid("lead_reason_missing", field="reason")


def adjudicated_by_another(f: Facts) -> None:
    """Who sent it back does not adjudicate, where the desk has another; and a lead must stand."""
    if f.actor.person is not None and f.actor.person == f.sent_back_by:
        raise NotPermitted("adjudicator_sent_back")
    lead_stands(f)


def within_return_limit(f: Facts) -> None:
    """Send back only before the sign clock runs out, and only while a desk above can decide."""
    if f.sign_due is not None and f.at > f.sign_due:
        raise Conflict("return_limit_over", due=_said(f.sign_due))
    if f.returns and f.above is None:
        raise Conflict("adjudication_final")


def level_above(f: Facts) -> None:
    """There must be a level above."""
    if f.above is None:
        raise Conflict("no_level_above")


def evidence_given(f: Facts) -> None:
    """Evidence must come where the matter demands it."""
    if f.evidence_required and not f.evidence:
        raise Invalid("evidence_missing", field="evidence")


def law_refuses(f: Facts) -> None:
    """Explained is only for matters where the law may not allow what is asked."""
    if not f.law_refuses:
        raise Conflict("explain_not_lawful", matter=f.matter)


def channel_open(f: Facts) -> None:
    """A matter with a channel of its own is referred there, never taken up here."""
    if f.channel:
        raise Conflict("matter_has_channel", channel=f.channel, phone=f.channel_phone)


def not_the_handler(f: Facts) -> None:
    """Who verifies is never who handled (监管分离)."""
    if f.actor.person is not None and f.actor.person == f.handled_by:
        raise NotPermitted("verifier_handled")


def result_stands(f: Facts) -> None:
    """A result is told only when its check is passed or none is due."""
    if f.checks == Checks.DUE:
        raise Conflict("check_due")


def not_rated(f: Facts) -> None:
    """A result is rated once."""
    if f.rated:
        raise Conflict("already_rated")


def rating_by_another(f: Facts) -> None:
    """A rating by phone is taken once, and never by who handled."""
    not_rated(f)
    if f.actor.person is not None and f.actor.person == f.handled_by:
        raise NotPermitted("caller_handled")


def awaits_decision(f: Facts) -> None:
    """A desk closes by hand only after a bad rating that did not re-open by itself."""
    if f.solved is not False:
        raise Conflict("no_decision_due")


def within_window(f: Facts) -> None:
    """A reporter re-opens within the window; an explained case while it is not closed."""
    if f.re_open_until is not None and f.at > f.re_open_until:
        raise Conflict("re_open_window_over", until=_said(f.re_open_until))


def came_as_order(f: Facts) -> None:
    """Only what a platform gave is joined to another case: nobody tracks it by a code of ours."""
    if not f.came_as_order:
        raise Conflict("join_only_orders")


def own_finding(f: Facts) -> None:
    """A grid worker withdraws only what they filed themselves."""
    if f.actor.person is None or f.actor.person != f.filed_by:
        raise NotPermitted("not_own_finding")


def filed_in_a_trial(f: Facts) -> None:
    """Only what was filed in a trial run is cleared."""
    if not f.trial:
        raise Conflict("not_of_a_trial")


def something_to_tell(f: Facts) -> None:
    """Only what is to be told by call or visit is told; a rating taken then is as by call-back."""
    if not f.telling:
        raise Conflict("nothing_to_tell")
    if f.rating:
        rating_by_another(f)


def another_decides(f: Facts) -> None:
    """An objection goes to a desk above that has not said no itself."""
    if f.reviewer is None:
        raise Conflict("no_desk_to_review")


def not_yet_marked(f: Facts) -> None:
    """An objection is taken note of once."""
    if f.marked:
        raise Conflict("objection_marked")


def not_who_said_no(f: Facts) -> None:
    """Who decides on an objection is never who said no."""
    if f.actor.person is not None and f.actor.person == f.handled_by:
        raise NotPermitted("reviewer_refused")


def may_begin_anew(f: Facts) -> None:
    """Upheld by another than who said no; a matter with a channel of its own is corrected first."""
    not_who_said_no(f)
    channel_open(f)


def by_a_second_person(f: Facts) -> None:
    """What one person at a desk took with papers, another decides."""
    if f.actor.person is not None and f.actor.person == f.filed_by:
        raise NotPermitted("second_person_needed")


def told_and_over(f: Facts) -> None:
    """What is still to be told needs the contact."""
    if f.telling:
        raise Conflict("erase_needs_end")


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


GUARDS: Mapping[str, Callable[[Facts], None]] = {
    g.__name__: g
    for g in (
        lead_stands,
        adjudicated_by_another,
        within_return_limit,
        level_above,
        evidence_given,
        law_refuses,
        channel_open,
        not_the_handler,
        result_stands,
        not_rated,
        rating_by_another,
        awaits_decision,
        within_window,
        came_as_order,
        own_finding,
        filed_in_a_trial,
        something_to_tell,
        another_decides,
        not_yet_marked,
        not_who_said_no,
        may_begin_anew,
        by_a_second_person,
        told_and_over,
    )
}

# These depend on what is supplied, so a page offers the move and the refusal comes with the form.
ON_SUPPLIES = frozenset(
    {
        "lead_stands",
        "adjudicated_by_another",
        "evidence_given",
        "channel_open",
        "may_begin_anew",
    }
)
