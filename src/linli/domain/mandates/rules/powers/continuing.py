"""When places become one, their lists of a kind become one: which item goes on under which code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Listed(NamedTuple):
    """An item of one of the lists that become one."""

    listed: int
    item: int
    code: str
    name: str


def clashing(items: Iterable[Listed]) -> list[str]:
    """Return the codes of items that another list has too, by code or by name."""
    items = sorted(items, key=lambda i: (i.listed, i.code))
    codes: dict[str, set[int]] = {}
    names: dict[str, set[int]] = {}
    for item in items:
        codes.setdefault(item.code, set()).add(item.listed)
        names.setdefault(item.name, set()).add(item.listed)
    both = (i.code for i in items if len(codes[i.code]) > 1 or len(names[i.name]) > 1)
    return list(dict.fromkeys(both))


def merged(items: Iterable[Listed], target: int | None, first: int | None) -> dict[int, str | None]:
    """Return the code under which each item goes on; None where another list's says the same.

    An item of the list that stays (`target`) keeps its code for ever; of the others the chosen list
    (`first`) keeps its own, and who finds a code taken gets a number. Of two of one name the chosen
    list's goes on, under the code that the name has already.
    """

    def rank(listed: int) -> int:
        return 0 if listed == first else 1 if listed == target else 2

    out: dict[int, str | None] = {}
    won: dict[str, Listed] = {}
    taken: set[str] = set()
    order = sorted(items, key=lambda i: (i.listed != target, rank(i.listed), i.listed, i.code))
    for item in order:
        other = won.get(item.name)
        if other is None or other.listed == item.listed:
            out[item.item] = _free(item.code, taken)
            won.setdefault(item.name, item)
        elif rank(item.listed) < rank(other.listed):
            out[item.item], out[other.item] = out[other.item], None
            won[item.name] = item
        else:
            out[item.item] = None
    return out


def _free(code: str, taken: set[str]) -> str:
    number, here = 1, code
    while here in taken:
        number += 1
        here = f"{code[:36]}-{number}"
    taken.add(here)
    return here
