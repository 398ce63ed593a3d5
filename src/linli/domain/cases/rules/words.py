"""Text keys of what the codes of a case are called; pages put them into words."""

from __future__ import annotations


def state_staff(state: str) -> str:
    """Return the key of a state as staff call it."""
    return f"cases.state.{state}.staff"


def state_word(state: str) -> str:
    """Return the key of a state as the reporter reads it."""
    return f"cases.state.{state}.word"


def state_sentence(state: str) -> str:
    """Return the key of the sentence the reporter is told, filled by PublicStatus.params."""
    return f"cases.state.{state}.sentence"


def move(name: str) -> str:
    """Return the key of a move."""
    return f"cases.move.{name}"


def why(name: str) -> str:
    """Return the key of a written rule, as the tables of moves name it."""
    return f"cases.why.{name}"


def clock(kind: str) -> str:
    """Return the key of a kind of clock."""
    return f"cases.clock.{kind}"


def ground(code: str) -> str:
    """Return the key of a ground of refusing or sending back."""
    return f"cases.ground.{code}"


def channel(code: str) -> str:
    """Return the key of a channel a case is referred to."""
    return f"cases.channel.{code}"


def source(code: str) -> str:
    """Return the key of the way a case came in."""
    return f"cases.source.{code}"


def supply(name: str) -> str:
    """Return the key of a field that comes with a move."""
    return f"cases.supply.{name}"


def involvement(role: str) -> str:
    """Return the key of a body's part in a case."""
    return f"cases.involvement.{role}"


def sort(name: str) -> str:
    """Return the key of an order of lists."""
    return f"cases.sort.{name}"
