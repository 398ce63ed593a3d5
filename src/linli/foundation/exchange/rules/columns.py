"""What an area declares before it reads a file: its columns, their titles and kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from linli.foundation.exchange.rules.forbidden import is_forbidden
from linli.kernel.codes import plain

LOCAL = ZoneInfo("Asia/Shanghai")


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    CODE = "code"  # digits that are a name, not an amount; kept as text
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PHONE = "phone"
    CITIZEN_NUMBER = "citizen_number"
    USCC = "uscc"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in code, its titles (Chinese first, then English and aliases), its kind.

    `choices` maps every word that may stand in a cell to a value; `most` is the longest text or the
    greatest number, `least` the smallest number.
    """

    name: str
    titles: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int | None = None
    least: int | None = None

    def __post_init__(self) -> None:
        """Refuse to declare what must not be collected, and a choice without choices."""
        for title in self.titles:
            if is_forbidden(title):
                raise ValueError(f"column {title} must not be collected")
        if self.kind is Kind.CHOICE and not self.choices:
            raise ValueError(f"column {self.name} has no choices")

    @property
    def longest(self) -> int:
        """The greatest number of characters a text may have."""
        return 2000 if self.most is None else self.most


@dataclass(frozen=True)
class Spec:
    """A table's columns and its limits; moments without a zone are local to `zone`.

    What is also given out as a template has a `name`, whose texts are `sheet.<name>.title`,
    `….about` and `….<column>`, and an `example` row, which is never taken for data.
    """

    columns: tuple[Column, ...]
    zone: ZoneInfo = LOCAL
    most_rows: int = 50_000
    most_bytes: int = 20 * 2**20
    name: str = ""
    example: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_title(self) -> Mapping[str, Column]:
        """Columns by each of their titles as `tidy` makes them, and by their names."""
        found: dict[str, Column] = {}
        for column in self.columns:
            for title in (*column.titles, column.name):
                if found.setdefault(tidy(title), column) is not column:
                    raise ValueError(f"two columns are called {title}")
        return found

    def column(self, title: str) -> Column | None:
        """Return the column that a title means, with or without its remark in brackets."""
        return self.by_title.get(tidy(title)) or self.by_title.get(
            tidy(_REMARK.sub("", plain(title)))
        )


# The first column of a template: a running number, or the word that marks its example row.
MARK = ("序号", "No.")
EXAMPLE = ("示例", "Example")

_REMARK = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_NOISE = re.compile(r"[\s*:·_\-]+")


def tidy(title: str) -> str:
    """Return a title without what people add to it: spaces, stars, colons, case."""
    return _NOISE.sub("", plain(title)).casefold()
