"""Every component in a real browser: accessible, by keyboard, without scripts."""

import pytest

from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open
from tests.journeys.line import Line

pytestmark = pytest.mark.django_db(transaction=True)
FRAMES = ["/gallery/", "/gallery/desk/", "/gallery/phone/", "/gallery/public/", "/account/login/"]


@pytest.mark.parametrize(
    ("size", "language", "elder"),
    [("phone", "zh-hans", False), ("desk", "en", False), ("phone", "en", True)],
)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    open_page: Open, size: str, language: str, elder: bool
) -> None:
    walk = open_page(axe=True, size=size, language=language, elder=elder)
    for path in FRAMES:
        walk.go(path)
        assert axe_faults(walk.page) == [], path
        assert walk.fits, path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_at_four_times_zoom_nothing_is_cut_off(open_page: Open, language: str) -> None:
    """1280 px at 400 % leave 320: what fits there needs no scrolling sideways."""
    walk = open_page(size="narrow", language=language)
    for path in FRAMES:
        walk.go(path)
        assert walk.fits, path


def test_rows_are_walked_opened_and_ticked_by_keyboard(open_page: Open) -> None:
    walk = open_page(size="desk")
    walk.go("/gallery/desk/")
    rows = walk.page.locator("[data-linli-row]")
    walk.page.keyboard.press("j")
    assert rows.nth(0).locator("[data-linli-open]").evaluate("e => e === document.activeElement")
    walk.page.keyboard.press("j")
    assert rows.nth(1).locator("[data-linli-open]").evaluate("e => e === document.activeElement")
    walk.page.keyboard.press("x")
    assert rows.nth(1).locator("[data-linli-pick]").is_checked()
    walk.page.keyboard.press("k")
    assert rows.nth(0).locator("[data-linli-open]").evaluate("e => e === document.activeElement")
    walk.page.keyboard.press("/")
    assert walk.page.locator("[data-linli-search]").evaluate("e => e === document.activeElement")
    walk.page.keyboard.type("j k x")
    assert walk.page.locator("[data-linli-search]").input_value() == "j k x"


def test_the_first_tab_skips_to_the_content(open_page: Open) -> None:
    walk = open_page(size="desk")
    walk.go("/gallery/public/")
    walk.page.keyboard.press("Tab")
    assert walk.page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_the_language_is_changed_without_scripts(open_page: Open) -> None:
    walk = open_page(size="phone", scripts=False)
    walk.go("/gallery/public/")
    walk.press("English")
    walk.sees("Tell us, and we see to it")
    walk.press("Large print")
    assert walk.page.locator("html[data-elder]").count() == 1


def test_faults_get_the_focus_and_copying_says_so(open_page: Open) -> None:
    walk = open_page(size="desk")
    walk.go("/gallery/")
    assert walk.page.evaluate("document.activeElement.className") == "error-summary"
    walk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walk.press("复制")
    walk.sees("已复制")


def test_a_large_picture_is_made_smaller_before_it_is_sent(
    open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    image = pytest.importorskip("PIL.Image")
    path = tmp_path_factory.mktemp("pictures") / "big.png"
    image.effect_noise((2400, 1800), 90).convert("RGB").save(path)
    walk = open_page(size="phone")
    walk.go("/gallery/")
    field = walk.page.locator("#good_pictures")
    field.set_input_files(path)
    walk.page.locator(".pictures img").wait_for()
    name, size = field.evaluate("e => [e.files[0].name, e.files[0].size]")
    assert name == "big.jpg"
    assert size < path.stat().st_size / 2


def test_a_row_opens_beside_the_list_on_a_desk_and_as_a_page_on_a_phone(open_page: Open) -> None:
    walk = open_page(size="desk", language="en")
    walk.go("/gallery/desk/")
    walk.press("Demo: the morning market", role="link")
    detail = walk.page.locator("#detail h2")
    detail.filter(has_text="morning market").wait_for()
    assert walk.page.url.endswith("/gallery/desk/")
    assert walk.page.locator("[data-linli-row][data-open]").count() == 1
    assert "morning market" in walk.page.locator("[data-linli-live]").inner_text()
    plain = open_page(size="desk", language="en", scripts=False)
    plain.go("/gallery/desk/")
    plain.press("Demo: the morning market", role="link")
    assert plain.page.url.endswith("?row=3")
    plain.page.locator("#detail h2").filter(has_text="morning market").wait_for()


def minutes_until(walk: Walk, state: str) -> None:
    """Let a minute pass, and another, until the stale mark is in a state; answers take a moment."""
    stale = walk.page.locator("[data-linli-stale]")
    for _ in range(20):
        walk.page.clock.run_for(61_000)
        walk.page.wait_for_timeout(250)  # the browser's own time, not the page's
        if stale.is_visible() == (state == "visible"):
            return
    stale.wait_for(state=state)  # type: ignore[arg-type]


def test_a_wall_keeps_its_figures_without_a_network_and_says_how_old_they_are(
    open_page: Open,
) -> None:
    walk = open_page(size="wide")
    walk.page.clock.install()
    walk.go("/gallery/wall/")
    minutes_until(walk, "hidden")
    walk.page.route("**/gallery/wall/", lambda route: route.fulfill(status=502, body=""))
    minutes_until(walk, "visible")
    assert "128" in walk.page.locator(".stat").first.inner_text()
    walk.page.unroute("**/gallery/wall/")
    minutes_until(walk, "hidden")
    walk.complaints.clear()  # the browser notes the 502


def test_without_a_network_a_page_says_so(open_page: Open, line: Line) -> None:
    walk = open_page(size="phone", worker=True, line=line)
    walk.go("/gallery/public/")
    walk.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    walk.go("/gallery/public/")
    line.cut()
    walk.go("/gallery/phone/")
    walk.sees("网络断开了")
    assert walk.page.evaluate("getComputedStyle(document.body).lineHeight") == "27.2px"
    line.mend()
    walk.go("/gallery/public/")
    walk.sees("我要反映")
    walk.complaints.clear()  # the browser notes what it could not fetch
