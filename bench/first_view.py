"""The first view of a page on a slow line and a slow processor: bytes on the wire and first paint.

Needs a site that is open (`address=http://127.0.0.1:8000/q/CODE`) and the machine's chromium.
Slow 4G is taken as 1.6 Mbit/s down, 0.75 up and 150 ms; the processor as four times slower.
Limits: 120 KB and 1,500 ms.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import sync_playwright
from tests.journeys import browsing

from bench._figures import percentiles

LIMIT = 1500.0
BYTES = 120 * 1024
SLOW = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000, "offline": False}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def run(address: str = "http://127.0.0.1:8000/", times: str = "7") -> dict[str, Any]:
    """Open the page several times, each in a fresh browser context with nothing kept."""
    took, weight, files = [], 0, 0
    with sync_playwright() as playwright, browsing.browser(playwright) as started:
        for _ in range(int(times)):
            paint, weight, files = _view(started, address)
            took.append(paint / 1000)
    told = percentiles(took)
    return {
        "rate": round(1 / (sum(took) / len(took)), 2),
        **told,
        "bytes": weight,
        "files": files,
        "limit": LIMIT,
        "limit_bytes": BYTES,
        "ratio": round(min(LIMIT / told["p95"], BYTES / weight), 2),
    }


def _view(started: Any, address: str) -> tuple[float, int, int]:
    context = browsing.context(started, address, size="phone", agent=browsing.WECHAT)
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    paint = float(page.evaluate(PAINT))
    context.close()
    return paint, sum(sizes), len(sizes)
