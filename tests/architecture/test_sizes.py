"""No file over 400 lines: the tail is what makes a code base painful."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    p
    for folder in ("src", "tests", "bench")
    for kind in ("*.py", "*.html", "*.css", "*.js")
    for p in (ROOT / folder).rglob(kind)
    if "migrations" not in p.parts
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_over_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
