"""Entries become notices; due messages leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from linli.foundation import jobs
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.foundation.notices import actions
from linli.foundation.notices.rules import Telling, Texting
from linli.kernel.access import SYSTEM

# What is told longer after it happened is history being filed, not news.
NEWS_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Told:
    """What a teller answers: tellings, and texts to the persons behind subjects."""

    tellings: Sequence[Telling]
    texts: Sequence[Texting] = ()


Teller = Callable[[Sequence[Entry]], Told]


def on_entries(entries: Sequence[Entry]) -> int:
    """Turn committed entries into notices; safe to call again with the same entries.

    `settings.NOTICE_TELLERS` maps a procedure to the dotted path of its teller. Imported history
    (marked so in its data, or older than three days when it was recorded) tells nobody.
    """
    count = 0
    for procedure, path in settings.NOTICE_TELLERS.items():
        news = [e for e in entries if e.procedure == procedure and _is_news(e)]
        if news:
            teller: Teller = import_string(path)
            told = teller(news)
            count += actions.tell(by=SYSTEM, at=clock.now(), tellings=told.tellings)
            count += actions.text(by=SYSTEM, at=clock.now(), texts=told.texts)
    return count


def _is_news(entry: Entry) -> bool:
    return not entry.data.get("imported") and entry.recorded_at - entry.at <= NEWS_FOR


@jobs.periodic(cron="* * * * *")
def gather() -> int:
    """Make the morning's and the evening's lists when their hour has come; returns how many."""
    return actions.make_lists(by=SYSTEM, at=clock.now())


@jobs.periodic(cron="* * * * *")
def drain() -> tuple[int, int]:
    """Send what is due, each minute; returns (sent, failed), texts included."""
    sent, failed = actions.send_due(by=SYSTEM, at=clock.now())
    more, lost = actions.send_texts(by=SYSTEM, at=clock.now())
    return sent + more, failed + lost
