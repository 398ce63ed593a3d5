"""Matters that are never handled here, and who takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.domain.mandates.queries.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class ChannelName:
    """Who takes a matter that goes another way."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class OtherChannel:
    """A matter that is never handled here, and where it goes."""

    name: str
    name_en: str
    channel: ChannelName
    phone: str


def other_channels(on: date) -> list[OtherChannel]:
    """Return the matters that go another way, those that only gather others left out."""
    found = catalogue()
    parents = {m.parent for m in found.matters.values()}
    names = found.named
    ways = []
    for code in found.matters:
        terms = found.terms(code, on)
        if code in parents or not terms.is_blocked:
            continue
        channel = ChannelName(terms.blocked_channel, terms.blocked_channel_en)
        ways.append(
            OtherChannel(names[code].name, names[code].name_en, channel, terms.blocked_phone)
        )
    return ways
