"""The glossary names every model, permission and procedure."""

from __future__ import annotations

import importlib
import re
from enum import StrEnum
from pathlib import Path

from django.apps import apps

from linli.kernel.procedure import Procedure

ROOT = Path(__file__).parents[2]
TERMS = {
    term.strip()
    for line in (ROOT / "docs/glossary.md").read_text().splitlines()
    if line.startswith("| ")
    for term in re.split(r"[,、]", line.split("|")[1])
}


def _modules(shelf: str) -> list[str]:
    files = [
        *(ROOT / "src").glob(f"linli/*/*/{shelf}.py"),
        *(ROOT / "src").glob(f"linli/*/*/{shelf}/*.py"),
    ]
    return [
        ".".join(p.relative_to(ROOT / "src").with_suffix("").parts)
        for p in files
        if p.name != "__init__.py"
    ]


def test_every_model_is_in_the_glossary() -> None:
    ours = [m for m in apps.get_models() if m.__module__.startswith("linli.")]
    assert ours
    assert [m.__name__ for m in ours if m.__name__ not in TERMS] == []


def test_every_permission_is_in_the_glossary() -> None:
    enums = [
        value
        for name in _modules("states")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and "Permission" in value.__name__
    ]
    assert enums
    assert sorted({p.value for e in enums for p in e} - TERMS) == []


def test_every_procedure_is_in_the_glossary() -> None:
    found = [
        value.name
        for name in _modules("procedures")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Procedure)
    ]
    assert found
    assert sorted(set(found) - TERMS) == []
