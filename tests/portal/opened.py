"""A street opened as `linli init` opens it, on the small city's tree: an office, three people."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import xlsxwriter
from django.contrib.auth import get_user_model
from django.test import Client
from tests.domain.bodies.city import TREE

from linli.domain.bodies.models import Body
from linli.domain.bodies.states import Role
from linli.domain.mandates import actions as mandates
from linli.domain.territory import actions as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange.rules.columns import Spec
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM, Actor
from linli.portal.opening import begin
from linli.portal.opening.begin import Administrator
from linli.portal.opening.steps import step_called
from linli.portal.opening.tables import Tried, send_in

ADMINISTRATORS = (
    Administrator(Role.SYSTEM_ADMIN, "程示例"),
    Administrator(Role.SECURITY_ADMIN, "郭示例"),
    Administrator(Role.AUDIT_ADMIN, "牛示例"),
)
STREET, COMMUNITY = "140403003", "140403003001"


@dataclass
class Opened:
    """The places by code, the street that was opened, and its office."""

    places: dict[str, Place]
    root: Place
    office: Body


def open_street() -> Opened:
    """Lay the tree without grids, and open 演武社区 in its street."""
    at = clock.now() - timedelta(minutes=1)
    places: dict[str, Place] = {}
    for code, parent, kind, name in TREE:
        if kind != "grid":
            above = places[parent] if parent else None
            places[code] = territory.create_place(
                by=SYSTEM, at=at, kind=kind, name=name, parent=above, code=code
            )
    mandates.import_pack(by=SYSTEM, at=at)
    site = begin.open_place(at=at, code=COMMUNITY)
    office = begin.found_office(at=at, root=site.place)
    for who in begin.check_administrators(ADMINISTRATORS):
        begin.appoint_administrator(at=at, office=office, who=who)
    begin.give_the_office_its_posts(at=at, office=office)
    mandates.adopt_template(by=SYSTEM, at=at, root=site.place)
    territory.finish_site(by=SYSTEM, at=at, site=site)
    return Opened(places, site.place, office)


def client_of(login: str) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=login))
    return client


def workbook(spec: Spec, *rows: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return a filled-in table: each row by the names of its columns."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("表")
        for number, column in enumerate(spec.columns):
            sheet.write(0, number, column.titles[0])
            for line, row in enumerate(rows, 1):
                value = row.get(column.name) if isinstance(row, Mapping) else row[number]
                if value is not None:
                    sheet.write(line, number, value)
    return file.getvalue()


def fill(
    opened: Opened, name: str, *rows: Mapping[str, Any], by: Actor = SYSTEM, **how: Any
) -> Tried:
    """Send in some rows of a step's table."""
    step = step_called(name)
    data = workbook(step.spec, *rows)
    return send_in(by=by, at=clock.now(), step=step, root=opened.root, data=data, **how)


BODIES = (
    {
        "name": "演武社区居民委员会",
        "kind": "社区居民委员会",
        "seat": "演武社区",
        "superior": "英雄南路街道办事处",
        "phone": "0355-2020000",
        "line": "committee",
    },
    {
        "name": "英雄南路街道综合行政执法队",
        "kind": "综合行政执法队",
        "seat": STREET,
        "superior": "英雄南路街道办事处",
        "line": "enforcement",
    },
)
GRIDS = tuple(
    {"kind": "网格", "name": f"第{n}网格", "parent": "演武社区"} for n in ("一", "二", "三")
)
PEOPLE = (
    {
        "name": "宋示例",
        "phone": "0355-2020001",
        "body": "演武社区居民委员会",
        "post": "社区工作人员",
    },
    {"name": "韩示例", "phone": "0355-2020002", "body": "英雄南路街道办事处", "post": "平台坐席"},
    {"name": "冯示例", "body": "英雄南路街道综合行政执法队", "post": "执法队员"},
    *(
        {
            "name": name,
            "body": "演武社区居民委员会",
            "post": "网格员",
            "place": f"演武社区／第{n}网格",
        }
        for name, n in (("路示例", "一"), ("暴示例", "二"), ("栗示例", "三"))
    ),
)
