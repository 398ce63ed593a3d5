"""The terms of a matter: its own rule, gaps filled by the nearest ancestor's, then by defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from linli.domain.mandates.states import (
    PRESSING,
    CalendarKind,
    Urgency,
    Verification,
    Visibility,
)
from linli.kernel.clock import Limit


@dataclass(frozen=True, slots=True)
class MatterTerms:
    """What holds for cases of a matter: limits as texts of the clock, and the rules of handling."""

    matter: str
    urgency: str = Urgency.ORDINARY
    sign_limit: str = "4wh"
    respond_limit: str = "1wd"
    resolve_limit: str = "5wd"
    calendar: str = CalendarKind.WORKDAY
    evidence_required: bool = False
    verification: str = Verification.CALL
    visibility: str = Visibility.PUBLIC
    blocked_channel: str = ""
    blocked_channel_en: str = ""
    blocked_phone: str = ""
    on_grid: bool = False
    lawful_refusal: bool = False
    legal_basis: str = ""
    legal_basis_en: str = ""

    @property
    def is_blocked(self) -> bool:
        """Tell whether the matter goes another way and is never handled here."""
        return bool(self.blocked_channel)


TERMS = tuple(f.name for f in fields(MatterTerms) if f.name != "matter")


def terms(matter: str, chain: Sequence[str], rules: Mapping[str, Mapping[str, Any]]) -> MatterTerms:
    """Return the terms of a matter; `chain` is the code with its ancestors, nearest first.

    "Respond in 30 minutes" counts the office's time, except for urgent matters (decision 0030).
    """
    out = MatterTerms(matter)
    for code in reversed(chain):
        given = {k: v for k, v in rules.get(code, {}).items() if v not in ("", None)}
        out = replace(out, **given)
    if out.urgency in PRESSING:
        return out
    return replace(out, respond_limit=Limit.parse(out.respond_limit).in_office_time.text)
