"""No file over 400 lines: the tail is what makes a code base painful."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted(
    p
    for folder in ("src", "tests", "bench")
    for kind in ("*.py", "*.html", "*.css", "*.js")
    for p in (ROOT / folder).rglob(kind)
    if "migrations" not in p.parts
)


def test_no_file_is_over_400_lines() -> None:
    sizes = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in FILES}
    assert {name: lines for name, lines in sizes.items() if lines > 400} == {}
