"""What import-linter cannot see: foreign keys by name, and templates and addresses by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from tests.architecture.layers import SOURCE, area_of, ranks, reaches_up

TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
NAMED_IN_TEMPLATES = re.compile(
    r"""\{%\s*(?:url\s+["'](?P<address>\w+):"""
    r"""|(?:include|extends|partial)\s+["'](?P<template>\w+)/)"""
)
NAMED_IN_CODE = re.compile(r"""\b(?:reverse|reverse_lazy|redirect)\(\s*f?["'](\w+):""")


def relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    for field in model._meta.get_fields(include_hidden=True):
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
            yield field.name, field.related_model


def upward_keys(model: type[models.Model]) -> list[str]:
    own = model._meta.app_label
    return [
        f"{model.__name__}.{name} -> {other._meta.label}"
        for name, other in relations(model)
        if reaches_up(own, other._meta.app_label)
    ]


def upward_names(path: Path, text: str) -> list[str]:
    if path.suffix == ".html":
        found = [m["address"] or m["template"] for m in NAMED_IN_TEMPLATES.finditer(text)]
    else:
        found = NAMED_IN_CODE.findall(text)
    return sorted({other for other in found if reaches_up(area_of(path), other)})


def test_the_order_is_read_whole() -> None:
    assert ranks()["kernel"] < ranks()["database"] < ranks()["journal"] < ranks()["ui"]
    assert ranks()["territory"] < ranks()["cases"] < ranks()["portal"] < ranks()["config"]
    assert ranks()["notices"] == ranks()["exchange"]


def test_labels_are_folder_names() -> None:
    ours = [c for c in apps.get_app_configs() if c.name.startswith("linli.")]
    assert [c.label for c in ours] == [c.name.rpartition(".")[2] for c in ours]
    assert {c.label for c in ours} <= ranks().keys()


def test_installed_areas_stand_below_those_that_use_them() -> None:
    labels = [name.rpartition(".")[2] for name in settings.INSTALLED_APPS if "linli." in name]
    heights = [ranks()[label] for label in labels if label in ranks()]
    domain = [h for h in heights if h >= ranks()["territory"]]
    assert domain == sorted(domain)


def test_foreign_keys_point_downwards() -> None:
    ours = [m for m in apps.get_models() if m.__module__.startswith("linli.")]
    assert [key for model in ours for key in upward_keys(model)] == []


def test_templates_and_addresses_point_downwards() -> None:
    named = {p: upward_names(p, p.read_text(encoding="utf-8")) for p in [*TEMPLATES, *MODULES]}
    assert {str(p.relative_to(SOURCE)): up for p, up in named.items() if up} == {}


def test_a_planted_upward_name_is_seen() -> None:
    page = SOURCE / "domain" / "territory" / "templates" / "territory" / "x.html"
    assert upward_names(page, "{% url 'cases:detail' pk %}") == ["cases"]
    assert upward_names(page, '{% include "portal/_row.html" %}') == ["portal"]
    assert upward_names(page, '{% extends "ui/base.html" %}{% url "territory:place" 1 %}') == []
    module = SOURCE / "foundation" / "notices" / "views.py"
    assert upward_names(module, 'redirect("attachments:file", 1)') == ["attachments"]
    assert upward_names(module, 'redirect("accounts:login")') == []


def test_a_planted_upward_key_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    model = apps.get_model("territory", "Place")
    assert upward_keys(model) == []
    version = apps.get_model("territory", "PlaceVersion")
    monkeypatch.setattr(version._meta, "app_label", "kernel")
    assert upward_keys(version)
