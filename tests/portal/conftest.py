"""Pages over the small city of the cases' tests."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.cases.world import World, build


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    """The small city; nobody enrols a second factor here."""
    settings.DEMO = True
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    return build()
