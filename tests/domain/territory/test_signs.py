"""Signs: one code a place for ever, whatever it is called; an ended place leads upwards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linli.domain.territory import actions, queries
from linli.domain.territory.models import Place, Sign
from linli.domain.territory.states import Kind
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import NotFound
from linli.kernel.ids import ALPHABET, read_sign_code, shown_sign_code, sign_code

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY, LATER = date(2026, 3, 2), date(2026, 6, 1)
COMMUNITY, STREET = "140403006001", "140403006"


def signs(places: dict[str, Place], *codes: str) -> dict[int, str]:
    return actions.make_signs(
        by=SYSTEM, at=AT, root=places["140403"].pk, places=[places[c].pk for c in codes]
    )


def test_a_place_keeps_its_code_and_making_again_makes_nothing(places: dict[str, Place]) -> None:
    first = signs(places, COMMUNITY, STREET)
    again = signs(places, COMMUNITY, STREET, "140403100")
    assert first.items() < again.items()
    assert len(set(again.values())) == Sign.objects.count() == 3
    entries = Entry.objects.filter(move="make_signs").order_by("seq")
    assert [e.data["signs"] for e in entries] == [2, 1]


def test_a_code_survives_a_new_name_and_is_read_as_people_type_it(places) -> None:
    place = places[COMMUNITY]
    code = signs(places, COMMUNITY)[place.pk]
    actions.rename_place(by=SYSTEM, at=AT, place=place, name="演武新村社区", valid_from=LATER)
    assert queries.by_sign(code, TODAY).place.name == "演武社区"
    assert queries.by_sign(shown_sign_code(code).lower(), LATER).place.name == "演武新村社区"


def test_an_ended_place_leads_to_the_nearest_that_stands_and_says_so(places) -> None:
    grid = actions.create_place(
        by=SYSTEM, at=AT, kind=Kind.GRID, name="第一网格", parent=places[COMMUNITY], code="G1"
    )
    code = actions.make_signs(by=SYSTEM, at=AT, root=grid.pk, places=[grid.pk])[grid.pk]
    assert queries.by_sign(code, LATER).former is None
    actions.end_place(by=SYSTEM, at=AT, place=grid, valid_to=LATER)
    found = queries.by_sign(code, LATER)
    assert (found.place.name, found.former.name) == ("演武社区", "第一网格")
    assert found.ended_on == LATER
    actions.end_place(by=SYSTEM, at=AT, place=places[COMMUNITY], valid_to=LATER)
    assert queries.by_sign(code, LATER).place.name == "太行东街街道"


@pytest.mark.parametrize("text", ["", "ABC", "0" * 9, "7K3M9QXT", "../etc", "二维码", "\x00" * 9])
def test_no_code_and_a_code_of_nobody_answer_alike(places, text: str) -> None:
    for wrong in (text, sign_code()):
        with pytest.raises(NotFound) as refused:
            queries.by_sign(wrong, TODAY)
        assert (refused.value.code, refused.value.params) == ("unknown_sign", {})


def test_one_letter_misread_is_never_another_sign() -> None:
    code = sign_code()
    for at in range(len(code)):
        for letter in ALPHABET:
            other = code[:at] + letter + code[at + 1 :]
            assert (read_sign_code(other) is None) == (other != code)
