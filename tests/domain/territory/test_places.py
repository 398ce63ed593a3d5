"""Creating, renaming and ending places; codes; paths; the tree at a date."""

from datetime import date
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import create_place, end_place, rename_place
from linli.domain.territory.models import Place, PlaceAlias, PlaceVersion, TreeVersion
from linli.domain.territory.states import Kind
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Places = dict[str, Place]


def test_a_path_is_read_from_the_root(places: Places) -> None:
    path = queries.path_of(places["140403006001"].pk)
    assert [p.name for p in path][1:] == [
        "山西省",
        "长治市",
        "潞州区",
        "太行东街街道",
        "演武社区",
    ]
    assert path[-1].name_en == "Yanwu Community"


def test_levels_are_columns(places: Places) -> None:
    levels = queries.levels_of(places["140403006001"].pk)
    assert levels.prefecture_id == places["1404"].pk
    assert levels.county_id == places["140403"].pk
    assert levels.town_id == places["140403006"].pk
    assert levels.community_id == places["140403006001"].pk
    assert levels.grid_id is None


def test_ids_begin_at_the_cell(places: Places) -> None:
    assert places["86"].pk > 1 << 40


def test_a_new_name_from_a_day_keeps_the_old_one_before_it(places: Places) -> None:
    town = places["140403006"]
    rename_place(by=SYSTEM, at=AT, place=town, name="新街道", valid_from=date(2026, 5, 1))
    assert queries.named([town.pk], date(2026, 4, 30))[town.pk].name == "太行东街街道"
    assert queries.named([town.pk], date(2026, 5, 1))[town.pk].name == "新街道"
    assert queries.named([town.pk])[town.pk].name == "新街道"
    assert PlaceAlias.objects.get(place=town).name == "太行东街街道"
    assert queries.changed() == (date(2026, 5, 1),)


def test_a_place_is_in_the_tree_of_its_days_only(places: Places) -> None:
    day = date(2026, 7, 1)
    made = create_place(
        by=SYSTEM,
        at=AT,
        kind=Kind.GRID,
        name="第一网格",
        parent=places["140403006001"],
        code="140403006001W001",
        valid_from=day,
    )
    end_place(by=SYSTEM, at=AT, place=made, valid_to=date(2026, 8, 1))
    assert made.pk not in queries.atlas(date(2026, 6, 30))
    assert queries.atlas(day).is_inside(made.pk, places["1404"].pk)
    assert made.pk not in queries.atlas(date(2026, 8, 1))
    with pytest.raises(NotFound) as told:
        queries.by_code("140403006001W001", date(2026, 8, 1))
    assert told.value.code == "ended_place_code"
    assert told.value.params["day"] == "2026-08-01"


def test_the_tree_is_the_same_between_two_changes(places: Places) -> None:
    assert queries.atlas(date(2026, 1, 1)) is queries.atlas(date(2020, 1, 1))


def test_a_rollback_does_not_leave_its_tree_behind(places: Places) -> None:
    before = len(queries.atlas())
    with transaction.atomic():
        create_place(
            by=SYSTEM, at=AT, kind=Kind.PROVINCE, name="某省", parent=places["86"], code="99"
        )
        assert len(queries.atlas()) == before + 1
        transaction.set_rollback(True)
    queries.forget()
    assert len(queries.atlas()) == before


def test_every_change_marks_the_tree(places: Places) -> None:
    before = TreeVersion.objects.get()
    rename_place(by=SYSTEM, at=AT, place=places["14"], name="晋", valid_from=date(2026, 5, 1))
    after = TreeVersion.objects.get()
    assert after.number == before.number + 1
    assert after.mark != before.mark


def test_an_unknown_code(places: Places) -> None:
    with pytest.raises(NotFound) as told:
        queries.by_code("9999\x0099")
    assert told.value.code == "unknown_place_code"


def test_a_code_is_never_given_twice(places: Places) -> None:
    end_place(by=SYSTEM, at=AT, place=places["140403006002"], valid_to=date(2026, 5, 1))
    with pytest.raises(Conflict) as told:
        create_place(
            by=SYSTEM,
            at=AT,
            kind=Kind.COMMUNITY,
            name="新社区",
            parent=places["140403006"],
            code="140403006002",
            valid_from=date(2027, 1, 1),
        )
    assert told.value.code == "place_code_taken"


def test_a_place_with_places_does_not_end(places: Places) -> None:
    with pytest.raises(Invalid) as told:
        end_place(by=SYSTEM, at=AT, place=places["140403006"], valid_to=date(2026, 5, 1))
    assert told.value.code == "place_has_places"


@pytest.mark.parametrize("parent", ["140403006", "140403", None])
def test_a_grid_lies_in_a_village_or_community(places: Places, parent: str | None) -> None:
    with pytest.raises(Invalid) as told:
        create_place(
            by=SYSTEM,
            at=AT,
            kind=Kind.GRID,
            name="网格",
            parent=places[parent] if parent else None,
            code="X1",
        )
    assert told.value.code in {"place_parent_of_grid", "place_needs_parent"}


def test_a_parent_of_the_wrong_level(places: Places) -> None:
    with pytest.raises(Invalid) as told:
        create_place(
            by=SYSTEM, at=AT, kind=Kind.TOWN, name="某镇", parent=places["1404"], code="140499100"
        )
    assert told.value.code == "place_parent_of_town"


def test_a_parent_that_is_not_there_yet(places: Places) -> None:
    late = create_place(
        by=SYSTEM,
        at=AT,
        kind=Kind.TOWN,
        name="新镇",
        parent=places["140403"],
        code="140403101",
        valid_from=date(2026, 5, 1),
    )
    for day in (None, date(2026, 4, 30)):
        with pytest.raises(Invalid) as told:
            create_place(
                by=SYSTEM,
                at=AT,
                kind=Kind.VILLAGE,
                name="新村",
                parent=late,
                code="140403101201",
                valid_from=day,
            )
        assert told.value.code == "place_parent_not_there"


def test_two_versions_of_a_place_never_overlap(places: Places) -> None:
    row = PlaceVersion.objects.get(place=places["14"])
    row.pk = None
    row.valid_from = date(2026, 1, 1)
    with pytest.raises(IntegrityError, match="placeversion_one_at_a_time"), transaction.atomic():
        row.save(force_insert=True)


def test_only_the_country_has_no_parent(places: Places) -> None:
    with pytest.raises(IntegrityError, match="root_or_parent"), connection.cursor() as cursor:
        cursor.execute("UPDATE territory_placeversion SET parent_id = NULL WHERE code = '14'")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("  ", "place_name_empty"),
        ("某" * 65, "place_name_long"),
        ("a\u200bb", "place_name_control"),
    ],
)
def test_names_that_cannot_be(places: Places, name: str, code: str) -> None:
    with pytest.raises(Invalid) as told:
        create_place(
            by=SYSTEM, at=AT, kind=Kind.PROVINCE, name=name, parent=places["86"], code="99"
        )
    assert told.value.code == code


def test_only_who_may_changes_places(places: Places) -> None:
    def person(root: Place) -> Actor:
        grant = Grant(
            "territory.change", Reach.PLACE, 3, frozenset({root.pk}), frozenset({1}), post=1
        )
        return Actor(ActorKind.PERSON, person=1, grants=(grant,))

    with pytest.raises(NotPermitted):
        _new_town(ANONYMOUS, places)
    with pytest.raises(NotPermitted):
        _new_town(person(places["140403006"]), places)
    assert _new_town(person(places["140403"]), places).pk


def _new_town(by: Actor, places: Places) -> Place:
    return create_place(
        by=by, at=AT, kind=Kind.TOWN, name="新镇", parent=places["140403"], code="140403101"
    )


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_took_back_is_not_believed_after_it() -> None:
    country = create_place(by=SYSTEM, at=AT, kind=Kind.COUNTRY, name="中国", parent=None, code="86")
    with transaction.atomic():
        create_place(by=SYSTEM, at=AT, kind=Kind.PROVINCE, name="某省", parent=country, code="99")
        assert len(queries.atlas()) == 2
        transaction.set_rollback(True)
    assert len(queries.atlas()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_one_code_at_once(places_committed: Place) -> None:
    told: list[str] = []

    def create() -> None:
        try:
            create_place(
                by=SYSTEM,
                at=AT,
                kind=Kind.PROVINCE,
                name="某省",
                parent=places_committed,
                code="99",
            )
            told.append("made")
        except Conflict as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["made", "place_code_taken"]
    assert PlaceVersion.objects.filter(code="99").count() == 1


@pytest.fixture
def places_committed(transactional_db: None) -> Place:
    return create_place(by=SYSTEM, at=AT, kind=Kind.COUNTRY, name="中国", parent=None, code="86")
