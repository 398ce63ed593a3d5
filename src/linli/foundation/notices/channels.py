"""How a message leaves: by e-mail, or as a file in var/outbox (trial runs, places without mail)."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import send_mail
from django.utils.translation import override

from linli.foundation.notices.models import DayList, Notice, Outbox
from linli.foundation.notices.rules import shown
from linli.foundation.notices.states import Channel
from linli.foundation.ui import formats
from linli.foundation.ui.text import has, say


class NoAddress(Exception):  # noqa: N818 - says what is lacking
    """The login has no address any more."""


# What a try may fail with and be tried again; anything else is a bug and must be seen.
FAULTS = (smtplib.SMTPException, OSError, NoAddress)


def send(row: Outbox) -> None:
    """Send one message by its channel; raises one of FAULTS."""
    with override(settings.LANGUAGE_CODE):
        subject, text = _told(row)
        body = say("notices.message", line=text, site=settings.SITE_URL)
    if row.channel == Channel.EMAIL:
        send_mail(subject, body, None, [_address(row)], fail_silently=False)
    else:
        _write(row, subject, body)


def _told(row: Outbox) -> tuple[str, str]:
    """Return subject and text of a message: a notice's line, or a list's counts and first lines."""
    if row.day_list is None:
        line = words(row.notice)  # type: ignore[arg-type]  # one of the two stands there
        return line, line
    return headed(row.day_list), "\n".join(list_lines(row.day_list))


def words(notice: Notice) -> str:
    """Return the line of a notice in the language in force: which case, what to do; no names."""
    return _worded(notice.kind, notice.params)


def headed(row: DayList) -> str:
    """Return the heading of a list: which, and how many."""
    return say(f"notices.list.{row.part}", count=row.total)


def list_lines(row: DayList) -> list[str]:
    """Return a list in words: how many of each kind, the first lines, and what is left."""
    counts = [_counted(kind, number) for kind, number in row.counts.items()]
    first = [_worded(kind, params) for kind, _, _, params in row.lines]
    left = row.total - len(first)
    return [*counts, *first, *([say("notices.list.more", count=left)] if left else [])]


def _counted(kind: str, number: int) -> str:
    """Return how many of a kind; of one that has no words for many, how many messages."""
    key = f"{kind}.count"
    return say(key if has(key) else "notices.list.other", count=number)


def _worded(kind: str, params: Mapping[str, Any]) -> str:
    values = {name: shown(name, value) for name, value in params.items()}
    # Moments travel as ISO texts, named …_at, and are worded for the reader.
    return say(
        kind,
        **{n: formats.moment(v) if n.endswith("_at") else str(v) for n, v in values.items()},
    )


def _address(row: Outbox) -> str:
    try:
        user = get_user_model().objects.get(pk=row.user_id, is_active=True)
    except ObjectDoesNotExist as error:
        raise NoAddress from error
    if not user.email:
        raise NoAddress
    return user.email


def _write(row: Outbox, subject: str, body: str) -> None:
    folder = Path(settings.VAR / "outbox")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(
        {"id": str(row.id), "user": row.user_id, "subject": subject, "body": body},
        ensure_ascii=False,
    )
    # The name is the message's own: written twice, it is still one file.
    (folder / f"{row.id}.json").write_text(text, encoding="utf-8")
