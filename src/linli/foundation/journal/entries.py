"""What an entry's `data` may hold: codes, ids, numbers and dates, by schema; never words.

Each area's `entries.py` declares `SCHEMAS: Schemas`: procedure → move → field → Kind. Words,
contacts and pictures are particulars, which stand beside the entry, encrypted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

PARTICULARS = "particulars"  # the key under which an entry binds what stands beside it


class Kind(StrEnum):
    """What one field of an entry's data is."""

    CODE = "code"  # a name from a list: states, reasons, matters, clauses
    CODES = "codes"
    ID = "id"  # a whole number or a UUID
    IDS = "ids"
    NUMBER = "number"  # a whole number
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"


Fields = Mapping[str, Kind]
Schemas = Mapping[str, Mapping[str, Fields]]

_CODE = re.compile(r"[a-z0-9_./:+-]{0,64}")
# a number to ring or a citizen's number is no code, whatever field it comes in
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dx])(?!\d)")


def encoded(kind: Kind, value: Any) -> Any:
    """Return a value as JSON keeps it; raises ValueError when it is not of its kind."""
    if value is None:
        return None
    return _ENCODERS[kind](value)


def _code(value: Any) -> str:
    text = value.value if isinstance(value, Enum) else value
    if not isinstance(text, str) or not _CODE.fullmatch(text) or _PERSONAL.search(text):
        raise ValueError("not a code")
    return text


def _id(value: Any) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str | UUID):
        raise ValueError("not an id")
    return value if isinstance(value, int) else str(UUID(str(value)))


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a whole number")
    return value


def _date(value: Any) -> str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("not a day")
    return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()


def _moment(value: Any) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError("not a moment with its zone")
    return moment.astimezone(UTC).isoformat()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not yes or no")
    return value


def _codes(value: Any) -> list[str]:
    return [_code(v) for v in _several(value)]


def _ids(value: Any) -> list[int | str]:
    return [_id(v) for v in _several(value)]


def _several(value: Any) -> list[Any]:
    if isinstance(value, str | Mapping):
        raise ValueError("not several")
    return list(value)


_ENCODERS = {
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.ID: _id,
    Kind.IDS: _ids,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
}
