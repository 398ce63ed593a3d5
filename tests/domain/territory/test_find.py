"""Finding places by name, other names, initials, pinyin and code; asking which."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import add_alias, create_place, rename_place
from linli.domain.territory.models import Place
from linli.domain.territory.rules.english import english, stem
from linli.domain.territory.rules.register import Entry, Register, Text
from linli.domain.territory.states import AliasKind, Kind
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Invalid, NotFound

Places = dict[str, Place]
db = pytest.mark.django_db


def seen(text: str, **options: int) -> list[tuple[str, str]]:
    return [(h.name, h.why) for h in queries.find(text, **options)]


@db
@pytest.mark.db
def test_a_popular_name_answers_the_place(places: Places) -> None:
    street = places["140403006"]
    add_alias(by=SYSTEM, at=AT, place=street, name="太东街道", kind=AliasKind.POPULAR)
    hit = queries.find("太东街道")[0]
    assert (hit.place_id, hit.why, hit.alias) == (street.pk, "popular", "太东街道")
    assert [p.name for p in queries.shown(hit.path)] == [
        "山西省",
        "长治市",
        "潞州区",
        "太行东街街道",
    ]
    assert queries.by_name("太东街道") == street


@db
@pytest.mark.db
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("演武", ("演武社区", "start")),
        ("演武社区", ("演武社区", "name")),
        ("演武社区居委会", ("演武社区", "name")),
        ("武社", ("演武社区", "part")),
        ("ywsq", ("演武社区", "initials")),
        ("changzhi", ("长治市", "pinyin")),
        ("140403006", ("太行东街街道", "code")),
        ("潞州 演武", ("演武社区", "start")),
        ("长治市/东脑", ("东脑村", "start")),
        ("演\x00武", ("演武社区", "start")),
    ],
)
def test_the_first_answer(places: Places, text: str, first: tuple[str, str]) -> None:
    assert seen(text)[0] == first


@db
@pytest.mark.db
def test_a_search_within_a_place_stays_there(places: Places) -> None:
    assert ("演武社区", "part") in seen("区", within=places["140403006"].pk)
    assert seen("演武", within=places["140403100"].pk) == []
    assert seen("140403006001", within=places["140403100"].pk) == []


@db
@pytest.mark.db
@pytest.mark.parametrize("text", ["", "   ", "没有的地方", "%", "_", "\n", "x" * 10_000, "\x00"])
def test_odd_texts_find_nothing(places: Places, text: str) -> None:
    assert queries.find(text) == []


@db
@pytest.mark.db
def test_an_ambiguous_name_asks_which_with_paths(places: Places) -> None:
    create_place(
        by=SYSTEM,
        at=AT,
        kind=Kind.COMMUNITY,
        name="演武社区",
        parent=places["140403100"],
        code="140403100001",
    )
    with pytest.raises(Invalid) as told:
        queries.by_name("演武社区")
    assert told.value.code == "place_ambiguous"
    assert told.value.params["choices"] == (
        "山西省长治市潞州区太行东街街道演武社区；山西省长治市潞州区老顶山镇演武社区"
    )
    assert (
        queries.by_name("演武社区居委会", within=places["140403006"].pk) == places["140403006001"]
    )
    with pytest.raises(NotFound):
        queries.by_name("演")


@db
@pytest.mark.db
def test_an_old_name_still_finds_the_place(places: Places) -> None:
    town = places["140403006"]
    rename_place(by=SYSTEM, at=AT, place=town, name="新街道", valid_from=date(2026, 5, 1))
    assert seen("太行东街街道") == [("新街道", "former")]
    assert queries.find("太行东街", on=date(2026, 4, 1))[0].name == "太行东街街道"


@db
@pytest.mark.db
def test_a_search_asks_the_database_a_few_times_only(places: Places) -> None:
    queries.find("社区")
    with CaptureQueriesContext(connection) as asked:
        queries.find("社区")
    assert len(asked) <= 4


@given(st.lists(st.text("ab", max_size=4), min_size=1, max_size=12), st.text("ab", min_size=1))
def test_texts_are_found_as_by_looking_at_each(texts: list[str], pattern: str) -> None:
    joined = Text.of(texts)
    for first in range(len(texts)):
        for last in range(first, len(texts) + 1):
            there = range(first, last)
            assert list(joined.find(pattern, first, last)) == [
                n for n in there if pattern in texts[n]
            ]
            assert list(joined.find("\n" + pattern, first, last)) == [
                n for n in there if texts[n].startswith(pattern)
            ]
            assert list(joined.find("\n" + pattern + "\n", first, last)) == [
                n for n in there if texts[n] == pattern
            ]


def test_a_register_is_read_back_as_written(tmp_path: Path) -> None:
    register = Register.build(
        [
            Entry(5, 3, "潞州区", "lu zhou qu", "lzq"),
            Entry(6, 4, "太行东街街道", "tai hang dong jie jie dao", "thdjjd"),
            Entry(7, 5, "演武社区", "yan wu she qu", "ywsq"),
        ],
        np.array([0, 1, 2]),
    )
    register.save(tmp_path / "names.npz")
    again = Register.load(tmp_path / "names.npz")
    for text in ("区", "thd", "taihang", "演武"):
        assert again.find(text) == register.find(text) != []
    assert again.find("区", turns=(2, 3)) == [(7, "part")]


@pytest.mark.parametrize(
    ("name", "pinyin", "told"),
    [
        ("太行东街街道", "tai hang dong jie jie dao", "Taihangdongjie Subdistrict"),
        ("长子县", "zhang zi xian", "Zhangzi County"),
        ("陕西省", "shan xi sheng", "Shaanxi Province"),
        ("演武社区", "", "演武社区"),
    ],
)
def test_english_names(name: str, pinyin: str, told: str) -> None:
    assert english(name, pinyin) == told


@pytest.mark.parametrize(
    ("whole", "short"),
    [("Luzhou District", "Luzhou"), ("Inner Mongolia", "Inner Mongolia"), ("Sumu", "Sumu")],
)
def test_a_map_has_room_for_the_stem(whole: str, short: str) -> None:
    assert stem(whole) == short
