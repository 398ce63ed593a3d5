"""Thresholds: dated, with a basis, different by place, read without a query, shown to everyone."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from fractions import Fraction
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.domain.mandates import queries
from linli.domain.mandates.actions import import_pack, set_threshold
from linli.domain.mandates.models import Threshold, ThresholdRule
from linli.domain.mandates.queries.thresholds import shipped
from linli.domain.mandates.rules.thresholds import COLUMNS, Held, judged, read_thresholds
from linli.domain.mandates.states import ThresholdKind
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from linli.kernel.tenure import Tenure
from tests.domain.bodies.city import AT, TODAY, Places, actor

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 5, 1)
BEFORE = date(2026, 4, 30)
KEY = "cases.wait"


def set_at(places: Places, code: str | None, value: str, since: date = BEGIN) -> ThresholdRule:
    place = places[code] if code else None
    return set_threshold(
        by=SYSTEM, at=AT, key=KEY, value=value, basis="示例文件", place=place, since=since
    )


def value(places: Places, code: str | None, on: date = BEGIN) -> str:
    return queries.threshold(KEY, places[code].pk if code else None, on).value


def test_every_database_has_them_from_its_migrations() -> None:
    ThresholdRule.objects.all().delete()  # an earlier test's flush may have taken them away
    Threshold.objects.all().delete()
    import_module("linli.domain.mandates.migrations.0003_thresholds").write(apps, None)
    held = {r.threshold.key: (r.value, r.basis) for r in ThresholdRule.objects.all()}
    assert held == {row.key: (row.value, row.basis) for row in shipped()}
    assert held[KEY] == ("7d", "方案：默认时限")
    assert all(t.name and t.name_en for t in Threshold.objects.all())


def test_the_nearest_row_up_the_tree_decides_from_its_day_on(city: Places) -> None:
    set_at(city, "140403", "10d")
    set_at(city, "140403003", "3d")
    assert value(city, "140403003001") == "3d"
    assert value(city, "140403") == "10d"
    assert value(city, "1404") == value(city, None) == "7d"
    assert value(city, "140403003001", BEFORE) == "7d"
    set_at(city, None, "8d")
    assert value(city, "1404") == value(city, None) == "8d"
    assert value(city, "140403") == "10d"
    assert value(city, None, BEFORE) == "7d"
    found = queries.threshold(KEY, city["140403003001"].pk, BEGIN)
    assert (found.place, found.basis) == (city["140403003"].pk, "示例文件")
    assert found.tenure == Tenure(BEGIN, None)


def test_a_later_row_ends_the_one_before_and_leaves_an_entry(city: Places) -> None:
    first = set_at(city, "140403", "10d")
    assert set_at(city, "140403", "10d").pk == first.pk
    set_at(city, "140403", "9d", date(2026, 6, 1))
    assert value(city, "140403", date(2026, 5, 31)) == "10d"
    assert value(city, "140403", date(2026, 6, 1)) == "9d"
    with pytest.raises(Conflict) as told:
        set_at(city, "140403", "4d")
    assert told.value.code == "threshold_begins_later"
    rows = Entry.objects.filter(move="set_threshold").order_by("seq")
    assert [r.data["value"] for r in rows] == ["10d", "9d"]


def test_the_database_itself_refuses_two_at_a_time(city: Places) -> None:
    what = Threshold.objects.get(key=KEY)
    for place in (None, city["140403"]):
        rows = [ThresholdRule(threshold=what, place=place, value="1d", basis="示例")] * 2
        with pytest.raises(IntegrityError), transaction.atomic():
            ThresholdRule.objects.bulk_create(rows)


def test_reading_costs_no_query_where_the_catalogue_is_known(city: Places) -> None:
    found = queries.catalogue()
    with CaptureQueriesContext(
        connection,
    ) as ran:
        assert found.thresholds.at(KEY, (city["1404"].pk,), TODAY).value == "7d"
    assert len(ran) == 0


@pytest.mark.parametrize(
    ("key", "text", "basis", "kind", "code"),
    [
        ("cases.none", "7d", "示例", NotFound, "unknown_threshold"),
        (KEY, "seven", "示例", Invalid, "threshold_unreadable"),
        (KEY, "0d", "示例", Invalid, "threshold_unreadable"),
        ("cases.re_open", "5wd", "示例", Invalid, "threshold_unreadable"),
        ("cases.sample", "0", "示例", Invalid, "threshold_unreadable"),
        (KEY, "7d", " ", Invalid, "basis_missing"),
    ],
)
def test_what_cannot_be_set(
    city: Places, key: str, text: str, basis: str, kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as told:
        set_threshold(by=SYSTEM, at=AT, key=key, value=text, basis=basis, since=BEGIN)
    assert told.value.code == code  # type: ignore[attr-defined]
    assert not Entry.objects.filter(move="set_threshold").exists()


def test_who_may_set_it_may_so_below_their_place_only(city: Places) -> None:
    county = actor("mandates.manage", city["140403"])
    given = {"at": AT, "key": KEY, "value": "6d", "basis": "示例", "since": BEGIN}
    set_threshold(by=county, place=city["140403003"], **given)
    for place in (None, city["1404"]):
        with pytest.raises(NotPermitted):
            set_threshold(by=county, place=place, **given)


def test_the_pack_fills_in_what_is_missing_and_keeps_what_was_set(city: Places) -> None:
    set_at(city, None, "8d")
    gone = Threshold.objects.get(key="cases.chase")
    gone.values.all().delete()
    gone.delete()
    assert queries.threshold("cases.chase", None, TODAY).value == "1wd"  # the shipped line
    assert import_pack(by=SYSTEM, at=AT).thresholds == 1
    assert import_pack(by=SYSTEM, at=AT).thresholds == 0
    assert value(city, None) == "8d"


def test_a_key_that_only_ships_so_far_is_written_when_it_is_set(city: Places) -> None:
    ThresholdRule.objects.all().delete()
    Threshold.objects.all().delete()
    set_at(city, "140403", "9d")
    assert value(city, "140403") == "9d"
    assert Threshold.objects.filter(key="cases.chase").exists()


def test_a_file_says_where_it_is_wrong() -> None:
    good = dict(zip(COLUMNS, ("a.b", "limit", "５wd", "名", "name", "据", "basis"), strict=True))
    rows, faults = read_thresholds([good, good, {**good, "key": "a.c", "kind": "x"}, {"key": "B"}])
    assert [r.value for r in rows] == ["5wd"]
    assert (faults[0].line, faults[0].column, faults[0].code) == (3, "key", "twice")
    assert (faults[1].line, faults[1].column) == (4, "kind")
    assert {f.line for f in faults} == {3, 4, 5}


def test_each_kind_is_read_as_what_it_is() -> None:
    def held(kind: str, text: str) -> Held:
        return Held("a.b", kind, judged(kind, text) or "", "名", "name", "据", "basis")

    assert held("limit", "4wh").limit.text == "4wh"
    assert held("span", "15d").span == timedelta(days=15)
    assert held("number", "5").number == 5
    assert held("share", "20%").share == Fraction(1, 5)
    assert held("time", "08:30").time == time(8, 30)
    for kind, text in [("span", "4wh"), ("number", "-1"), ("share", "120%"), ("time", "25:00")]:
        assert judged(ThresholdKind(kind), text) is None


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_page_shows_value_place_basis_and_dates(
    client: Client, city: Places, lang: str
) -> None:
    set_at(city, "140403", "10d")
    url = f"/who/limits/?place={city['140403003001'].pk}&on=2026-05-02"
    with CaptureQueriesContext(connection) as ran:
        answer = client.get(url, headers={"Accept-Language": lang})
    assert len(ran) <= 12
    text = answer.content.decode()
    words = {
        "zh-hans": ("时限与规则", "10 天", "示例文件", "潞州区", "各地通用", "方案：默认时限"),
        "en": ("Limits and rules", "10 days", "Everywhere", "Proposal: default limits"),
    }[lang]
    for word in words:
        assert word in text
    assert (
        "7 天"
        in client.get("/who/limits/", headers={"Accept-Language": "zh-hans"}).content.decode()
    )


def test_the_command_lists_and_sets(city: Places) -> None:
    out = StringIO()
    call_command(
        "limits",
        "--place=140403",
        "--set=cases.wait=10d",
        "--since=2026-05-01",
        "--basis=示例文件",
        "--json",
        stdout=out,
    )
    rows = {r["key"]: r for r in json.loads(out.getvalue())}
    assert len(rows) == len(shipped())
    assert (rows[KEY]["value"], rows[KEY]["valid_from"]) == ("10d", "2026-05-01")
    assert rows["cases.re_open"]["value"] == "15d"
    with pytest.raises(CommandError, match=r"cases\.none"):
        call_command("limits", "--set=cases.none=1d", "--basis=示例")
