"""File a case: the row, its words, its first clock and its first entry, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.domain.cases.actions.clocks import Clocks
from linli.domain.cases.actions.moving import make
from linli.domain.cases.actions.work import Work, involve, settle, snapshot, write_entry
from linli.domain.cases.entries import BORN
from linli.domain.cases.models import Case
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.public import TRACKING
from linli.domain.cases.queries.trial import running_trial
from linli.domain.cases.rules.filing import (
    Contact,
    Filed,
    Filing,
    clean_line,
    clean_words,
    title_of,
)
from linli.domain.cases.rules.guards import Facts
from linli.domain.cases.rules.limits import LATE_SOON
from linli.domain.cases.rules.tokens import tokens_of
from linli.domain.cases.states import (
    RESIDENTS_OWN,
    ClockKind,
    Hand,
    MoveName,
    Permission,
    Source,
    TellBy,
)
from linli.domain.mandates.rules.terms import MatterTerms
from linli.domain.mandates.states import Visibility
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.foundation.database.revision import steady
from linli.foundation.journal import actions as journal
from linli.foundation.keys.lookup import lookup_hash
from linli.kernel.access import Actor, ActorKind, Target, can, covers
from linli.kernel.codes import read_phone
from linli.kernel.errors import Invalid, NotPermitted
from linli.kernel.ids import case_number, tracking_code, uuid7
from linli.kernel.procedure import Move

FIRST_CLOCK = {"own_data": ClockKind.REVIEW}

_FILE = Move(
    MoveName.FILE,
    (),
    None,
    needs=Permission.FILE,
    hand=Hand.REPORTER,
    why="cases.why.file",
    starts=(ClockKind.RESPOND,),
)


_NO_THEIRS: Mapping[str, datetime | None] = {}


@transaction.atomic
def file(*, by: Actor, at: datetime, filing: Filing, key: str | None = None) -> Filed:
    """File a case and return its receipt; the same key files once and answers alike.

    Residents file without proving who they are; staff need the permission at the place, and for a
    grid event that the place lies in their grid. Raises Invalid (words, contact, place, matter),
    NotPermitted, NotFound (unknown matter or place), Conflict (key used for another request).
    """
    texts = texts_of(filing)
    share_map()
    with steady():  # tree, bodies, mandates and trial as they are now: their marks in one query
        if key is None:
            return receipt(_file(by, at, filing, texts))
        answer = journal.once(
            scope=scope_of(by, history=filing.history),
            key=key,
            request=asked(filing),
            make=lambda: _file(by, at, filing, texts),
        )
        return receipt(answer)


def scope_of(by: Actor, *, history: bool) -> str:
    """Return whose keys these are; an import's are remembered for ever (journal.once)."""
    if history:
        return f"{journal.KEPT_FOR_EVER}cases"
    return f"cases.file:{by.kind.value}:{by.person or ''}"


def asked(filing: Filing) -> bytes:
    """Return the request in one form: sets in order, and only what differs from an empty one.

    So that a field that a later version adds does not make an old request look like another.
    """
    empty = _plain(Filing(matter="", place=0, words=""))
    return repr(sorted((k, v) for k, v in _plain(filing).items() if v != empty[k])).encode()


def _plain(filing: Filing) -> dict[str, Any]:
    return asdict(filing) | {"about": sorted(filing.about)}


def receipt(answer: Mapping[str, str]) -> Filed:
    """Return the receipt that an answer kept under a key stands for."""
    return Filed(
        UUID(answer["case"]),
        answer["number"],
        answer["tracking_code"],
        datetime.fromisoformat(answer["filed_at"]),
    )


def texts_of(filing: Filing) -> dict[str, str]:
    """Return the texts to keep, by name; raises Invalid for what cannot be taken."""
    words = clean_words(filing.words)
    phone, instead = _phone(filing.contact), _phone(filing.instead)
    texts = {
        "title": title_of(words),
        "words": words,
        "address": clean_line(filing.address, name="address"),
        "contact_phone": phone,
        "contact_name": clean_line(filing.contact.name, name="name"),
        "new_phone": instead,
        "new_name": clean_line(filing.instead.name, name="name"),
        "reference": clean_line(filing.reference, name="reference"),
        "location": _location(filing),
        "reply": clean_words(filing.reply, name="reply") if filing.reply else "",
    }
    return {name: text for name, text in texts.items() if text}


def _phone(contact: Contact) -> str:
    phone = read_phone(contact.phone) if contact.phone.strip() else ""
    if phone is None:
        raise Invalid("phone_unreadable", field="phone")
    return phone


def _location(filing: Filing) -> str:
    if filing.longitude is None or filing.latitude is None:
        return ""
    if not (-180 <= filing.longitude <= 180 and -90 <= filing.latitude <= 90):
        raise Invalid("location_impossible", field="location")
    return f"{filing.longitude:.6f},{filing.latitude:.6f}"


def _file(by: Actor, at: datetime, filing: Filing, texts: dict[str, str]) -> dict[str, str]:
    born = compose(by, at, filing, texts, Known(local_day(at)))
    work, case = born.work, born.work.case
    case.save(force_insert=True)
    work.clocks.save()
    involve(case, fresh=True)
    keep_words(case, texts["words"])
    write_entry(work, from_state=None, acting=born.acting)
    if filing.settled:
        supplies = {"result": filing.settled, "evidence": filing.evidence}
        make(case, MoveName.SETTLE_ON_SPOT, by=by, at=at, supplies=supplies)
    return {
        "case": str(case.id),
        "number": case.number,
        "tracking_code": born.code,
        "filed_at": at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Born:
    """A case put together, not written: its work, its second secret, the body that files it."""

    work: Work
    code: str
    acting: int | None


def compose(
    by: Actor,
    at: datetime,
    filing: Filing,
    texts: Mapping[str, str],
    known: Known,
    clocks: Clocks | None = None,
    theirs: Mapping[str, datetime | None] = _NO_THEIRS,
) -> Born:
    """Return a case as it is filed, every rule kept, nothing written; raises as `file`.

    `theirs` are moments that a platform above has set, by their kind of clock.
    """
    terms = known.terms(filing.matter)
    filing = replace(filing, place=known.standing_place(filing.place))
    desk = _desk(filing, known)
    _check(by, filing, terms, known, desk)
    code = tracking_code()
    case = _row(by, at, filing, known, desk, reachable="contact_phone" in texts)
    case.teller_id = _teller(by, filing, known, desk)
    case.tracking_hash = lookup_hash(code, TRACKING)
    work = Work(
        case=case,
        step=_FILE,
        by=by,
        at=at,
        supplies={},
        known=known,
        facts=Facts(at=at, actor=by),
        terms=terms,
        clocks=clocks or Clocks([]),
        texts=dict(texts),
    )
    work.clocks.late_soon = known.threshold(LATE_SOON, case).share
    work.start(FIRST_CLOCK.get(filing.procedure, ClockKind.RESPOND))
    for kind, due in theirs.items():
        work.clocks.set_theirs(case_id=case.id, kind=kind, due=due, at=at, body_id=case.desk_id)
    settle(case, work.clocks, known, at)
    work.data |= snapshot(case) | {name: getattr(case, c) for name, c in BORN.items()}
    work.data |= _elsewhere(filing)
    if filing.evidence and not filing.settled:
        work.data["evidence"] = list(filing.evidence)
    return Born(work, code, None if by.kind is not ActorKind.PERSON else desk)


def _elsewhere(filing: Filing) -> dict[str, Any]:
    """Return what another platform, or who files for someone, has noted of the case."""
    noted = {
        "transfers": filing.transfers,
        "asked": filing.asked,
        "channel": filing.channel,
        "papers": filing.papers,
    }
    return {name: value for name, value in noted.items() if value not in (None, "")}


def _teller(by: Actor, filing: Filing, known: Known, desk: int) -> int | None:
    """Return the body that tells by call or visit: the one whose post took it, None for none."""
    if not filing.filed_for or filing.tell_by not in (TellBy.CALL, TellBy.VISIT):
        return None
    target = Target(places=frozenset(known.path(filing.place)), bodies=frozenset({desk}))
    own = {b for g in by.of(Permission.FILE) if covers(g, target) for b in g.bodies}
    own -= filing.about
    return desk if desk in own or not own else min(own)


def _desk(filing: Filing, known: Known) -> int:
    """Return the body that receives the case: the nearest desk that is not complained about."""
    desk = known.desk(filing.place)
    while desk is not None and desk in filing.about:
        desk = known.above(desk)
    if desk is None:
        raise Invalid("place_without_desk", field="place")
    return desk


def _check(by: Actor, filing: Filing, terms: MatterTerms, known: Known, desk: int) -> None:
    """Refuse who may not file this here, and what a grid may not be given."""
    if filing.procedure not in PROCEDURES:
        raise Invalid("unknown_procedure", field="procedure")
    is_grid = filing.procedure == "grid_event"
    if is_grid:
        _check_grid(filing, terms, known)
    if filing.settled and not is_grid:
        raise Invalid("settled_only_on_grid", field="settled")
    if by.kind is ActorKind.SYSTEM:
        return
    if by.kind is not ActorKind.PERSON:
        if is_grid or filing.source not in RESIDENTS_OWN or filing.history:
            raise NotPermitted("filing_needs_a_post")
        return
    path = frozenset(known.path(filing.place))
    target = Target(places=path, bodies=frozenset({desk}), matter=terms.matter[:2])
    if not can(by, Permission.REPORT if is_grid else Permission.FILE, target):
        raise NotPermitted("place_outside_scope", field="place")


def _check_grid(filing: Filing, terms: MatterTerms, known: Known) -> None:
    """Refuse what the admission list of the place does not have on the day, by its name."""
    admitted = known.catalogue.on_grid(terms.matter, known.path(filing.place), known.on)
    if admitted.allowed:
        return
    raise Invalid(
        "matter_not_on_list" if admitted.list_name else "matter_not_on_grid",
        field="matter",
        channel=terms.blocked_channel,
        phone=terms.blocked_phone,
        list=admitted.list_name,
    )


def _row(
    by: Actor, at: datetime, filing: Filing, known: Known, desk: int, *, reachable: bool
) -> Case:
    terms, levels = known.terms(filing.matter), known.levels(filing.place)
    procedure = PROCEDURES[filing.procedure]
    return Case(
        id=uuid7(),
        number=case_number(),
        procedure=procedure.name,
        version=procedure.version,
        state=procedure.initial,
        seq=1,
        matter=terms.matter,
        matter1=terms.matter[:2],
        place_id=filing.place,
        prefecture_id=levels.prefecture_id,
        county_id=levels.county_id,
        town_id=levels.town_id,
        community_id=levels.community_id,
        grid_id=levels.grid_id,
        source=Source(filing.source),
        filed_at=at,
        filed_by_id=None if filing.from_above else by.person,
        filed_for=filing.filed_for,
        reachable=reachable,
        tell_by=filing.tell_by,
        whose=filing.whose,
        origin_id=filing.origin,
        confidential=filing.confidential or terms.visibility == Visibility.CONFIDENTIAL,
        barred_ids=sorted(filing.about),
        desk_id=desk,
        urgency=terms.urgency,
        verification=terms.verification,
        history=filing.history,
        trial_id=None if filing.history else running_trial(),
    )


_WORDS = "INSERT INTO cases_casewords (case_id, tokens) VALUES (%s, array_to_tsvector(%s))"


def keep_words(case: Case, words: str) -> None:
    """Keep the words of a text for search."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [case.id, tokens_of(words)])
