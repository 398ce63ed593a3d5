"""What notices may be: inboxes, channels, permissions."""

from __future__ import annotations

from enum import StrEnum


class Inbox(StrEnum):
    """Whose inbox: one person's, or a body's that all its posts read."""

    PERSON = "person"
    BODY = "body"


class Channel(StrEnum):
    """How a notice leaves the site."""

    EMAIL = "email"
    FILE = "file"


class Outcome(StrEnum):
    """What became of an outgoing message."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
