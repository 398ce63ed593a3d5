"""Which text keys the code and the templates use, read from their sources."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

# {% say "key" %}, {% alert key="…" %} and the like: every quoted dotted word of a template
QUOTED = re.compile(r"""["']([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+\.?)["']""")
SAID = re.compile(r"""\{%\s*say(?:_html)?\s+["']([^"']+)["']\s*(?:as|%|[a-z_]+=)""")
REFUSALS = {"Refusal", "Invalid", "NotPermitted", "NotFound", "Conflict", "MoveNotAllowed"}
SAYERS = {"say", "say_lazy", "say_html"}


@dataclass
class Used:
    """Keys that must exist, words that may be keys, and patterns of keys made at run time."""

    required: dict[str, str] = field(default_factory=dict)  # key -> where
    mentioned: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)

    def covers(self, key: str) -> bool:
        """Tell whether anything uses the key."""
        plain = key.removesuffix(".one")
        return (
            plain in self.required
            or plain in self.mentioned
            or any(re.fullmatch(p, plain) for p in self.patterns)
        )


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def _call(node: ast.Call, used: Used, where: str) -> None:
    if not node.args or not isinstance(node.args[0], ast.Constant):
        return
    key = node.args[0].value
    if not isinstance(key, str):
        return
    if _called(node) in SAYERS:
        used.required.setdefault(key, where)
    elif _called(node) in REFUSALS and re.fullmatch(r"[a-z0-9_.]+", key):
        used.required.setdefault(f"refusal.{key}", where)


def _pattern(node: ast.JoinedStr) -> str | None:
    parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values]
    text = "".join(parts)
    return text if r"\." in text and re.search("[a-z]", text) else None


def python(path: Path, used: Used) -> None:
    """Add what one Python file uses."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            _call(node, used, str(path))
        elif isinstance(node, ast.JoinedStr):
            if found := _pattern(node):
                used.patterns.add(found)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            used.mentioned.add(node.value)


def template(path: Path, used: Used) -> None:
    """Add what one template uses."""
    text = path.read_text(encoding="utf-8")
    for key in SAID.findall(text):
        used.required.setdefault(key, str(path))
    for key in QUOTED.findall(text):
        if key.endswith("."):
            used.patterns.add(re.escape(key) + ".+")
        else:
            used.mentioned.add(key)


def scan(folders: list[Path]) -> Used:
    """Return everything that the sources below some folders use."""
    used = Used()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                python(path, used)
        for kind in ("*.html", "*.txt"):
            for path in sorted(folder.rglob(kind)):
                template(path, used)
    return used
