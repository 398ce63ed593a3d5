"""What the words of another platform's file mean here: which matter, which place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.rules import imports
from linli.domain.cases.rules.imports import Rule
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.codes import plain
from linli.kernel.errors import Invalid, NotFound

_MATTER_FIELDS = frozenset({"label", "asked"})


class Sorting:
    """One run: the mapping, what is known of each day, and the places names have led to."""

    def __init__(
        self, root: int, at: datetime, rules: Sequence[Rule], defaults: Sequence[Rule]
    ) -> None:
        """Check that every code of the mapping exists; raises Invalid.

        `rules` come before the catalogue's own names and codes, `defaults` after them.
        """
        self.root, self.rules, self.defaults = root, tuple(rules), tuple(defaults)
        self._days: dict[date, Known] = {}
        self._places: dict[tuple[int, str], int] = {}
        self._counties = _counties(root, local_day(at))
        self._matters = self.known(at).catalogue.matters
        self._by_name = {m.name: code for code, m in sorted(self._matters.items(), reverse=True)}
        for rule in self.rules:
            if rule.field != "district" and rule.code not in self._matters:
                raise Invalid("mapping_matter", code=rule.code, value=rule.value)

    def known(self, at: datetime) -> Known:
        """Return what is known of a moment's day, asked for once."""
        return self._days.setdefault(local_day(at), Known(local_day(at)))

    def matter(self, row: Row) -> str:
        """Return the matter that the mapping names, else the label itself, else the defaults."""
        label = plain(row["label"] or "")
        return (
            imports.mapped(row, self.rules, _MATTER_FIELDS)
            or (label if label in self._matters else self._by_name.get(label))
            or imports.mapped(row, self.defaults, _MATTER_FIELDS)
            or imports.UNSORTED
        )

    def place(self, said: str, within: int | None = None) -> int:
        """Return the place of a name or code, inside another; raises NotFound, Invalid."""
        root = within or self.root
        if (root, said) not in self._places:
            self._places[root, said] = self._found(said, root)
        return self._places[root, said]

    def _found(self, said: str, root: int) -> int:
        if said.isdecimal():
            place = territory.by_code(said, None).pk
            if not territory.atlas().is_inside(place, root):
                raise NotFound("unknown_place_name", field="place", name=said)
            return place
        named = self._counties.get(said) if root == self.root else None
        return named or territory.by_name(said, within=root).pk


def _counties(root: int, on: date) -> dict[str, int]:
    """Return the counties directly below a city by name: a district's name means them first."""
    tree = territory.atlas(on)
    below = [int(i) for i in tree.children(root) if tree.level(int(i)) == Level.COUNTY]
    return {p.name: i for i, p in territory.named(below, on).items()}
