"""HTML to PDF. Never imported by a web process or a worker: a command draws, in its own process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

try:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
except OSError as missing:  # the C libraries that it draws with
    raise ImportError(
        "PDF needs Pango and HarfBuzz; on Debian: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
    ) from missing


class Printer:
    """Draws documents with the same style sheets, read once."""

    def __init__(self, styles: Sequence[Path]) -> None:
        """Read the style sheets; they may name no other file."""
        self.fonts = FontConfiguration()
        self.styles = [
            CSS(string=path.read_text(encoding="utf-8"), font_config=self.fonts) for path in styles
        ]

    def draw(self, html: str) -> bytes:
        """Return the PDF of a document that needs nothing but itself."""
        page = HTML(string=html, url_fetcher=_nothing)
        drawn: Any = page.write_pdf(stylesheets=self.styles, font_config=self.fonts)
        return bytes(drawn)


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a document to print names another file: {url[:80]}")
