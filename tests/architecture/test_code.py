"""House rules of the code that no linter knows: actions' signatures, clocks, names, dates."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from tests.architecture.layers import SOURCE

SHELVES = {"rules", "actions", "queries", "models", "procedures", "states", "entries"}
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TIMELESS = [p for p in MODULES if SHELVES & {part.removesuffix(".py") for part in p.parts}]
CLOCKS = {"now", "today", "utcnow"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "clock"}
LOCAL = {"localdate", "localtime"}  # of a moment they are given, or else of now
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib"}
OURS = [m for m in apps.get_models() if m.__module__.startswith("linli.")]


def action_modules() -> list[ModuleType]:
    found = []
    for area in sorted((SOURCE / "domain").iterdir()):
        if (area / "actions.py").exists() or (area / "actions" / "__init__.py").exists():
            found.append(importlib.import_module(f"linli.domain.{area.name}.actions"))
    return found


# what derives figures from entries decides nothing and is nobody's act
NOBODYS = {"linli.domain.measures.actions.fold"}


def public_actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return what an area offers as its verbs: the public functions of `actions` itself."""
    for module in action_modules():
        offered = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
        for name in offered:
            made = getattr(module, name)
            if inspect.isfunction(made) and made.__module__.startswith(module.__name__):
                yield f"{module.__name__}.{name}", made


ACTIONS = {name: made for name, made in public_actions() if name not in NOBODYS}


def test_actions_were_found() -> None:
    assert len(ACTIONS) > 10


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_says_who_and_when(name: str) -> None:
    parameters = inspect.signature(ACTIONS[name]).parameters
    assert {"by", "at"} <= parameters.keys()
    kinds = {p.kind for p in parameters.values()}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}


def clock_readings(source: str) -> list[int]:
    """Return the lines that read a clock or have the database's driver do so."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name in CLOCK_OWNERS:
                lines.append(node.lineno)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            lines.append(node.value.lineno)
        if isinstance(node, ast.Call) and not node.args and _called(node) in LOCAL:
            lines.append(node.lineno)
    return lines


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def test_no_clock_is_read_where_time_is_passed_in() -> None:
    read = {p: clock_readings(p.read_text(encoding="utf-8")) for p in TIMELESS}
    assert {str(p.relative_to(SOURCE)): lines for p, lines in read.items() if lines} == {}


def test_planted_clocks_are_seen() -> None:
    seen = "datetime.now(UTC)\ntimezone.now()\ndate.today()\nF(auto_now=True)\n"
    assert clock_readings(seen) == [1, 2, 3, 4]
    assert clock_readings("x = F(default=timezone.now)") == [1]
    assert clock_readings("timezone.localdate()\nclock.now()") == [1, 2]
    assert clock_readings("timezone.localdate(at)\nspan.now\nDateTimeField(db_default=Now())") == []


def test_no_module_is_named_after_nothing() -> None:
    named = [p for p in MODULES if {p.stem, p.parent.name} & EMPTY_NAMES]
    assert named == []


def test_time_is_stored_aware_and_the_day_is_local() -> None:
    assert settings.USE_TZ
    assert settings.TIME_ZONE == "Asia/Shanghai"


def test_names_of_fields_tell_moments_from_days() -> None:
    for field in [f for model in OURS for f in model._meta.local_fields]:
        if field.name.endswith("_at"):
            assert isinstance(field, models.DateTimeField), field
        if field.name.endswith(("_on", "_date")):
            assert isinstance(field, models.DateField), field
            assert not isinstance(field, models.DateTimeField), field
