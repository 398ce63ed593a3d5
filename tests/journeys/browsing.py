"""A chromium of the machine's own, pages of a phone and a desk, axe, and counted steps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"narrow": (320, 568), "phone": (390, 844), "desk": (1366, 768), "wide": (1920, 1080)}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# what a fault of ours would log; a refused page (4xx) is logged by the browser itself
EXPECTED = ("the server responded with a status of 4", "registration blocked by Playwright")


def chromium() -> str | None:
    """Return the path of the machine's chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the machine's chromium with a fresh profile."""
    with tempfile.TemporaryDirectory() as folder:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=FLAGS, env={"HOME": folder, "TZ": "Asia/Shanghai"}
        )
        try:
            yield started
        finally:
            started.close()


def context(
    started: Browser,
    address: str,
    *,
    size: str = "desk",
    language: str = "zh-hans",
    session: str = "",
    scripts: bool = True,
    elder: bool = False,
    axe: bool = False,
    worker: bool = False,
    agent: str = "",
) -> BrowserContext:
    """Open a browser context of one size and language; `session` signs a person in.

    `agent` is what the browser says it is (WeChat's own, say).
    """
    width, height = SIZES[size]
    made = started.new_context(
        viewport={"width": width, "height": height},
        locale="en-GB" if language == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=size == "phone",
        java_script_enabled=scripts,
        bypass_csp=axe,
        reduced_motion="reduce" if axe else None,
        service_workers="allow" if worker else "block",
        user_agent=agent or None,
    )
    cookies = {"linli_language": language, "linli_session": session}
    if elder:
        cookies["linli_elder"] = "1"
    kept = [{"name": n, "value": v, "url": address} for n, v in cookies.items() if v]
    made.add_cookies(kept)  # type: ignore[arg-type]
    made.set_default_timeout(10_000)
    return made


# WeChat's browser on Android, and what it lacks or refuses there (and in the older X5 kernel).
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; V2072A Build/SP1A.210812.003; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5075 "
    "MMWEBSDK/20230405 MMWEBID/4110 MicroMessenger/8.0.35.2360(0x2800235D) WeChat/arm64 "
    "Weixin NetType/4G Language/zh_CN ABI/arm64"
)
WECHAT_QUIRKS = """
delete window.HTMLDialogElement;
Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined});
Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined});
window.open = () => null;
window.print = () => {};
"""


class Walk:
    """A person's way through the pages: what they press, how many screens they see.

    A press is a click or a tap on something that acts; typing and choosing are not counted.
    """

    def __init__(self, page: Page, address: str) -> None:
        """Start with nothing pressed; what the console complains of is kept."""
        self.page = page
        self.address = address
        self.presses = 0
        self.screens: list[str] = []
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        told = message.type in ("error", "warning")
        if told and not any(e in message.text for e in EXPECTED):
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Open a page by its address; a screen."""
        self.page.goto(self.address + path)
        self._seen()

    def press(self, name: str, *, role: str = "button", exact: bool = False) -> None:
        """Press a button or a link by the name that a screen reader says."""
        self.page.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]
        self.presses += 1
        self.page.wait_for_load_state("networkidle")
        self._seen()

    def fill(self, label: str, text: str) -> None:
        """Type into a field by its label."""
        self.page.get_by_label(label).first.fill(text)

    def sees(self, text: str) -> None:
        """Wait until a text is visible."""
        self.page.get_by_text(text).first.wait_for()

    def _seen(self) -> None:
        title = self.page.title()
        where = f"{self.page.url} {title}"
        if not self.screens or self.screens[-1] != where:
            self.screens.append(where)

    @property
    def fits(self) -> bool:
        """Nothing is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def axe_faults(page: Page, *, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """Return axe's serious findings on a page of a context opened with `axe=True`."""
    page.evaluate("scrollTo(0, 0)")  # what has slid half under the bar is no small target
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
    )
    return [
        f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:160]} "
        f"{v['nodes'][0]['any'][0]['message'][:120] if v['nodes'][0]['any'] else ''}"
        for v in found["violations"]
        if v["impact"] in impacts
    ]
