"""What everybody may read: published cases of a place, one of them, those like a new report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.cases.models import Publication
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.rows import SUBJECT, is_told
from linli.domain.cases.rules.tokens import tokens_of
from linli.domain.cases.states import PublicationState
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.domain.territory.states import Level
from linli.foundation.journal import queries as journal
from linli.kernel.errors import NotFound

PAGE = 20
ALIKE = 3  # offered before a report is sent
LOOKED_AT = 200  # newest publications of a community compared with a report
ENOUGH = 3  # tokens two texts must share
_COLUMNS = {Level.COUNTY: "county_id", Level.TOWN: "town_id", Level.COMMUNITY: "community_id"}


@dataclass(frozen=True, slots=True)
class Published:
    """One published case in a list."""

    id: UUID
    title: str
    words: str
    place: PlaceName | None
    above: PlaceName | None
    state: str
    open: bool
    filed_at: datetime
    published_at: datetime
    until: date
    me_toos: int
    flags: int
    case: UUID


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One published case with what happened to it: (moment, state), and who acts."""

    row: Published
    lead: BodyName | None
    steps: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class NearPage:
    """A page of published cases; `next` leads on, None on the last page."""

    rows: tuple[Published, ...]
    count: int
    next: str | None


def standing(on: date) -> QuerySet[Publication]:
    """Return what is published on a day."""
    return Publication.objects.filter(state=PublicationState.PUBLISHED, until__gte=on)


def near(place: int | None, on: date, after: str = "") -> NearPage:
    """Return the published cases of a place, newest first; five queries."""
    rows = _within(standing(on), place, on)
    count = rows.count()
    key = _uuid(after)
    last = Publication.objects.filter(pk=key).first() if key else None
    if last:
        earlier = Q(published_at__lt=last.published_at)
        rows = rows.filter(earlier | Q(published_at=last.published_at, id__lt=last.id))
    page = list(rows.select_related("case").order_by("-published_at", "-id")[: PAGE + 1])
    more = len(page) > PAGE
    return NearPage(_rows(page[:PAGE]), count, str(page[PAGE - 1].pk) if more else None)


def published(publication: UUID, on: date) -> PublishedCase:
    """Return one published case; NotFound if it is not (any more)."""
    row = standing(on).select_related("case").filter(pk=publication).first()
    if row is None:
        raise NotFound("publication_not_found")
    states = PROCEDURES[row.case.procedure].state
    steps: list[tuple[datetime, str]] = []
    for entry in journal.entries_of(SUBJECT, row.case_id):
        to = entry.to_state
        if is_told(entry) and to in states and (not steps or steps[-1][1] != to):
            steps.append((entry.at, str(to)))
    lead = bodies.named([row.case.lead_id]).get(row.case.lead_id) if row.case.lead_id else None
    return PublishedCase(_rows([row])[0], lead, tuple(steps))


def alike(words: str, place: int, on: date) -> list[Published]:
    """Return the open published cases of a community that share most words with a text."""
    try:
        community = territory.levels_of(place, on).community_id
    except NotFound:
        return []
    if community is None:
        return []
    rows = standing(on).filter(community_id=community, case__open=True).select_related("case")
    wanted = set(tokens_of(words))
    shared = [
        (len(wanted.intersection(tokens_of(row.title + row.words))), row)
        for row in rows.order_by("-published_at", "-id")[:LOOKED_AT]
    ]
    best = sorted((s for s in shared if s[0] >= ENOUGH), key=lambda s: -s[0])
    return list(_rows([row for _, row in best[:ALIKE]]))


def counts_below(place: int, on: date) -> Mapping[int, int]:
    """Return how many cases are published in each place directly below one that has a column."""
    tree = territory.atlas(on)
    column = next((c for lv, c in _COLUMNS.items() if lv > tree.level(place)), None)
    if column is None:
        return {}
    rows = _within(standing(on), place, on).order_by().values_list(column).annotate(n=Count("id"))
    return Counter({i: n for i, n in rows if i})


def of_case(case: UUID, on: date) -> Publication | None:
    """Return the standing publication of a case."""
    return standing(on).filter(case_id=case).first()


def known_of(case: UUID) -> tuple[str, ...]:
    """Return the names and phones that a case holds: what its published words must not repeat."""
    texts = journal.particulars_of(SUBJECT, [case], names=("contact_name", "contact_phone"))
    return tuple(v for v in texts.get(case, {}).values() if v)


def words_of(case: UUID) -> tuple[str, str]:
    """Return title and words of a case, for the publisher to start from."""
    texts = journal.particulars_of(SUBJECT, [case], names=("title", "words")).get(case, {})
    return texts.get("title", ""), texts.get("words", "")


def _within(rows: QuerySet[Publication], place: int | None, on: date) -> QuerySet[Publication]:
    tree = territory.atlas(on)
    if place is None or place not in tree or tree.level(place) < Level.COUNTY:
        return rows
    column = _COLUMNS.get(Level(tree.level(place)))
    return rows.filter(**{column or "place_id": place})


def _rows(found: Sequence[Publication]) -> tuple[Published, ...]:
    names = territory.named(
        {i for p in found for i in (p.place_id, p.community_id, p.town_id) if i}
    )
    out = []
    for p in found:
        above = p.community_id if p.community_id != p.place_id else p.town_id
        out.append(
            Published(
                id=p.pk,
                title=p.title,
                words=p.words,
                place=names.get(p.place_id),
                above=names.get(above or 0),
                state=p.case.state,
                open=p.case.open,
                filed_at=p.case.filed_at,
                published_at=p.published_at,
                until=p.until,
                me_toos=p.me_toos,
                flags=p.flags,
                case=p.case_id,
            )
        )
    return tuple(out)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
