"""What a visitor's session keeps between screens, sealed: drafts, receipts, proofs of a case."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.foundation.keys.box import Unreadable
from linli.foundation.keys.lookup import derived
from linli.foundation.ui.request import Request
from linli.kernel.ids import uuid7

# The session's table is not the place for someone's words: what stands there is sealed.
_PURPOSE = "cases.session"
TRACKED = "tracked"
PERSON = "person"
PROVED_FOR = timedelta(minutes=20)
DRAFTS = ("report",)
_MOST_TRACKED = 20


@dataclass(slots=True)
class Draft:
    """What has been said so far; `id` is the key of the filing and holds the pictures.

    `sign` is the code on the wall that led here, if one did.
    """

    id: UUID = field(default_factory=uuid7)
    words: str = ""
    place: int | None = None
    address: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Number and tracking code of what was just filed, shown once more on a reload."""

    case: UUID
    number: str
    code: str


def draft(request: Request, name: str = "report") -> Draft | None:
    """Return what the session keeps under a name, or None."""
    kept = _read(request, name)
    if kept is None:
        return None
    return Draft(**{**kept, "id": UUID(kept["id"])})


def keep_draft(request: Request, value: Draft, name: str = "report") -> None:
    """Keep a draft."""
    _write(request, name, {**asdict(value), "id": str(value.id)})


def keep_receipt(request: Request, value: Receipt, name: str = "receipt") -> None:
    """Keep a receipt for the page that shows it."""
    _write(request, name, {**asdict(value), "case": str(value.case)})


def receipt(request: Request, name: str = "receipt") -> Receipt | None:
    """Return the last receipt, or None."""
    kept = _read(request, name)
    return Receipt(UUID(kept["case"]), kept["number"], kept["code"]) if kept else None


def drop(request: Request, name: str = "report") -> None:
    """Forget a draft or a receipt."""
    request.session.pop(name, None)


def prove(request: Request, case: UUID) -> None:
    """Remember that number and code of a case were shown in this session."""
    known = [c for c in request.session.get(TRACKED, []) if c != str(case)]
    request.session[TRACKED] = [*known, str(case)][-_MOST_TRACKED:]


def proved(request: Request, case: UUID) -> bool:
    """Tell whether this session has shown number and code of a case."""
    return str(case) in request.session.get(TRACKED, [])


def prove_person(request: Request, case: UUID) -> None:
    """Remember for a while that a code sent to the contact on file was shown."""
    until = request.at + PROVED_FOR
    request.session[PERSON] = {str(case): until.isoformat()}


def proved_person(request: Request, case: UUID) -> bool:
    """Tell whether this session has shown such a code, not too long ago."""
    until = request.session.get(PERSON, {}).get(str(case))
    return proved(request, case) and bool(until) and request.at < datetime.fromisoformat(until)


def _write(request: Request, name: str, value: dict[str, Any]) -> None:
    sealed = derived(_PURPOSE).seal_text(json.dumps(value), f"session:{name}")
    request.session[name] = base64.b64encode(sealed).decode()


def _read(request: Request, name: str) -> dict[str, Any] | None:
    kept = request.session.get(name)
    if not kept:
        return None
    try:
        text = derived(_PURPOSE).open_text(base64.b64decode(kept), f"session:{name}")
    except (Unreadable, ValueError):
        return None
    value: dict[str, Any] = json.loads(text)
    return value
