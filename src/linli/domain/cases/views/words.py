"""What a resident is told of a case, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from linli.domain.cases.queries import PublicStatus
from linli.domain.cases.states import SHAPES, State
from linli.foundation.ui import formats
from linli.foundation.ui.text import language, say


@dataclass(frozen=True, slots=True)
class Told:
    """A case in the resident's words: the state's word and shape, its sentence, what is left.

    `says_due` tells that the sentence names the date; `because` is how it was counted.
    """

    word: str
    shape: str
    sentence: str
    promise: str
    says_due: bool
    label: str
    left: str
    because: tuple[str, ...]


def told_of(status: PublicStatus, at: datetime) -> Told:
    """Return what a reporter is told of a case, in the language in force (words.md C3)."""
    key = f"cases.state.{status.state}"
    own = f"cases.own_data.{status.state}" if status.procedure == "own_data" else key
    own = own if f"{own}.sentence" in _OWN else key
    sentence = "final" if _is_final(status, at) else "sentence"
    values = _filled(status, at)
    return Told(
        word=say(f"{own}.word"),
        shape=SHAPES[status.state],
        sentence=_DOUBLED.sub(r"\1", say(f"{own}.{sentence}", **values)),
        promise=say(
            "cases.own_data.promise" if status.procedure == "own_data" else "cases.done.promise",
            due=values["due"],
        ),
        says_due=status.state in _SAY_DUE,
        label=say(f"cases.track.by.{status.state}") if status.state in _LABELLED else "",
        left=formats.due(status.due_at, at).left if status.due_at else "",
        because=_because(status),
    )


def _because(status: PublicStatus) -> tuple[str, ...]:
    """Return how the date was counted, a sentence a step."""
    if status.clock is None:
        return ()
    steps = [say(f"clock.step.{code}", **params) for code, params in status.clock.steps]
    return (*steps, say("ui.due.guessed")) if status.clock.guessed else tuple(steps)


def _is_final(status: PublicStatus, at: datetime) -> bool:
    until = status.params["until"]
    return status.state == State.CLOSED and (until is None or until < at)


def _filled(status: PublicStatus, at: datetime) -> dict[str, str]:
    """Return the values of a sentence in words: names, moments, reasons; free texts unstopped."""
    given = status.params
    english = language() == "en"
    values = {name: _plain(str(given[name])) for name in _TEXTS}
    for name in ("body", "desk"):
        values[name] = str((given[f"{name}_en"] if english else "") or given[name])
    for name in ("due", "until"):
        values[name] = formats.moment(given[name], at) if given[name] else say("cases.no_due")
    for name in ("ground", "channel"):
        values[name] = say(f"cases.{name}.{given[name]}") if given[name] else ""
    return values


_OWN = frozenset({"cases.own_data.filed.sentence", "cases.own_data.refused.sentence"})
_SAY_DUE = frozenset({State.FILED, State.DISPATCHED, State.RETURNED, State.OBJECTED})
_LABELLED = frozenset(
    {
        State.ACCEPTED,
        State.IN_HAND,
        State.WAITING,
        State.HANDLED,
        State.REPORTED_BACK,
        State.EXPLAINED,
        State.RE_OPENED,
    }
)
# A question quoted in a sentence ends it: no full stop after its own mark.
_DOUBLED = re.compile(r"([？！?!…])[。.]")
_TEXTS = ("number", "question", "result", "basis", "go_to", "office", "phone", "review")


def _plain(text: str) -> str:
    # The sentence brings its own full stop.
    return text.strip().rstrip("。.！!；;，,")
