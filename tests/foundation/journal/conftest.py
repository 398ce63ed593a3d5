from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from linli.foundation.journal import registry
from linli.foundation.journal.entries import Kind
from linli.kernel.access import SYSTEM
from linli.kernel.ids import uuid7

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SCHEMAS = {
    "parcel": {
        "send": {
            "carrier": Kind.CODE,
            "stops": Kind.CODES,
            "weight": Kind.NUMBER,
            "sender": Kind.ID,
            "due": Kind.DATE,
            "left": Kind.MOMENT,
            "fragile": Kind.FLAG,
        },
    },
}


@pytest.fixture(autouse=True)
def parcel_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "schemas", lambda: SCHEMAS)


@pytest.fixture
def parcel() -> Callable[..., dict[str, Any]]:
    """Arguments of one entry of a made-up procedure, changed as the test says."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "by": SYSTEM,
            "at": AT,
            "subject_kind": "parcel",
            "subject_id": uuid7(),
            "seq": 1,
            "place_id": 7,
            "body_id": 9,
            "procedure": "parcel",
            "move": "send",
            "from_state": None,
            "to_state": "sent",
            "matter": "02/01",
            **changes,
        }

    return make
