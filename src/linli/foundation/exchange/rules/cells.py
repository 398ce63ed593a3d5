"""How one cell is understood: what people type, what Excel makes of it, and what it has damaged."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from linli.foundation.exchange.rules.columns import Column, Kind, tidy
from linli.kernel.codes import plain, read_citizen_number, read_phone, read_uscc

Raw = str | int | float | bool | date | datetime | time | timedelta | None

# Excel keeps fifteen digits of a number; what is longer has lost its end for good.
_DAMAGED = re.compile(r"[+-]?\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_MOST_DIGITS = 10**15
_MOST_EXPONENT = 30  # no amount in an office is longer
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day 0 has no zone
_SERIALS = range(1, 109_575)  # to the end of 2199
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*(?:日|号)?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"(\d{1,2})\s*(?::|时|点)\s*(\d{1,2})?\s*(?::|分)?\s*(?:(\d{1,2})(?:\.\d+)?秒?)?"
)
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "v", "y", "yes", "true", "1", "t"})
_NO = frozenset({"否", "无", "不", "×", "✗", "✘", "x", "n", "no", "false", "0", "f", "☐", "□"})
_KEPT_CONTROLS = {"\n", "\t"}


class Wrong(Exception):  # noqa: N818 - a value of the answer, not an error of ours
    """A cell that cannot be taken: the key of its text and the values that fill it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read(raw: Raw, column: Column, zone: ZoneInfo) -> Any:
    """Return a cell's value, None if it is empty; raises Wrong."""
    if raw is None or (isinstance(raw, str) and not plain(raw)):
        if column.required:
            raise Wrong("exchange.cell.empty")
        return None
    if column.kind is Kind.MOMENT:
        return _moment(raw, zone)
    return _READERS[column.kind](raw, column)


def shown(raw: Raw) -> str:
    """Return a cell as text: whole numbers without a point, days in ISO form."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < _MOST_DIGITS:
        return str(int(raw))
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.isoformat(" ", "minutes") if raw.time() != time() else raw.date().isoformat()
    return "" if raw is None else str(raw)


def _text(raw: Raw, column: Column) -> str:
    text = unicodedata.normalize("NFC", _unquoted(shown(raw))).strip()
    if "\ufffd" in text:
        raise Wrong("exchange.cell.mojibake")
    clean = "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) != "Cc")
    if len(clean) > column.longest:
        raise Wrong("exchange.cell.too_long", length=len(clean), most=column.longest)
    return clean


def _unquoted(text: str) -> str:
    """Return text without the marks that keep a spreadsheet from reckoning with it."""
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1]
    return text[1:] if text[:1] == "'" else text


def _digits(raw: Raw, column: Column) -> str:
    """Return a cell that names something as plain text; raises Wrong if Excel has damaged it."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= _MOST_DIGITS:
        raise Wrong("exchange.cell.damaged", text=shown(raw))
    text = plain(_text(raw, column))
    if _DAMAGED.fullmatch(text):
        raise Wrong("exchange.cell.damaged", text=text)
    return text


def _checked(reader: Callable[[str], str | None], code: str) -> Callable[[Raw, Column], str]:
    def read_checked(raw: Raw, column: Column) -> str:
        value = reader(re.sub(r"\s", "", _digits(raw, column)))
        if value is None:
            raise Wrong(code)
        return value

    return read_checked


def _number(raw: Raw) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Wrong("exchange.cell.not_a_number", text=shown(raw))
    text = re.sub(r"[\s,']", "", plain(_unquoted(str(raw))))
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Wrong("exchange.cell.not_a_number", text=text[:40]) from None
    if not number.is_finite():
        raise Wrong("exchange.cell.not_a_number", text=text[:40])
    if abs(number.adjusted()) > _MOST_EXPONENT:
        raise Wrong("exchange.cell.damaged", text=text[:40])
    return number


def _decimal(raw: Raw, column: Column) -> Decimal:
    number = _number(raw)
    if column.least is not None and number < column.least:
        raise Wrong("exchange.cell.too_small", least=column.least)
    if column.most is not None and number > column.most:
        raise Wrong("exchange.cell.too_great", most=column.most)
    return number


def _whole(raw: Raw, column: Column) -> int:
    number = _decimal(raw, column)
    if abs(number) >= _MOST_DIGITS:
        raise Wrong("exchange.cell.damaged", text=shown(raw)[:40])
    if number != number.to_integral_value():
        raise Wrong("exchange.cell.not_whole", text=shown(raw)[:40])
    return int(number)


def _date(raw: Raw, column: Column) -> date:
    return _naive(raw)[0].date()


def _moment(raw: Raw, zone: ZoneInfo) -> datetime:
    moment, own_zone = _naive(raw)
    return moment if own_zone else moment.replace(tzinfo=zone)


def _naive(raw: Raw) -> tuple[datetime, bool]:
    """Return a moment, and whether it came with a zone of its own."""
    if isinstance(raw, datetime):
        return raw, raw.tzinfo is not None
    if isinstance(raw, date):
        return datetime.combine(raw, time()), False
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _serial(raw), False
    return _written(plain(_unquoted(str(raw))))


def _serial(number: float) -> datetime:
    if _SERIALS.start <= number < _SERIALS.stop:
        return _EPOCH + timedelta(seconds=round(number * 86_400))
    if math.isfinite(number) and number == int(number):
        return _written(str(int(number)))[0]
    raise Wrong("exchange.cell.not_a_date", text=str(number))


def _written(text: str) -> tuple[datetime, bool]:
    if "T" in text or "+" in text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Wrong("exchange.cell.not_a_date", text=text[:40]) from None
        return moment, moment.tzinfo is not None
    if text.isdecimal() and len(text) == 5:
        return _serial(int(text)), False
    day = _DAY.match(text) or _PACKED.fullmatch(text)
    rest = text[day.end() :].strip() if day else ""
    hour = _TIME.fullmatch(rest) if rest else None
    if day is None or (rest and hour is None):
        raise Wrong("exchange.cell.not_a_date", text=text[:40])
    hours, minutes, seconds = (int(p or 0) for p in (hour.groups() if hour else "000"))
    try:
        on = date(*(int(part) for part in day.groups()))
        moment = datetime.combine(on, time(hours, minutes, seconds))
    except ValueError:
        raise Wrong("exchange.cell.no_such_date", text=text[:40]) from None
    if not 1850 <= moment.year <= 2199:
        raise Wrong("exchange.cell.no_such_date", text=text[:40])
    return moment, False


def _yes_no(raw: Raw, column: Column) -> bool:
    word = plain(shown(raw)).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Wrong("exchange.cell.not_yes_no", text=word[:40])


def _choice(raw: Raw, column: Column) -> str:
    choices = {tidy(word): value for word, value in column.choices.items()}
    found = choices.get(tidy(_text(raw, column)))
    if found is None:
        raise Wrong(
            "exchange.cell.not_a_choice",
            text=shown(raw)[:40],
            choices="、".join(list(column.choices)[:20]),
        )
    return found


_READERS: dict[Kind, Callable[[Raw, Column], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _digits,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.PHONE: _checked(read_phone, "exchange.cell.not_a_phone"),
    Kind.CITIZEN_NUMBER: _checked(read_citizen_number, "exchange.cell.not_a_citizen_number"),
    Kind.USCC: _checked(read_uscc, "exchange.cell.not_a_uscc"),
}
