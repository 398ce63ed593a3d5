"""Pages over the small city, with a folder and a key of their own."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.domain.cases.world import World, build


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return build()
