"""The drawn procedures are those the system runs on."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.domain.cases.procedures import PROCEDURES

FOLDER = Path(__file__).parents[3] / "docs" / "procedures"


def test_the_drawings_are_up_to_date() -> None:
    call_command("draw_procedures", folder=FOLDER, check=True)
    assert {f.stem for f in FOLDER.glob("*.md")} == PROCEDURES.keys()


def test_a_drawing_that_was_changed_by_hand_is_found(tmp_path: Path) -> None:
    call_command("draw_procedures", folder=tmp_path)
    file = tmp_path / "appeal.md"
    file.write_text(file.read_text().replace("sign_for", "sign_off", 1))
    with pytest.raises(CommandError, match="appeal"):
        call_command("draw_procedures", folder=tmp_path, check=True)
