"""Reading a published list of divisions: the npm package's folder of CSV, or its SQLite file."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from linli.domain.territory.rules.names import (
    common_name,
    county_kind,
    prefecture_kind,
    town_kind,
    village_kind,
)
from linli.domain.territory.states import Kind, Level
from linli.kernel.errors import Invalid

COUNTRY = "86"
FILES = {"province": 2, "city": 4, "area": 6, "street": 9, "village": 12}
_CSV = {
    "province": "provinces",
    "city": "cities",
    "area": "areas",
    "street": "streets",
    "village": "villages",
}


class Division(NamedTuple):
    """One entry of a list: its code, its parent's, its common and its official name."""

    code: str
    parent: str
    name: str
    official: str
    kind: Kind
    level: Level


def read(source: Path, within: str = "") -> list[Division]:
    """Return the list's entries, parents before children, in the order of codes.

    `within` keeps one subtree and what lies above it. Raises Invalid for a file that is not such a
    list, a code of the wrong form, twice, or under a parent that is not there.
    """
    rows = _keep(_rows(source, within), within)
    parents: dict[str, str] = {COUNTRY: "中国"}
    found = [Division(COUNTRY, "", "中国", "", Kind.COUNTRY, Level.COUNTRY)]
    for code, name in sorted(rows):
        if code in parents:
            raise Invalid("divisions_code_twice", place_code=code)
        parent = _parent(code)
        if parent not in parents:
            raise Invalid("divisions_no_parent", place_code=code, parent=parent)
        parents[code] = name
        found.append(_division(code, parent, name, parents[parent]))
    return found


def _division(code: str, parent: str, name: str, above: str) -> Division:
    match len(code):
        case 2:
            kind, level = Kind.PROVINCE, Level.PROVINCE
        case 4:
            kind, level = prefecture_kind(name), Level.PREFECTURE
        case 6:
            kind, level = county_kind(code, name, above), Level.COUNTY
        case 9:
            kind, level = town_kind(code, name), Level.TOWN
        case _:
            kind, level = village_kind(code), Level.COMMUNITY
    common = common_name(name, kind)
    return Division(code, parent, common, name if name != common else "", kind, level)


def _parent(code: str) -> str:
    return {2: COUNTRY, 4: code[:2], 6: code[:4], 9: code[:6], 12: code[:9]}[len(code)]


def _keep(rows: Iterable[tuple[str, str]], within: str) -> Iterator[tuple[str, str]]:
    for code, name in rows:
        if not code.isdecimal() or not code.isascii() or not name:
            raise Invalid("divisions_code_form", place_code=code[:40])
        if code.startswith(within) or within.startswith(code):
            yield code, name


def _rows(source: Path, within: str) -> Iterator[tuple[str, str]]:
    if source.is_dir():
        return _from_folder(source, within)
    if source.is_file():
        return _from_sqlite(source)
    raise Invalid("divisions_no_file", file=source.name)


def _from_folder(folder: Path, within: str) -> Iterator[tuple[str, str]]:
    for table, length in FILES.items():
        path = folder / f"{_CSV[table]}.csv"
        if not path.is_file():
            raise Invalid("divisions_no_file", file=path.name)
        with path.open(encoding="utf-8", newline="") as file:
            if next(csv.reader([next(file, "")]), [])[:2] != ["code", "name"]:
                raise Invalid("divisions_not_a_list", file=path.name)
            # a part of the country is a hundredth of the lines: the others are not taken apart
            wanted = file if length <= len(within) else (n for n in file if within in n[:14])
            for code, name, *_ in csv.reader(wanted):
                if len(code) != length:
                    raise Invalid("divisions_code_form", place_code=code[:40])
                yield code, name.strip()


def _from_sqlite(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            for table, length in FILES.items():
                for code, name in db.execute(f"SELECT code, name FROM {table}"):  # noqa: S608
                    if len(str(code)) != length:
                        raise Invalid("divisions_code_form", place_code=str(code)[:40])
                    yield str(code), str(name).strip()
    except sqlite3.DatabaseError:
        raise Invalid("divisions_not_a_list", file=path.name) from None
