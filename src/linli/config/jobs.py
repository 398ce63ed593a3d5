"""The journal's own rounds: hand entries to their handlers, make months, forget old answers."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from linli.config.telling import managers
from linli.config.wiring import CONSUMERS, PARTS
from linli.domain.bodies import actions as bodies
from linli.domain.bodies.actions import staffing, temporary
from linli.domain.cases.queries.handing import open_of
from linli.domain.mandates import actions as powers
from linli.domain.mandates import queries as mandates
from linli.domain.people import actions as people
from linli.domain.territory.actions import reorganising
from linli.domain.territory.queries.reorganisations import pending
from linli.foundation.jobs import clock
from linli.foundation.jobs.declare import periodic
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries
from linli.foundation.notices import actions as telling
from linli.foundation.notices import queries as notices
from linli.kernel.access import SYSTEM

log = logging.getLogger(__name__)

MASS_LOOKS_PER_HOUR = 50


@periodic("* * * * * */5")
def deliver() -> None:
    """Give each consumer what has settled; one that fails holds up no other."""
    for consumer in CONSUMERS:
        try:
            while consumer.deliver():
                pass
        except Exception:
            # its horizon stays where it was: the next round tries the same entries again
            log.exception("handler failed", extra={"consumer": consumer.name})


@periodic("10 18 * * *")
def make_months() -> None:
    """Make the journal's partitions three months ahead, and forget answers after 30 days."""
    journal.make_months(at=clock.now())
    journal.forget_answers(at=clock.now())


@periodic("*/5 * * * *")
def remind_of_duty() -> None:
    """Remind the people of every shift that comes; killed half-way, it goes on later."""
    remind(at=clock.now())


def remind(*, at: datetime) -> int:
    """Remind of all shifts that are near enough at a moment; return how many."""
    on = timezone.localdate(at)
    ahead = partial(_days_ahead, on)
    from_hour = notices.hours(on).morning
    done = 0
    while (batch := bodies.remind(by=SYSTEM, at=at, ahead=ahead, from_hour=from_hour)) is not None:
        done += batch
    return done


def _days_ahead(on: date, seat: int) -> int:
    return mandates.threshold("duty.remind", seat, on).number


@periodic("30 7 * * *")
def warn_of_ends() -> None:
    """Tell once whose term or acting ends soon; killed, it goes on next time."""
    at = clock.now()
    days = mandates.threshold("bodies.term_ends", None, timezone.localdate(at)).number
    bodies.warn_of_ends(by=SYSTEM, at=at, days=days)


@periodic("40 7 * * *")
def remind_checks() -> None:
    """Tell once, before and after, that what is on the grid must be checked; killed, it goes on."""
    powers.remind_checks(by=SYSTEM, at=clock.now(), checkers=managers)


@periodic("5 0 * * *")
def forget_leavers() -> None:
    """Take away the phones of those who left with the day; killed, it goes on next time."""
    people.forget_leavers(by=SYSTEM, at=clock.now())


@periodic("10 7 * * *")
def close_temporary() -> None:
    """End temporary bodies whose day has come, warn of those to come; killed, it goes on."""
    at = clock.now()
    days = mandates.threshold("bodies.temporary", None, timezone.localdate(at)).number
    temporary.warn_of_charters(by=SYSTEM, at=at, days=days)
    temporary.close_due(by=SYSTEM, at=at, open_work=lambda body: open_of([body]).get(body, 0))


@periodic("20 7 * * *")
def lapse_hearings() -> None:
    """Let opinions that nobody gave in time be unanswered, and say so; killed, it goes on."""
    bodies.lapse_hearings(by=SYSTEM, at=clock.now())


@periodic("40 7 * * *")
def warn_of_returns() -> None:
    """Tell once whose lending to another body ends soon; killed, it goes on next time."""
    at = clock.now()
    days = mandates.threshold("bodies.lent_ends", None, timezone.localdate(at)).number
    staffing.warn_of_returns(by=SYSTEM, at=at, days=days)


@periodic("30 18 * * *")
def forget_lists() -> None:
    """Delete old day lists and counts of what people were told; killed, it goes on next time."""
    at = clock.now()
    keep = mandates.threshold("notices.keep", None, timezone.localdate(at)).span
    while telling.forget_lists(by=SYSTEM, at=at, before=timezone.localdate(at - keep)):
        pass


@periodic("* * * * * */10")
def re_home() -> None:
    """Let open work follow the instruments whose day has come; killed, it goes on where it was."""
    if pending():
        at = clock.now()
        reorganising.re_home(at=at, on=timezone.localdate(at), parts=PARTS)


@periodic("0 * * * *")
def watch_looks() -> None:
    """Tell the auditor's log who looked at more than 50 people's data in the last hour."""
    since = clock.now() - timedelta(hours=1)
    for person, number in queries.mass_lookers(since=since, more_than=MASS_LOOKS_PER_HOUR):
        log.warning("many looks", extra={"person": person, "subjects": number})
