"""Reading a page as of another day."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from linli.foundation.ui.as_of import asked_day, dated, day_of, undated
from linli.kernel.errors import Invalid

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def request(path: str) -> Any:
    asked = RequestFactory().get(path)
    asked.at = AT  # type: ignore[attr-defined]
    return asked


def test_without_a_day_it_is_today_and_links_stay_as_they_are() -> None:
    asked = request("/places/")
    assert (asked_day(asked), day_of(asked).isoformat()) == (None, "2026-03-02")
    assert dated("/places/1404/", asked) == "/places/1404/"


def test_links_keep_the_day_and_what_they_had() -> None:
    asked = request("/places/?on=2019-01-01")
    assert day_of(asked).isoformat() == "2019-01-01"
    assert dated("/places/1404/", asked) == "/places/1404/?on=2019-01-01"
    assert dated("/who/?matter=06%2F02#a", asked) == "/who/?matter=06%2F02&on=2019-01-01#a"
    assert dated("/b/?on=2020-01-01", asked) == "/b/?on=2020-01-01"


def test_the_way_back_keeps_everything_else() -> None:
    assert undated(request("/who/?matter=06/02&on=2019-01-01&a=1&a=2")) == (
        "/who/?matter=06%2F02&a=1&a=2"
    )
    assert undated(request("/who/?on=2019-01-01")) == "/who/"


def test_today_by_its_date_is_today() -> None:
    assert asked_day(request("/?on=2026-03-02")) is None


@pytest.mark.parametrize("text", ["gestern", "2019-02-30", "1800-01-01", "9999-01-01", "20190101x"])
def test_what_is_no_day_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(Invalid):
        day_of(request(f"/?on={text}"))


def test_the_banner_stands_only_while_it_is_not_today() -> None:
    page = Template("{% load linli %}{% as_of %}")
    today = page.render(Context({"request": request("/who/?matter=1")}))
    assert "回到今天" not in today
    assert 'name="matter" value="1"' in today
    then = page.render(Context({"request": request("/who/?matter=1&on=2019-01-01")}))
    assert "显示 2019年1月1日" in then
    assert 'href="/who/?matter=1"' in then
    assert 'name="on" value="2019-01-01"' in then
