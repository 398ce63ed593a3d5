"""The pattern of codes below a village or community: letters and digits for each kind; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from linli.domain.territory.rules.names import half_width
from linli.domain.territory.states import Kind
from linli.kernel.errors import Conflict, Invalid

KINDS = (Kind.GRID, Kind.MICRO_GRID, Kind.ESTATE, Kind.BUILDING)  # in this order they are written
_PART = re.compile(r"([A-Z]{0,3})([1-6])")
_BETWEEN = re.compile(r"[\s,，、;；/·]+")


class Part(NamedTuple):
    """What follows the parent's code: letters, then a number of so many digits."""

    letters: str
    digits: int


@dataclass(frozen=True, slots=True)
class CodePattern:
    """How a code is made of the parent's code, for each kind: `W3 M3 X3 L3` → …W001, …W001M001."""

    parts: Mapping[Kind, Part]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read four parts, of grid, micro-grid, estate and building; raises Invalid.

        Two kinds never have the same letters: they may lie under one parent.
        """
        words = [w for w in _BETWEEN.split(half_width(text).upper()) if w]
        found = [_PART.fullmatch(w) for w in words]
        parts = [Part(m[1], int(m[2])) for m in found if m is not None]
        if len(parts) != len(KINDS) or len(words) != len(KINDS):
            raise Invalid("grid_codes_unreadable", field="pattern", text=text[:40])
        if len({p.letters for p in parts}) < len(parts):
            raise Invalid("grid_codes_alike", field="pattern")
        return cls(dict(zip(KINDS, parts, strict=True)))

    @property
    def text(self) -> str:
        """The pattern as it is kept."""
        return " ".join(f"{p.letters}{p.digits}" for p in self.parts.values())

    def stem(self, above: str, kind: Kind) -> str:
        """Return what all codes of a kind under a parent's code begin with."""
        return f"{above}{self.parts[kind].letters}"

    def code(self, above: str, kind: Kind, number: int) -> str:
        """Return one code; raises Conflict where the number has more digits than the pattern."""
        digits = self.parts[kind].digits
        if not 0 < number < 10**digits:
            most = 10**digits - 1
            raise Conflict(
                "grid_codes_used_up", field="code", stem=self.stem(above, kind), most=most
            )
        return f"{self.stem(above, kind)}{number:0{digits}d}"

    def next(self, above: str, kind: Kind, taken: Collection[str]) -> str:
        """Return the first code that nothing has or had; raises Conflict when they are used up."""
        number = 1
        while (code := self.code(above, kind, number)) in taken:
            number += 1
        return code

    def parse(self, above: str, code: str) -> tuple[Kind, int] | None:
        """Return the kind and number of a code under a parent's; None where it is none of these."""
        rest = code.removeprefix(above)
        for kind, part in self.parts.items():
            digits = rest.removeprefix(part.letters)
            plain = digits.isascii() and digits.isdecimal() and len(digits) == part.digits
            if plain and int(digits) and code == self.code(above, kind, int(digits)):
                return kind, int(digits)
        return None
