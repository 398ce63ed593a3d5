"""From the code on a wall to the place it means today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from linli.domain.territory.models import PlaceVersion, Sign
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.places import FIELDS as NAME_FIELDS
from linli.domain.territory.queries.places import PlaceName, name_from, named
from linli.domain.territory.queries.succession import successor
from linli.kernel.errors import NotFound
from linli.kernel.ids import read_sign_code


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a sign leads: the place that stands today, and the one it was made for if that ended.

    `ended_on` is the first day on which the old place was no longer there.
    """

    code: str
    place: PlaceName
    former: PlaceName | None = None
    ended_on: date | None = None


def signs_of(places: Iterable[int]) -> dict[int, str]:
    """Return the codes of the signs that places have, by place."""
    rows = Sign.objects.filter(place_id__in=list(places)).order_by()
    return dict(rows.values_list("place_id", "code"))


def by_sign(text: str, on: date) -> Signed:
    """Return where a sign leads on a day, as typed or read by a camera.

    NotFound `unknown_sign`: a code with a wrong check and one never given answer alike.
    """
    code = read_sign_code(text[:40])
    place = Sign.objects.filter(code=code).values_list("place_id", flat=True).first()
    if code is None or place is None:
        raise NotFound("unknown_sign")
    standing = standing_place(place, on)
    if standing == place:
        return Signed(code, named([place], on)[place])
    last = _last(place)
    former = name_from(tuple(getattr(last, name) for name in NAME_FIELDS)) if last else None
    ended = last.valid_to if last else None
    return Signed(code, named([standing], on)[standing], former, ended)


def standing_place(place: int, on: date) -> int:
    """Return the place itself, its successor, or the nearest that stands above where it last lay.

    NotFound if nothing of its path stands any more.
    """
    tree, seen = atlas(on), set()
    here: int | None = place
    while here is not None and here not in seen:
        if here in tree:
            return here
        if (heir := successor(here, on)) is not None:
            return heir
        seen.add(here)
        last = _last(here)
        here = last.parent_id if last else None
    raise NotFound("unknown_sign")


def _last(place: int) -> PlaceVersion | None:
    """Return the last row of a place, ended or not."""
    rows = PlaceVersion.objects.filter(place_id=place)
    return rows.order_by(F("valid_to").desc(nulls_first=True)).first()
