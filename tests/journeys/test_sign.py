"""A poster inside WeChat: scan, say it, follow it, rate it; what a first view weighs; near me."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from linli.domain.bodies.states import Role
from linli.domain.cases import actions
from linli.domain.cases.models import Case, Publication
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import AT, World, add_post, build
from tests.foundation.attachments import pictures_for_tests as made
from tests.journeys.browsing import WECHAT, WECHAT_QUIRKS, Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
# ui.md: from a poster's code, inside WeChat, three screens
SCREENS, PRESSES = 3, 2
FIRST_VIEW = 120 * 1024  # bytes, compressed, with styles, scripts and icons
# slow 4G as measured in the field: 1.6 Mbit/s down, 0.75 up, 150 ms; and a processor 4 times slower
SLOW = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000, "offline": False}
GRID = "140403006001001"
WORDS = "楼道里堆了电动车，还有人飞线充电，昨天冒烟了。"


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path) -> World:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    tree.forget()
    world = build()
    add_post(world, "publisher", Role.PUBLICATION_CHECKER, "street", "140403006")
    return world


@pytest.fixture
def address(world: World) -> str:
    place = world.places[GRID]
    return f"/q/{territory.make_signs(by=SYSTEM, at=AT, root=place, places=[place])[place]}"


def in_wechat(open_page: Open, **wishes: object) -> Walk:
    walk = open_page(size="phone", agent=WECHAT, **wishes)
    walk.page.add_init_script(WECHAT_QUIRKS)
    return walk


def paths(walk: Walk) -> list[str]:
    return list(dict.fromkeys(urlsplit(s.split(" ")[0]).path for s in walk.screens))


def published(world: World, case) -> Publication:
    now = clock.now()
    return actions.publish(
        by=world.actors["publisher"],
        at=now,
        case_id=case,
        title="楼道堆放电动车",
        words="一社区有楼道堆放电动车、飞线充电（示例）。",
        until=now.date() + timedelta(days=30),
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_poster_report_track_rate_inside_wechat(
    open_page: Open, world: World, address: str, tmp_path: Path, scripts: bool
) -> None:
    walk = in_wechat(open_page, scripts=scripts)
    hosts: set[str] = set()
    walk.page.on("request", lambda r: hosts.add(urlsplit(r.url).netloc))
    walk.go(address)
    walk.sees("第一网格")
    first = walk.page.locator(".danger-line")
    assert first.bounding_box()["y"] < walk.page.locator("form textarea").bounding_box()["y"]
    photo = tmp_path / "a.jpg"
    photo.write_bytes(made.jpeg((1600, 1200), gps=True))
    chooser = walk.page.locator("input[type=file]")
    assert (chooser.get_attribute("accept"), chooser.get_attribute("capture")) == ("image/*", None)
    chooser.set_input_files(photo)
    walk.fill("说说是什么事", WORDS)
    walk.press("下一步：怎么告诉您")
    walk.press("不留联系方式，直接提交")
    walk.sees("已收到")
    assert len(paths(walk)) <= SCREENS
    assert walk.presses <= PRESSES
    assert walk.fits
    assert walk.page.locator("[target=_blank], [download]").count() == 0
    case = Case.objects.get()
    assert (case.place_id, case.source) == (world.places[GRID], "sign")

    walk.page.go_back()  # WeChat's back arrow: nothing is filed twice
    walk.page.go_forward()
    walk.sees(case.number)
    assert Case.objects.count() == 1

    walk.press("查看进度", role="link")
    for who, move, supplies in (
        ("community_desk", "accept", {}),
        ("community_desk", "dispatch", {"lead": world.bodies["team"], "reason": "示例"}),
        ("team_officer", "sign_for", {}),
        ("team_officer", "handle", {"result": "已清走。"}),
    ):
        world.move(case.pk, who, move, at=clock.now(), **supplies)
    walk.page.reload()
    walk.sees("解决了吗？")
    walk.page.get_by_label("解决了", exact=True).check()
    walk.page.get_by_label("满意", exact=True).check()
    walk.press("提交评价")
    case.refresh_from_db()
    assert (case.solved, case.satisfied) == (True, True)
    hosts.discard("")  # the picture shown before it is sent
    assert hosts == {urlsplit(walk.address).netloc}  # nothing is fetched from anywhere else


def test_a_first_view_weighs_little(open_page: Open, world: World, address: str) -> None:
    walk = in_wechat(open_page)
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        weights[urlsplit(response.url).path] = len(gzip.compress(response.body(), 6))

    walk.page.on("requestfinished", lambda request: weigh(request.response()))
    line = walk.page.context.new_cdp_session(walk.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    began = perf_counter()
    walk.go(address)
    walk.page.wait_for_load_state("networkidle")
    shown = walk.page.evaluate(
        "Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)"
    )
    print(f"\nfirst view: {sum(weights.values()) / 1024:.1f} KB in {len(weights)} files,")
    print(
        f"first paint {shown} ms, quiet after {(perf_counter() - began) * 1000:.0f} ms: {weights}"
    )
    assert len(weights) >= 4
    assert sum(weights.values()) <= FIRST_VIEW


def test_a_report_turned_into_me_too(open_page: Open, world: World, address: str) -> None:
    filed = world.file("01", GRID, words=WORDS)
    world.move(filed.case, "community_desk", "accept")
    row = published(world, filed.case)
    walk = in_wechat(open_page)
    walk.go("/near/")
    walk.press(row.title, role="link")
    walk.sees("一社区")
    walk.go(address)
    walk.fill("说说是什么事", "楼道堆电动车，飞线充电")
    walk.press("下一步：怎么告诉您")
    walk.sees("附近已有人反映")
    walk.press("我也遇到")
    walk.sees("已记下")
    walk.sees("1 人也遇到")
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_axe_finds_nothing_serious(
    open_page: Open, world: World, address: str, size: str, language: str
) -> None:
    filed = world.file("01", GRID)
    world.move(filed.case, "community_desk", "accept")
    row = published(world, filed.case)
    walk = open_page(axe=True, size=size, language=language)
    for path in (address, "/q/ABC", "/near/", f"/near/{row.pk}/"):
        walk.go(path)
        assert (path, axe_faults(walk.page)) == (path, [])
        assert walk.fits, path
    for name, paths_ in (
        ("publisher", ("/cases/publications/", f"/cases/{filed.case}/publish/")),
        ("street_desk", ("/posters/",)),
    ):
        own = open_page(axe=True, size=size, language=language, user=user_of(world, name))
        for path in paths_:
            own.go(path)
            assert (path, axe_faults(own.page)) == (path, [])
            assert own.fits, path
