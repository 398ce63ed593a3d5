"""What notices may be: inboxes, channels, permissions."""

from __future__ import annotations

from enum import StrEnum


class Inbox(StrEnum):
    """Whose inbox: one person's, or a body's that all its posts read."""

    PERSON = "person"
    BODY = "body"


class Single(StrEnum):
    """Why a notice leaves by itself; all others wait for the morning's or the evening's list."""

    URGENT = "urgent"  # mine and urgent
    LATE_SOON = "late_soon"  # about to be late
    INSTRUCTION = "instruction"
    RETURNED = "returned"
    EMERGENCY = "emergency"  # the only one that does not wait for the night to end


class Part(StrEnum):
    """Which of a day's two lists."""

    MORNING = "morning"
    EVENING = "evening"


class Channel(StrEnum):
    """How a notice leaves the site."""

    EMAIL = "email"
    FILE = "file"


class Outcome(StrEnum):
    """What became of an outgoing message."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"


NO_ADDRESS = "NoAddress"  # the fault of a text whose contact is gone
