"""After a restore what was erased is erased again: words, search words, publications."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from linli.domain.cases.models import CaseWords
from linli.foundation.journal import queries as journal
from tests.domain.cases.world import build

pytestmark = pytest.mark.django_db


def test_search_words_go_again_with_the_words(settings, tmp_path: Path) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    world = build()
    gone, stays = world.file("01").case, world.file("01").case
    line = {"kind": "case", "subject": str(gone), "reason": "asked"}
    Path(settings.ERASURES_FILE).write_text(json.dumps(line) + "\n")
    call_command("replay_erasures", stdout=StringIO())
    assert set(CaseWords.objects.values_list("case_id", flat=True)) == {stays}
    assert set(journal.particulars_of("case", [gone, stays])) == {stays}
    call_command("replay_erasures", stdout=StringIO())
    assert CaseWords.objects.count() == 1
