"""How a text (SMS) leaves: a protocol with one method; here it ends as a file or on the console.

A gateway is a class with the same method, named in `settings.TEXT_SENDER`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


class Sender(Protocol):
    """What a gateway must be able to do."""

    def send(self, *, key: UUID, number: str, words: str) -> None:
        """Send one text; the same key twice is one text. Raises OSError where it cannot."""


class ToFile:
    """Texts as files in var/outbox: trial runs, the demo, places without a gateway."""

    def send(self, *, key: UUID, number: str, words: str) -> None:
        """Write the text to a file that is named by its key."""
        folder = Path(settings.VAR / "outbox")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({"id": str(key), "sms": number, "words": words}, ensure_ascii=False)
        (folder / f"sms-{key}.json").write_text(text, encoding="utf-8")


class ToConsole:
    """Texts on the console of whoever develops."""

    def send(self, *, key: UUID, number: str, words: str) -> None:
        """Print the text."""
        sys.stdout.write(f"SMS {number}: {words}\n")
        sys.stdout.flush()


def sender() -> Sender:
    """Return the sender that the settings name."""
    made: Sender = import_string(settings.TEXT_SENDER)()
    return made
