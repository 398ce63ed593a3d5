"""Finding places by what people type: a name or part of it, another name, initials, a code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection

from linli.domain.territory.models import Place, PlaceAlias, PlaceCode, PlaceVersion
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.kept import Kept
from linli.domain.territory.queries.places import PlaceName, named
from linli.domain.territory.rules.names import common_name
from linli.domain.territory.rules.register import Register
from linli.domain.territory.states import AliasKind, Kind, Level
from linli.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found: its names from the top down, and why.

    `why` is name, start, part, initials, pinyin, code, or the kind of alias (former, short,
    popular, misspelt) with the alias itself in `alias`; of a former name, since when it is none
    and by which instrument, where that is known.
    """

    place_id: int
    name: str
    path: tuple[PlaceName, ...]
    why: str
    alias: str = ""
    replaced_on: date | None = None
    basis: str = ""

    @property
    def leaf(self) -> PlaceName:
        """The place itself."""
        return self.path[-1]

    @property
    def said(self) -> list[PlaceName]:
        """The part of the path that people say."""
        return shown(self.path)

    @property
    def why_key(self) -> str:
        """The text key of why an alias led here."""
        return f"territory.why.{self.why}" + ("_on" if self.replaced_on else "")


def find(
    text: str, within: int | None = None, on: date | None = None, limit: int = 20
) -> list[Hit]:
    """Return places that people may mean by a text, nearest first; at most six queries.

    Several words narrow: the last one is looked for inside what the earlier ones find.
    """
    words = _typed(text).replace("/", " ").replace("·", " ").split()[:4]
    if not words:
        return []
    scopes: list[int | None] = [within]
    for word in words[:-1]:
        scopes = [*[i for scope in scopes for i, _, _ in _matches(word, scope, on, 5)][:5]]
    found: dict[int, tuple[str, str]] = {}
    for scope in scopes:
        for place, why, alias in _matches(words[-1], scope, on, limit):
            found.setdefault(place, (why, alias))
    return _told(found, on)[:limit]


def by_name(text: str, within: int | None = None, on: date | None = None) -> Place:
    """Return the one place of a name or alias, the committee's official name too (for imports).

    NotFound `unknown_place_name`; Invalid `place_ambiguous` with the paths where several have it.
    """
    spellings = _spellings(_typed(text))
    rows: set[int] = set()
    for spelling in spellings:
        exact = {i for i, how in register(on).find(spelling, _turns(within, on)) if how == "name"}
        rows |= exact
    aliases = PlaceAlias.objects.on(None).filter(name__in=spellings)
    rows |= _inside(aliases.values_list("place_id", flat=True), within, on)
    if not rows:
        raise NotFound("unknown_place_name", field="place", name=text.strip()[:64])
    if len(rows) > 1:
        hits = _told(dict.fromkeys(sorted(rows), ("name", "")), on)
        choices = "；".join("".join(p.name for p in shown(h.path)) for h in hits)
        raise Invalid("place_ambiguous", field="place", name=text.strip()[:64], choices=choices)
    return Place.objects.get(pk=rows.pop())


def _typed(text: str) -> str:
    """Return what was typed without what no name has: control characters, more than 200 letters."""
    return "".join(c for c in text[:200] if c.isprintable() or c.isspace()).strip()


def shown(path: Sequence[PlaceName]) -> list[PlaceName]:
    """Return the part of a path that people say: no country, nothing that only fills a level."""
    said = [p for p in path if p.level != Level.COUNTRY and p.kind != Kind.DIRECT]
    return said or list(path[-1:])


def register(on: date | None = None) -> Register:
    """Return the register of names on a day (None = as last written)."""
    return _registers.on(on)


def _matches(
    word: str, within: int | None, on: date | None, limit: int
) -> list[tuple[int, str, str]]:
    """Return (place, why, alias): whole names, then other names, then codes, then the rest."""
    turns = _turns(within, on)
    matches = [m for form in _spellings(word) for m in register(on).find(form, turns, limit)]
    aliases = _by_alias(word, within, on)
    return [
        *((i, how, "") for i, how in matches if how == "name"),
        *(row for row in aliases if row[2] == word),
        *_by_code(word, within, on, limit),
        *((i, how, "") for i, how in matches if how == "start"),
        *(row for row in aliases if row[2] != word),
        *((i, how, "") for i, how in matches if how not in {"name", "start"}),
    ]


def _spellings(word: str) -> list[str]:
    """Return a text as typed and, where it names a committee, the place's common name."""
    if not word.endswith("委会"):
        return [word]
    kinds = (Kind.VILLAGE, Kind.COMMUNITY)
    return list(dict.fromkeys([word, *(common_name(word, kind) for kind in kinds)]))


def _by_alias(word: str, within: int | None, on: date | None) -> list[tuple[int, str, str]]:
    rows = list(
        PlaceAlias.objects.filter(name__startswith=word).values_list("place_id", "kind", "name")[
            :50
        ]
    )
    there = _inside([i for i, _, _ in rows], within, on)
    return [row for row in rows if row[0] in there]


def _by_code(
    word: str, within: int | None, on: date | None, limit: int
) -> list[tuple[int, str, str]]:
    if not (word.isascii() and word[:2].isdigit()):
        return []
    codes = PlaceCode.objects.filter(code__startswith=word).order_by("code")
    rows = list(codes.values_list("place_id", flat=True)[: 10 * limit])
    there = _inside(rows, within, on)
    return [(i, "code", "") for i in rows if i in there][:limit]


def _inside(places: Iterable[int], within: int | None, on: date | None) -> set[int]:
    tree = atlas(on)
    return {i for i in places if i in tree and (within is None or tree.is_inside(i, within))}


def _turns(within: int | None, on: date | None) -> tuple[int, int] | None:
    return None if within is None else atlas(on).turns(within)


def _told(found: dict[int, tuple[str, str]], on: date | None) -> list[Hit]:
    tree = atlas(on)
    paths = {i: tree.path(i) for i in found}
    names = named({i for path in paths.values() for i in path}, on)
    ended = _replaced(found)
    return [
        Hit(
            i,
            names[i].name,
            tuple(names[j] for j in paths[i] if j in names),
            why,
            alias,
            *ended.get((i, alias), (None, "")),
        )
        for i, (why, alias) in found.items()
        if i in names
    ]


def _replaced(found: dict[int, tuple[str, str]]) -> dict[tuple[int, str], tuple[date | None, str]]:
    """Return since when and by which instrument former names are none; no query without one."""
    wanted = [i for i, (why, _) in found.items() if why == AliasKind.FORMER]
    if not wanted:
        return {}
    rows = PlaceAlias.objects.filter(place_id__in=wanted, replaced_on__isnull=False).order_by("pk")
    told = rows.values_list("place_id", "name", "replaced_on", "basis")
    return {(i, name): (day, basis) for i, name, day, basis in told}


def _from_rows(on: date | None) -> Register:
    tree = atlas(on)
    rows = PlaceVersion.objects.on(on).exclude(kind=Kind.DIRECT).order_by()
    fields = ("place_id", "level", "name", "pinyin", "initials")
    sql, params = rows.values_list(*fields).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        entries = cursor.fetchall()
    places = np.fromiter((e[0] for e in entries), dtype=np.int64, count=len(entries))
    return Register.build(entries, tree.tin[tree.index(places)])


_registers = Kept("names", _from_rows, Register.load, most=2)
