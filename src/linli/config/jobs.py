"""The journal's own rounds: hand entries to their handlers, make months, forget old answers."""

from __future__ import annotations

import logging
from datetime import timedelta

from linli.config.wiring import CONSUMERS
from linli.foundation.jobs import clock
from linli.foundation.jobs.declare import periodic
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries

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


@periodic("0 * * * *")
def watch_looks() -> None:
    """Tell the auditor's log who looked at more than 50 people's data in the last hour."""
    since = clock.now() - timedelta(hours=1)
    for person, number in queries.mass_lookers(since=since, more_than=MASS_LOOKS_PER_HOUR):
        log.warning("many looks", extra={"person": person, "subjects": number})
