"""Laying out grids in bulk: whole or not at all."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import GridPlan, end_place, lay_out_grids
from linli.domain.territory.models import Place, PlaceCode
from linli.domain.territory.states import Kind
from linli.foundation.journal.models import Entry
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Places = dict[str, Place]
C = "140403006001"


def test_three_levels_and_buildings_in_one_call(places: Places) -> None:
    ids = lay_out_grids(
        by=SYSTEM,
        at=AT,
        plans=[
            GridPlan(C, f"{C}W001", "第一网格"),
            GridPlan(f"{C}W001", f"{C}W00101", "第一微网格", Kind.MICRO_GRID),
            GridPlan(f"{C}W00101", f"{C}E01", "某小区", Kind.ESTATE),
            GridPlan(f"{C}E01", f"{C}B001", "1 号楼", Kind.BUILDING),
        ],
    )
    path = queries.path_of(ids[f"{C}B001"])
    assert [p.name for p in path][-5:] == ["演武社区", "第一网格", "第一微网格", "某小区", "1 号楼"]
    assert path[-1].schematic
    assert queries.levels_of(ids[f"{C}B001"]).grid_id == ids[f"{C}W001"]
    entries = Entry.objects.filter(move="lay_out").values_list("place_id", "data__places")
    assert dict(entries) == {
        places[C].pk: 1,
        ids[f"{C}W001"]: 1,
        ids[f"{C}W00101"]: 1,
        ids[f"{C}E01"]: 1,
    }


@pytest.mark.parametrize(
    ("plan", "error", "code"),
    [
        (GridPlan("140403006", "G1", "网格"), Invalid, "place_parent_of_grid"),
        (GridPlan("140403", "G1", "网格"), Invalid, "place_parent_of_grid"),
        (GridPlan(C, "M1", "微网格", Kind.MICRO_GRID), Invalid, "place_parent_of_micro_grid"),
        (GridPlan("140403006999", "G1", "网格"), NotFound, "unknown_place_code"),
        (GridPlan(C, "140403006002", "网格"), Conflict, "place_code_taken"),
        (GridPlan(C, f"{C}W001", "又一网格"), Conflict, "place_code_taken"),
        (GridPlan(C, "G1", "  "), Invalid, "place_name_empty"),
    ],
)
def test_one_wrong_plan_refuses_all(
    places: Places, plan: GridPlan, error: type[Refusal], code: str
) -> None:
    with pytest.raises(error) as told:
        lay_out_grids(by=SYSTEM, at=AT, plans=[GridPlan(C, f"{C}W001", "第一网格"), plan])
    assert told.value.code == code
    assert not PlaceCode.objects.filter(code=f"{C}W001").exists()


def test_a_retired_place_takes_no_grids(places: Places) -> None:
    end_place(by=SYSTEM, at=AT, place=places[C], valid_to=date(2026, 5, 1))
    with pytest.raises(NotFound):
        lay_out_grids(by=SYSTEM, at=AT, plans=[GridPlan(C, "G1", "网格")])


def test_a_stranger_lays_out_nothing(places: Places) -> None:
    with pytest.raises(NotPermitted):
        lay_out_grids(by=ANONYMOUS, at=AT, plans=[GridPlan(C, "G1", "网格")])


@pytest.mark.parametrize("number", [5, 200])
def test_the_number_of_statements_does_not_grow(places: Places, number: int) -> None:
    plans = [GridPlan(C, f"{C}W{n:03}", f"第{n}网格") for n in range(number)]
    with CaptureQueriesContext(connection) as asked:
        lay_out_grids(by=SYSTEM, at=AT, plans=plans)
    assert len(asked) <= 20, [q["sql"] for q in asked]
    assert queries.atlas().counts(places[C].pk)[Kind.GRID] == number
