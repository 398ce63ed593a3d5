"""What comes with a move: which fields must, which may, and their clean values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.domain.cases.rules.filing import clean_line, clean_words
from linli.domain.cases.states import (
    Channel,
    ClockKind,
    DataGround,
    Reached,
    RefusalGround,
    ReturnGround,
)
from linli.kernel.errors import Invalid
from linli.kernel.procedure import Move

GROUNDS: Mapping[str, type[StrEnum]] = {"refuse": RefusalGround, "send_back": ReturnGround}


def cleaned(step: Move, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the supplies of a move by name; raises Invalid naming the field at fault.

    Empty optional fields are left out; a field the move does not know is refused, never dropped
    in silence.
    """
    known = (*step.supplies, *step.takes)
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise Invalid("supply_unknown", field=unknown[0], move=step.name, name=unknown[0])
    clean: dict[str, Any] = {}
    for name in known:
        value = given.get(name)
        if _is_empty(value):
            if name in step.supplies:
                raise Invalid("supply_missing", field=name, move=step.name, name=name)
            continue
        clean[name] = _READERS.get(name, _words)(step.name, name, value)
    return clean


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | tuple | list) and not value)


def _words(move: str, name: str, value: Any) -> str:
    return clean_words(str(value), name=name)


def _line(move: str, name: str, value: Any) -> str:
    line = clean_line(str(value), name=name)
    if not line:
        raise Invalid("supply_missing", field=name, move=move, name=name)
    return line


def _id(move: str, name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Invalid("supply_unreadable", field=name, name=name) from None


def _flag(move: str, name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("yes", "true", "1", "no", "false", "0"):
        return str(value).lower() in ("yes", "true", "1")
    raise Invalid("supply_unreadable", field=name, name=name)


def _ids(move: str, name: str, value: Any) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(str(v)) for v in value)
    except (TypeError, ValueError):
        raise Invalid("supply_unreadable", field=name, name=name) from None


def _uuid(move: str, name: str, value: Any) -> UUID:
    return _ids(move, name, [value])[0]


def _one_of(codes: type[StrEnum], name: str, value: Any) -> str:
    try:
        return codes(str(value)).value
    except ValueError:
        raise Invalid("supply_unreadable", field=name, name=name) from None


def _ground(move: str, name: str, value: Any) -> str:
    return _one_of(GROUNDS[move], name, value)


_READERS: Mapping[str, Callable[[str, str, Any], Any]] = {
    "lead": _id,
    "place": _id,
    "matter": _line,
    "into": _line,
    "office": _line,
    "phone": _line,
    "solved": _flag,
    "satisfied": _flag,
    "evidence": _ids,
    "ground": _ground,
    "channel": lambda move, name, value: _one_of(Channel, name, value),
    "reached": lambda move, name, value: _one_of(Reached, name, value),
    "data_ground": lambda move, name, value: _one_of(DataGround, name, value),
    "request": _uuid,
    "clock": lambda move, name, value: _one_of(ClockKind, name, value),
}
