"""`linli tree`: a place at a date."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from tests.domain.territory.conftest import AT

from linli.domain.territory.actions import rename_place
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def tree(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    call_command("tree", "--json", "--place", *options)
    return json.loads(capsys.readouterr().out)


def test_a_place_with_its_children_and_counts(
    places: dict[str, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    told = tree(capsys, "140403")
    assert [p["name"] for p in told["path"]] == ["中国", "山西省", "长治市", "潞州区"]
    assert told["counts"] == {"town": 1, "subdistrict": 1, "village": 1, "community": 2}
    assert [(c["code"], c["places"]) for c in told["children"]] == [
        ("140403006", 2),
        ("140403100", 1),
    ]


def test_a_date_shows_the_names_of_that_day(
    places: dict[str, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    rename_place(by=SYSTEM, at=AT, place=places["140403"], name="新区", valid_from=date(2026, 5, 1))
    assert tree(capsys, "140403", "--at", "2026-04-30")["place"]["name"] == "潞州区"
    assert tree(capsys, "140403", "--at", "2026-05-01")["place"]["name"] == "新区"
    assert [n["name"] for n in tree(capsys, "140403")["names"]] == ["潞州区", "新区"]


def test_an_unknown_code_is_said(places: dict[str, Place]) -> None:
    with pytest.raises(CommandError, match="unknown_place_code"):
        call_command("tree", "--place", "999")
