"""A resident on a phone and at a desk: tell us, follow it, say it is not solved."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from linli.domain.cases.models import Case
from linli.domain.territory import queries as territory
from linli.foundation.attachments.models import Attachment
from tests.domain.cases.pages.test_place_on_map import outline, square
from tests.domain.cases.world import World, build, with_phone
from tests.foundation.attachments import pictures_for_tests as made
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open
from tests.journeys.line import Line

pytestmark = pytest.mark.django_db(transaction=True)
# ui.md: at most four screens from the first word to the receipt
SCREENS, PRESSES = 4, 5
WORDS = "楼道里堆了电动车，还有人飞线充电，昨天冒烟了。"


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path) -> World:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(made.jpeg((1600, 1200), gps=True))
    return path


def paths(walk: Walk) -> list[str]:
    """The screens as a person counts them: the same page with a place chosen is one screen."""
    seen = [urlsplit(s.split(" ")[0]).path for s in walk.screens]
    return list(dict.fromkeys(seen))


@pytest.mark.parametrize(("size", "scripts"), [("phone", True), ("phone", False), ("desk", True)])
def test_from_the_first_word_to_the_receipt(
    open_page: Open, world: World, photo: Path, size: str, scripts: bool
) -> None:
    walk = open_page(size=size, scripts=scripts)
    walk.go("/")
    walk.press("我要反映", role="link")
    walk.presses, walk.screens = 0, walk.screens[-1:]
    walk.fill("说说是什么事", WORDS)
    walk.page.locator("input[type=file]").set_input_files(photo)
    if scripts:  # it goes up at once
        walk.page.locator("[data-linli-kept] img").wait_for()
    walk.press("下一步：在哪里")
    walk.fill("社区、村或街道的名字", "一社区")
    if scripts:  # found while typing
        walk.page.locator("#picker .rows a").first.wait_for()
    else:
        walk.press("查找")
    walk.press("一社区", role="link")
    walk.press("下一步：怎么告诉您")
    walk.press("不留联系方式，直接提交")
    walk.sees("已收到")
    assert walk.fits
    assert len(paths(walk)) <= SCREENS
    assert walk.presses <= PRESSES
    case = Case.objects.get()
    assert (case.place_id, case.reachable) == (world.places["140403006001"], False)
    assert Attachment.objects.get().subject_id == case.pk
    walk.sees(case.number)
    code = walk.page.locator(".receipt .code").nth(1).inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)


def test_with_another_phone_number_and_code_lead_to_not_solved(
    open_page: Open, world: World
) -> None:
    filed = world.file("01", **with_phone())
    walk = open_page(size="phone")
    walk.go("/")
    walk.press("我的进度", role="link")
    walk.fill("编号", filed.number)
    walk.fill("查询码", filed.tracking_code)
    walk.press("查看", exact=True)
    walk.sees("已收到，编号")
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "team_officer", "sign_for")
    world.move(filed.case, "team_officer", "handle", result="已更换灯泡。")
    walk.page.reload()
    walk.sees("结果：已更换灯泡。解决了吗？")
    walk.presses = 0
    walk.page.get_by_label("没解决").check()
    walk.page.get_by_label("不满意").check()
    walk.press("提交评价")
    walk.sees("重新办理")
    assert walk.presses == 1
    assert Case.objects.get().state == "re_opened"


def test_a_wrong_code_is_said_and_the_words_are_not_lost(open_page: Open, world: World) -> None:
    filed = world.file("01")
    walk = open_page(size="phone")
    walk.go("/cases/track/")
    walk.fill("编号", filed.number)
    walk.fill("查询码", "0000-0000-0000-0000")
    walk.press("查看", exact=True)
    walk.sees("编号或查询码不对")
    assert walk.page.evaluate("document.activeElement.className") == "error-summary"
    assert walk.page.get_by_label("编号").input_value() == filed.number


def test_a_report_by_keyboard_alone(open_page: Open, world: World) -> None:
    walk = open_page(size="desk")
    walk.go("/cases/report/")
    page = walk.page
    page.get_by_label("说说是什么事").focus()
    page.keyboard.type(WORDS)
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/place/")
    page.get_by_label("社区、村或街道的名字").focus()
    page.keyboard.type("二社区")
    page.keyboard.press("Enter")
    page.locator("#picker .rows a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("具体位置").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/")
    page.get_by_label("手机或座机").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")
    assert Case.objects.get().place_id == world.places["140403006002"]


@pytest.mark.parametrize(
    ("size", "language", "elder"),
    [("phone", "zh-hans", False), ("desk", "en", False), ("phone", "en", True)],
)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    open_page: Open, world: World, size: str, language: str, elder: bool
) -> None:
    filed = world.file("01", **with_phone())
    walk = open_page(axe=True, size=size, language=language, elder=elder)
    page = walk.page

    def whole() -> None:
        assert axe_faults(page) == [], page.url
        assert walk.fits, page.url

    for path in ("/", "/phones/", "/cases/report/all/", "/cases/track/", "/cases/report/"):
        walk.go(path)
        whole()
    page.locator("textarea").fill(WORDS)
    page.locator("form .thumb button").click()
    whole()
    walk.go("/cases/report/place/?q=社区")
    whole()
    page.locator("#picker .rows a").first.click()
    whole()
    page.locator("form .thumb button").click()
    page.locator("[name=phone]").fill("12")
    page.locator("form .thumb button").click()
    whole()
    page.locator("[name=anonymous]").click()
    whole()
    walk.go("/cases/track/")
    page.locator("[name=number]").fill(filed.number)
    page.locator("[name=code]").fill(filed.tracking_code)
    page.locator("form .thumb button").click()
    page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
    whole()


def test_the_phones_location_leads_to_the_county_and_the_map_shows_it(
    open_page: Open, world: World
) -> None:
    outline(world, "140403", square(113.0, 36.0))
    outline(world, "140404", square(113.1, 36.0))
    walk = open_page(size="phone")
    context = walk.page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": 113.05, "latitude": 36.05})
    walk.go("/cases/report/")
    walk.fill("说说是什么事", WORDS)
    walk.press("下一步：在哪里")
    assert walk.page.locator(".outline-map a").count() == 2
    walk.press("用我现在的位置")
    walk.sees("这里只有县级边界")
    walk.sees("甲街道")
    context.clear_permissions()
    walk.press("用我现在的位置")
    walk.sees("您没有允许使用位置")
    assert walk.fits


def test_large_print_reads_the_page_and_the_label_in_focus(open_page: Open, world: World) -> None:
    walk = open_page(size="phone", elder=True)
    walk.page.add_init_script(
        "globalThis.heard = [];speechSynthesis.speak = (said) => heard.push(said.lang + said.text);"
    )
    walk.go("/cases/report/")
    walk.press("读给我听")
    read = walk.page.evaluate("heard.join()")
    assert read.startswith("zh-CN")
    assert "什么事要反映" in read
    walk.page.get_by_label("说说是什么事").focus()
    assert "说说是什么事" in walk.page.evaluate("heard.at(-1)")
    walk.press("读给我听")
    heard = walk.page.evaluate("heard.length")
    walk.page.get_by_label("说说是什么事").blur()
    walk.page.get_by_label("说说是什么事").focus()
    assert walk.page.evaluate("heard.length") == heard


def test_a_picture_waits_for_the_network_and_goes_on(
    open_page: Open, world: World, photo: Path, line: Line
) -> None:
    walk = open_page(size="phone", line=line)
    walk.go("/cases/report/")
    line.cut()
    walk.page.locator("input[type=file]").set_input_files(photo)
    walk.sees("网络断了，联网后接着传")
    walk.fill("说说是什么事", WORDS)
    line.mend()
    walk.page.locator("[data-linli-kept] img").wait_for()
    assert walk.page.locator(".uploading").count() == 0
    walk.press("下一步：在哪里")
    assert Attachment.objects.count() == 1
    walk.complaints.clear()  # the browser notes what it could not send


def test_a_form_sent_while_its_picture_is_on_its_way_waits_for_it(
    open_page: Open, world: World, photo: Path
) -> None:
    walk = open_page(size="phone")
    walk.go("/cases/report/")
    walk.fill("说说是什么事", WORDS)
    walk.page.locator("input[type=file]").set_input_files([photo, photo])
    walk.page.get_by_role("button", name="下一步：在哪里").click()
    walk.sees("社区、村或街道的名字")
    assert Attachment.objects.count() == 1
    walk.go("/cases/report/")
    assert walk.page.locator("[data-linli-kept] img").count() == 1
