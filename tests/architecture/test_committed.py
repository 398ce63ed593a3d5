"""What is committed: locks without hosts, texts without anybody's private places."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
LARGEST = 400_000  # bytes; the locks are the largest
# written so that this file does not hold what it looks for
WORDS = [("/wor", "k/"), (".lib", "rary/"), ("share", "d/data"), ("/ho", "me/"), ("/roo", "t/")]
PRIVATE = re.compile("|".join(re.escape(head + tail) for head, tail in WORDS))


def committed() -> list[Path]:
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode != 0:
        pytest.skip("not a git checkout")
    names = asked.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def private_places(text: str) -> list[str]:
    return sorted(set(PRIVATE.findall(text)))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_everything_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.findall(r"^[\w.-]+(?:\[[^]]*\])?==", text, re.M)
    assert len(packages) > 30
    blocks = re.split(r"^(?=[\w.-]+(?:\[[^]]*\])?==)", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|^-|@ file|^\s+--(?!hash)", text, re.M)


def test_npms_lock_names_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert all(p.get("integrity") for name, p in packages.items() if name)
    assert "resolved" not in text
    assert "://" not in text


def test_nobodys_private_places_are_named() -> None:
    found = {}
    for path in committed():
        try:
            places = private_places(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if places:
            found[str(path.relative_to(ROOT))] = places
    assert found == {}


def test_planted_places_are_seen() -> None:
    planted = [head + tail for head, tail in WORDS]
    assert private_places(" and ".join(planted)) == sorted(planted)


def test_third_party_files_and_large_ones_stay_out() -> None:
    paths = committed()
    assert [p for p in paths if "node_modules" in p.parts or p.suffix in {".whl", ".mo"}] == []
    assert [p for p in paths if p.stat().st_size > LARGEST] == []
