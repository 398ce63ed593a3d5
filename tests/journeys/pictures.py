"""`make pictures`: every first page and state at three widths in two languages, to be looked at.

    python -m tests.journeys.pictures [--address URL] [--out var/pictures] [--only NAME …]

takes them from a running demo (`make demo`), where people are entered by one click per role. A
page wider than its screen, or one that the console complains of, is told and fails the run.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys import browsing

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Picture:
    """One page or state: its name, address, the demo login that sees it, what to do first.

    `path` may name a link to follow: `/cases/ > [data-linli-open]` opens the first such link.
    """

    name: str
    path: str
    role: str = ""
    sizes: tuple[str, ...] = ("phone", "desk", "wide")
    then: Callable[[Page], None] | None = None
    elder: bool = False


ROW = "[data-linli-open]"
NEAR = ".rows a[href^='/near/']"


def open_first(page: Page) -> None:
    """Open the first row of a list beside it."""
    page.locator(ROW).first.click()
    page.locator(".split.open .detail h1, .split.open .detail h2").first.wait_for()


def to_the_place(page: Page) -> None:
    """Say something, so that the second screen asks where it is."""
    page.locator("textarea").first.fill("路灯不亮（示例）")
    page.locator(".thumb button").click()
    page.locator("#picker").wait_for()


def to_an_item(page: Page) -> None:
    """Open the first item of a list."""
    page.locator("tbody th a").first.click()


def to_the_village(page: Page) -> None:
    """Open the first small power of a village."""
    page.get_by_role("link", name=re.compile("小微|Small village")).first.click()
    page.locator("tbody th a").first.click()


def to_two_days(page: Page) -> None:
    """Compare the district's list before and after two items were taken back."""
    page.get_by_role("link", name=re.compile("潞州区|Luzhou")).first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0] + "days/?since=2024-01-01")


def to_two(page: Page) -> None:
    """Choose two towns and compare."""
    page.locator("#one").select_option(index=2)
    page.locator("#other").select_option(index=3)
    page.locator("form button").last.click()


def to_a_draft(page: Page) -> None:
    """Open the form of a document."""
    page.locator(".rows a").first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0] + "draft/")


def to_a_paper(page: Page) -> None:
    """Open the first document of a list."""
    page.locator(".rows a[href*=instruments]").first.click()


PICTURES: list[Picture] = [
    # first pages, as each person of the demo sees them
    Picture("resident-home", "/"),
    Picture("resident-home-elder", "/", sizes=("phone",), elder=True),
    Picture("resident-report", "/cases/report/", sizes=("phone", "desk")),
    Picture("resident-place", "/cases/report/", sizes=("phone", "desk"), then=to_the_place),
    Picture("resident-track", "/cases/track/", sizes=("phone", "desk")),
    Picture("near", "/near/", sizes=("phone", "desk")),
    Picture("near-one", f"/near/ > {NEAR}", sizes=("phone",)),
    Picture("publications", "/cases/publications/", "publisher", ("phone", "desk")),
    Picture("posters", "/posters/", "street", ("phone", "desk")),
    Picture("map-changes", "/map/changes/", "system", ("phone", "desk")),
    Picture("phones", "/phones/", sizes=("phone",)),
    Picture("grid-worker", "/", "grid", sizes=("phone", "desk")),
    Picture("community-today", "/today/", "community"),
    Picture("community-case", f"/cases/?view=open > {ROW}", "community"),
    Picture("community-list", "/cases/?view=open", "community"),
    Picture("community-split", "/cases/?view=open", "community", ("desk", "wide"), open_first),
    Picture("subdistrict-today", "/today/", "street"),
    Picture("subdistrict-late", "/cases/?view=late", "street", ("phone", "desk")),
    Picture("team-today", "/today/", "team"),
    Picture("department-today", "/today/", "heat", ("phone", "desk")),
    Picture("verifier-today", "/today/", "checker", ("phone", "desk")),
    Picture("call-back-today", "/today/", "caller", ("phone", "desk")),
    Picture("secretary", "/leader/", "secretary", ("phone", "desk")),
    Picture("hotline-today", "/today/", "hotline", ("phone", "desk")),
    Picture("county-today", "/today/", "county", ("desk",)),
    Picture("board", "/board/", "city"),
    Picture("board-wall", "/board/?wall=1", "city", ("wide",)),
    Picture("who", "/who/", "community", ("phone", "desk")),
    Picture("power-lists", "/who/lists/", sizes=("phone", "desk")),
    Picture("power-list", "/who/lists/ > .rows a", "city", ("phone", "desk")),
    Picture("power-item", "/who/lists/ > .rows a", "city", ("phone", "desk"), to_an_item),
    Picture("power-village", "/who/lists/", sizes=("phone",), then=to_the_village),
    Picture("power-days", "/who/lists/", "city", ("phone", "desk"), to_two_days),
    Picture("power-places", "/who/lists/places/?kind=granted", "city", ("phone", "desk"), to_two),
    Picture("power-draft", "/who/lists/", "system", ("phone", "desk"), to_a_draft),
    Picture("power-paper", "/who/lists/ > .rows a", "system", ("phone", "desk"), to_a_paper),
    Picture("grid-admissions", "/who/admissions/", sizes=("phone", "desk")),
    Picture("grid-admission", "/who/admissions/ > .rows a", "system", ("phone", "desk")),
    Picture("demands", "/who/demands/", "system", ("phone", "desk")),
    Picture("places", "/places/", "city", ("phone", "desk")),
    Picture("places-then", "/places/?on=2020-01-01", "city", ("phone", "desk")),
    Picture("board-then", "/board/?since=2026-01-01&until=2026-02-28", "city", ("phone", "desk")),
    Picture("compare", "/places/compare/?release=2.4.0&within=140427", "system", ("phone", "desk")),
    Picture("bodies", "/bodies/", "city", ("phone", "desk")),
    # orders from above
    Picture("orders", "/cases/orders/", "county"),
    Picture("orders-working", "/cases/orders/?view=working", "street", ("desk",), open_first),
    Picture("order-answer", "/cases/orders/ > [data-linli-open]", "county", ("phone", "desk")),
    Picture("order-alike", "/cases/orders/?view=working > [data-linli-open]", "county", ("desk",)),
    Picture("order-hand-in", "/cases/orders/file/", "county", ("phone", "desk")),
    Picture("order-rates", "/cases/orders/rates/", "county", ("phone", "desk")),
    Picture("inbox", "/inbox/", "community", ("phone", "desk")),
    Picture("grids", "/grids/", "community", ("phone", "desk")),
    Picture("hand-over", "/cases/hand-over/", "community", ("phone", "desk")),
    Picture("duty", "/duty/", "community", ("phone", "desk")),
    Picture("duty-shift", "/duty/ > .month .today .shift", "community", ("phone", "desk")),
    Picture("duty-import", "/duty/import/", "community", ("desk",)),
    Picture("duty-sheet", "/duty/sheet/", "community", ("phone", "desk")),
    Picture("duty-missing", "/duty/missing/", "street", ("phone", "desk")),
    Picture("leave", "/bodies/leave/", "community", ("phone", "desk")),
    Picture("people-changes", "/changes/", "street", ("phone", "desk")),
    Picture("me", "/account/me/", "community", ("phone", "desk")),
    # components, frames, and what went wrong
    Picture("components", "/gallery/", sizes=("phone", "desk")),
    Picture("frame-desk", "/gallery/desk/"),
    Picture("frame-phone", "/gallery/phone/"),
    Picture("frame-public", "/gallery/public/"),
    Picture("frame-public-elder", "/gallery/public/", sizes=("phone",), elder=True),
    Picture("frame-wall", "/gallery/wall/", sizes=("wide",)),
    Picture("sign-in", "/account/login/"),
    Picture("demo-roles", "/account/demo/"),
    Picture("not-found", "/no-such-page/", sizes=("phone", "desk")),
    Picture("offline", "/offline/", sizes=("phone",)),
]


class Camera:
    """Takes pictures from one running site; a person enters once per size and language."""

    def __init__(self, started: Browser, address: str, out: Path) -> None:
        """Keep the browser, the site and the folder."""
        self.started = started
        self.address = address
        self.out = out
        self.faults: list[str] = []
        self.contexts: dict[tuple[str, str, str, bool], BrowserContext] = {}

    def take(self, picture: Picture) -> None:
        """Take one picture at each of its sizes, in each language."""
        for size in picture.sizes:
            for short, language in LANGUAGES.items():
                made = self._context(picture, size, language)
                self._shoot(made.new_page(), picture, f"{picture.name}-{size}-{short}")

    def _context(self, picture: Picture, size: str, language: str) -> BrowserContext:
        key = (picture.role, size, language, picture.elder)
        if key not in self.contexts:
            made = browsing.context(
                self.started, self.address, size=size, language=language, elder=picture.elder
            )
            self._enter(made, picture.role)
            self.contexts[key] = made
        return self.contexts[key]

    def _enter(self, made: BrowserContext, role: str) -> None:
        if not role:
            return
        page = made.new_page()
        page.goto(f"{self.address}/account/demo/")
        page.locator(f'button[name="username"][value="{role}"]').click()
        page.wait_for_load_state()
        page.close()

    def _shoot(self, page: Page, picture: Picture, name: str) -> None:
        heard: list[str] = []
        page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: heard.append(str(e)))
        try:
            self._reach(page, picture)
            page.screenshot(path=self.out / f"{name}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                heard.append("wider than the screen")
        except Exception as error:
            heard.append(str(error).splitlines()[0])
        page.close()
        ours = [h for h in heard if not any(e in h for e in browsing.EXPECTED)]
        self.faults += [f"{name}: {h}" for h in ours]

    def _reach(self, page: Page, picture: Picture) -> None:
        path, _, link = picture.path.partition(" > ")
        page.goto(self.address + path)
        if link:
            href = page.locator(link).first.get_attribute("href")
            page.goto(self.address + (href or ""))
        page.wait_for_load_state("networkidle")
        if picture.then:
            picture.then(page)
            page.wait_for_load_state("networkidle")


def take(pictures: Iterable[Picture], address: str, out: Path) -> list[str]:
    """Take pictures into a folder; return what was wrong."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, browsing.browser(playwright) as started:
        camera = Camera(started, address.rstrip("/"), out)
        for picture in pictures:
            camera.take(picture)
    return camera.faults


def main() -> int:
    """Take what the command line asks for."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--address", default="http://127.0.0.1:8000")
    reader.add_argument("--out", type=Path, default=browsing.ROOT / "var" / "pictures")
    reader.add_argument("--only", nargs="*", default=[], help="names, or parts of them")
    wishes = reader.parse_args()
    pictures = [
        p for p in PICTURES if not wishes.only or any(re.search(w, p.name) for w in wishes.only)
    ]
    faults = take(pictures, wishes.address, wishes.out)
    for fault in faults:
        sys.stderr.write(fault + "\n")
    sys.stdout.write(f"{len(list(wishes.out.glob('*.png')))} pictures in {wishes.out}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
