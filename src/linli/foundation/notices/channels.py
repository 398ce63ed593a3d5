"""How a message leaves: by e-mail, or as a file in var/outbox (trial runs, places without mail)."""

from __future__ import annotations

import json
import smtplib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import send_mail
from django.utils.translation import override

from linli.foundation.notices.models import Notice, Outbox
from linli.foundation.notices.states import Channel
from linli.foundation.ui import formats
from linli.foundation.ui.text import say


class NoAddress(Exception):  # noqa: N818 - says what is lacking
    """The login has no address any more."""


# What a try may fail with and be tried again; anything else is a bug and must be seen.
FAULTS = (smtplib.SMTPException, OSError, NoAddress)


def send(row: Outbox) -> None:
    """Send one message by its channel; raises one of FAULTS."""
    with override(settings.LANGUAGE_CODE):
        subject = words(row.notice)
        body = say("notices.message", line=subject, site=settings.SITE_URL)
    if row.channel == Channel.EMAIL:
        send_mail(subject, body, None, [_address(row)], fail_silently=False)
    else:
        _write(row, subject, body)


def words(notice: Notice) -> str:
    """Return the line of a notice in the language in force: which case, what to do; no names."""
    return say(notice.kind, **{name: _shown(name, v) for name, v in notice.params.items()})


def _shown(name: str, value: str | int) -> str:
    # Moments travel as ISO texts, named …_at, and are worded for the reader.
    if name.endswith("_at"):
        return formats.moment(datetime.fromisoformat(str(value)))
    return str(value)


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
