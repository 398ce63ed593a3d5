"""Open work that lies directly in a place being split: listed, or by where it happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from linli.domain.cases.models import Case
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.territory.models import PlaceCode, Reorganisation
from linli.foundation.journal import queries as journal
from linli.kernel.ids import read_case_number

KEY = "case:"
LOCATED = 5_000  # of which the place on the map is read at once


def directly(places: Iterable[int]) -> QuerySet[Case]:
    """Return the open cases that lie in places themselves, in nothing below them."""
    return Case.objects.filter(open=True, place_id__in=list(places)).order_by("id")


def keys_of(places: Collection[int], named: Collection[str]) -> dict[str, str]:
    """Return the keys of answers for those of some numbers, as typed, that lie directly there."""
    numbers = {text: n for text in named if (n := read_case_number(text)) is not None}
    if not places or not numbers:
        return {}
    rows = directly(places).filter(number__in=set(numbers.values()))
    here = set(rows.values_list("number", flat=True))
    return {text: f"{KEY}{number}" for text, number in numbers.items() if number in here}


def locations(places: Collection[int]) -> dict[str, tuple[float, float]]:
    """Return where such cases happened, as far as it was said, by the key of their answer."""
    if not places:
        return {}
    numbers = dict(directly(places).values_list("id", "number")[:LOCATED])
    texts = journal.particulars_of(SUBJECT, numbers, ["location"])
    found = {}
    for case, said in texts.items():
        longitude, _, latitude = said.get("location", "").partition(",")
        if latitude:
            found[f"{KEY}{numbers[case]}"] = (float(longitude), float(latitude))
    return found


def listed(reorganisation: int) -> dict[str, int]:
    """Return the cases that an instrument sends to a part by themselves: number -> place."""
    answers = Reorganisation.objects.values_list("answers", flat=True).get(pk=reorganisation)
    said = {k.removeprefix(KEY): v for k, v in answers.items() if k.startswith(KEY)}
    if not said:
        return {}
    codes = PlaceCode.objects.filter(code__in=set(said.values())).order_by()
    places = dict(codes.values_list("code", "place_id"))
    return {number: places[code] for number, code in said.items() if code in places}
