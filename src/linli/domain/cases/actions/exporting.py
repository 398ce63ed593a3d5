"""A list of cases is taken out of the system: an entry says who took it, when and how."""

from __future__ import annotations

from datetime import datetime

from linli.domain.cases.states import Permission
from linli.foundation.journal import actions as journal
from linli.kernel.access import Actor
from linli.kernel.errors import NotPermitted
from linli.kernel.ids import uuid7


def note_export(*, by: Actor, at: datetime, form: str, needs: str = Permission.EXPORT) -> None:
    """Write that a list leaves as a file, before its first row does; raises NotPermitted."""
    if not by.of(needs):
        raise NotPermitted("export_not_permitted")
    journal.write(
        by=by,
        at=at,
        subject_kind="case_list",
        subject_id=uuid7(),
        seq=1,
        place_id=0,
        body_id=min(by.bodies, default=None),
        procedure="case_list",
        move="export",
        from_state=None,
        to_state=None,
        data={"form": form},
    )
