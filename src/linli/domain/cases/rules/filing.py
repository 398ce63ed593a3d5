"""What comes in with a case, cleaned: words, contact, place; refusals say what is wrong."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.domain.cases.states import Source
from linli.kernel.errors import Invalid

WORDS_LIMIT = 10_000  # characters; a longer text comes as a file
LINE_LIMIT = 200
TITLE_LENGTH = 40
ALLOWED_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the reporter; both may be empty, then nobody is asked back."""

    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """A case as it is filed.

    `matter` is a catalogue code at any level (`99` where nobody knows), `place` the id of the
    smallest place known. `filed_for` says that a hand files for another (代办). `about` are bodies
    complained about: they never see the case. `settled` is a grid worker's result on the spot.
    `history` imports what is over: nothing is chased and nobody is told. `reference` is the number
    another platform gave, `transfers` how often it was passed on there, `asked` and `channel` its
    own codes for what is asked and the way it came in, `reply` what it has answered so far.
    `tell_by` is how someone filed for wishes to be told (call, visit, sms, none), `whose` says
    whose contact it is (own, proxy). A request about one's own data names its case (`origin`), the
    papers a desk saw, and what is to stand instead (`instead`). What a platform gave (`from_above`)
    is nobody's own finding, whoever brought the file in.
    """

    matter: str
    place: int
    words: str
    source: str = Source.WEB
    procedure: str = "appeal"
    address: str = ""
    contact: Contact = field(default_factory=Contact)
    filed_for: bool = False
    confidential: bool = False
    about: frozenset[int] = frozenset()
    longitude: float | None = None
    latitude: float | None = None
    settled: str = ""
    evidence: tuple[UUID, ...] = ()
    history: bool = False
    reference: str = ""
    transfers: int | None = None
    asked: str = ""
    channel: str = ""
    reply: str = ""
    tell_by: str = ""
    whose: str = ""
    origin: UUID | None = None
    papers: str = ""
    instead: Contact = field(default_factory=Contact)
    from_above: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt: id, number and the second secret, shown once."""

    case: UUID
    number: str
    tracking_code: str
    filed_at: datetime


def clean_words(text: str, *, name: str = "words", limit: int = WORDS_LIMIT) -> str:
    """Return a text without control characters and outer space; emoji and rare characters stay.

    Raises Invalid: `words_missing`, `words_too_long` (length, limit), `words_garbled` (U+FFFD: the
    text was damaged on its way and would say something else).
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c for c in plain if c in ALLOWED_CONTROLS or unicodedata.category(c) != "Cc")
    plain = plain.strip()
    if not plain:
        raise Invalid("words_missing", field=name)
    if len(plain) > limit:
        raise Invalid("words_too_long", field=name, length=len(plain), limit=limit)
    if "\ufffd" in plain or any(unicodedata.category(c) == "Cs" for c in plain):
        raise Invalid("words_garbled", field=name)
    return plain


def clean_line(text: str, *, name: str) -> str:
    """Return one line, possibly empty; raises as clean_words."""
    joined = " ".join(text.split())
    return clean_words(joined, name=name, limit=LINE_LIMIT) if joined else ""


def title_of(words: str) -> str:
    """Return the first sentence of a text, cut to 40 characters, as lists show it."""
    first = words.split("\n", 1)[0]
    for mark in "。！？；!?;":
        first = first.split(mark, 1)[0]
    first = first.strip() or words.strip()
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"
