"""What is filled in when a place is opened: grids and micro-grids, estates and buildings, aliases.

Each table is declared once: the template given out and the reading of what comes back.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.domain.territory.actions.aliases import add_alias
from linli.domain.territory.actions.places import create_place
from linli.domain.territory.actions.tree import permit
from linli.domain.territory.models import Place, PlaceAlias, PlaceVersion
from linli.domain.territory.queries.called import place_called
from linli.domain.territory.queries.grid_codes import next_code
from linli.domain.territory.rules.names import LONGEST, clean_name, half_width
from linli.domain.territory.states import AliasKind, Kind
from linli.foundation.exchange.rules.columns import Column, Spec
from linli.foundation.exchange.rules.columns import Kind as Cell
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict

_PARENT = ("所在区域", "Lies in", "上级区域", "所属社区", "所属网格", "所在小区")
_CODE = Column("code", ("代码", "Code", "网格编码", "编码"), Cell.CODE, most=32)


_GRIDS = {"网格": Kind.GRID, "Grid": Kind.GRID}
_MICRO_GRIDS = {"微网格": Kind.MICRO_GRID, "Micro-grid": Kind.MICRO_GRID}
_ESTATES = {"小区": Kind.ESTATE, "Estate": Kind.ESTATE}
_BUILDINGS = {"楼栋": Kind.BUILDING, "Building": Kind.BUILDING}

GRIDS = Spec(
    (
        Column(
            "kind",
            ("类型", "Kind"),
            Cell.CHOICE,
            required=True,
            choices=_GRIDS | _MICRO_GRIDS,
        ),
        Column("name", ("名称", "Name", "网格名称"), required=True, most=LONGEST),
        Column("parent", _PARENT, required=True, most=200),
        _CODE,
    ),
    name="grids",
    most_rows=20_000,
    example={"kind": "网格", "name": "第一网格", "parent": "示例社区"},
)

BUILDINGS = Spec(
    (
        Column(
            "kind",
            ("类型", "Kind"),
            Cell.CHOICE,
            required=True,
            choices=_ESTATES | _BUILDINGS,
        ),
        Column("name", ("名称", "Name", "小区名称", "楼栋名称"), required=True, most=LONGEST),
        Column("parent", _PARENT, required=True, most=200),
        _CODE,
    ),
    name="buildings",
    example={"kind": "楼栋", "name": "1号楼", "parent": "示例社区/和顺苑（示例）"},
)

ALIASES = Spec(
    (
        Column("place", ("区域", "Place", "正式名称"), required=True, most=200),
        Column("name", ("别名", "Other name", "俗称"), required=True, most=LONGEST),
        Column(
            "kind",
            ("性质", "Kind", "类型"),
            Cell.CHOICE,
            choices={
                "曾用名": AliasKind.FORMER.value,
                "Former": AliasKind.FORMER.value,
                "简称": AliasKind.SHORT.value,
                "Short": AliasKind.SHORT.value,
                "俗称": AliasKind.POPULAR.value,
                "Popular": AliasKind.POPULAR.value,
                "常见错写": AliasKind.MISSPELT.value,
                "Misspelt": AliasKind.MISSPELT.value,
            },
        ),
    ),
    name="aliases",
    example={"place": "示例社区", "name": "老机床厂", "kind": "俗称"},
)


def take_place(*, by: Actor, at: datetime, row: Row, root: Place) -> bool:
    """Create one row's grid, micro-grid, estate or building; False where it stands already.

    Raises NotFound and Invalid for a parent that is not there, not in `root`, or ambiguous;
    Conflict for a code of another place.
    """
    kind, parent = Kind(row["kind"]), place_called(row["parent"], within=root.pk)
    code, name = row["code"] or "", half_width(clean_name(row["name"]))
    standing = PlaceVersion.objects.on(None).filter(parent=parent, name=name, kind=kind)
    held = standing.order_by("id").values_list("code", flat=True).first()
    if held is not None:
        if code and code != held:
            raise Conflict("place_has_another_code", field="code", name=name, held=held)
        permit(by, parent.pk, None)
        return False
    create_place(
        by=by,
        at=at,
        kind=kind,
        name=name,
        parent=parent,
        code=code or next_code(parent.pk, kind, timezone.localdate(at)),
        schematic=True,
    )
    return True


def take_alias(*, by: Actor, at: datetime, row: Row, root: Place) -> bool:
    """Add one row's other name of a place; False where it is known already."""
    place = place_called(row["place"], within=root.pk)
    known = PlaceAlias.objects.filter(place=place, name=clean_name(row["name"])).exists()
    kind = AliasKind(row["kind"] or AliasKind.POPULAR)
    add_alias(by=by, at=at, place=place, name=row["name"], kind=kind)
    return not known
