"""What goes back to a platform: our result in its columns, and as a text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.domain.cases.rules.platforms import Platform
from linli.domain.cases.states import State


@dataclass(frozen=True, slots=True)
class Answer:
    """How a case was answered, in words."""

    number: str
    state: str
    title: str
    body: str
    evidence: str  # in words: how many pictures
    done_at: datetime | None
    texts: Mapping[str, str]


# The texts that make the reply, by state; several stand one after the other.
_SAID: Mapping[str, tuple[str, ...]] = {
    State.REPORTED_BACK: ("result",),
    State.CLOSED: ("result", "basis"),
    State.EXPLAINED: ("result", "basis"),
    State.REFUSED: ("basis", "go_to"),
    State.REFERRED: ("office", "phone"),
}


def reply_of(answer: Answer) -> str:
    """Return the reply itself, empty while there is none."""
    said = (answer.texts.get(name, "") for name in _SAID.get(answer.state, ()))
    return "\n".join(text for text in said if text)


def cells_of(platform: Platform, their_number: str, answer: Answer) -> list[tuple[str, Any]]:
    """Return (title, value) of each of the platform's columns."""
    values: dict[str, Any] = {
        "number": their_number,
        "ours": answer.number,
        "result": platform.result(answer.state),
        "reply": reply_of(answer),
        "evidence": answer.evidence,
        "done": answer.done_at,
        "body": answer.body,
        "state": answer.state,
        "title": answer.title,
    }
    return [(title, values[field]) for title, field in platform.replies]
