"""The catalogue, its terms and the index of mandates, read once per change; resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from linli.domain.bodies.models import Revision as BodiesRevision
from linli.domain.mandates.models import Mandate, Matter, MatterRule, PowerTerm, Revision
from linli.domain.mandates.queries import thresholds as dated
from linli.domain.mandates.rules.resolve import Holding, Index, Resolution, Step
from linli.domain.mandates.rules.suggest import Suggestion, suggest
from linli.domain.mandates.rules.terms import TERMS, MatterTerms, terms
from linli.domain.mandates.rules.thresholds import Held, Thresholds
from linli.domain.mandates.states import ROOT, ListKind, MandateRole, Permission
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import NotFound
from linli.kernel.tenure import Tenure


@dataclass(frozen=True, slots=True)
class MatterName:
    """A matter as lists show it."""

    code: str
    name: str
    name_en: str
    parent: str | None
    keywords: tuple[str, ...] = ()


class Admitted(NamedTuple):
    """Whether a grid may be given a matter, and by which list or terms."""

    allowed: bool
    list_name: str = ""
    list_name_en: str = ""
    item: str = ""


class Entry(NamedTuple):
    """An item of a place's grid list as the catalogue keeps it."""

    since: date
    until: date | None
    matter: str
    code: str
    name: str
    name_en: str

    def holds(self, on: date) -> bool:
        """Tell whether it is on the list on a day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Catalogue, dated terms, thresholds and the index of mandates, read once per revision."""

    matters: dict[str, MatterName]
    rules: dict[str, tuple[tuple[Tenure, dict[str, Any]], ...]]
    thresholds: Thresholds
    index: Index
    bodies_mark: UUID  # the state of bodies that the index belongs to
    grid: Mapping[int, tuple[Entry, ...]] = field(default_factory=dict)  # by the list's place

    @property
    def named(self) -> dict[str, MatterName]:
        """The catalogue by code, in order, without the root."""
        return {code: m for code, m in self.matters.items() if code != ROOT}

    def chain(self, code: str) -> tuple[str, ...]:
        """Return a code with its ancestors, nearest first; raises NotFound."""
        try:
            return self.index.chains[code]
        except KeyError:
            raise NotFound("unknown_matter", code=code) from None

    def terms(self, code: str, on: date) -> MatterTerms:
        """Return what holds for a matter on a day."""
        chain = self.chain(code)
        held = {c: rule for c in chain for t, rule in self.rules.get(c, ()) if t.holds(on)}
        return terms(code, chain, held)

    def on_grid(self, code: str, path: Sequence[int], on: date) -> Admitted:
        """Tell whether a grid at the end of a path may be given a matter on a day.

        The nearest published list on the way up decides; where no place has one on that day, the
        matter's own terms do. A matter with a channel of its own never goes on a grid.
        """
        terms = self.terms(code, on)
        if terms.is_blocked:
            return Admitted(False)  # noqa: FBT003 - the answer itself
        chain = self.chain(code)
        for place in reversed(path):
            held = [e for e in self.grid.get(place, ()) if e.holds(on)]
            if held:
                found = next((e for e in held if e.matter in chain), None)
                named = held[0]
                return Admitted(
                    found is not None, named.name, named.name_en, found.code if found else ""
                )
        return Admitted(terms.on_grid)


_kept: dict[tuple[UUID, UUID], Catalogue] = {}


def catalogue() -> Catalogue:
    """Return catalogue, terms and mandates as look-ups; at most the query of the marks."""
    key = _mark()
    found = _kept.get(key)
    if found is None:
        found = _read(key[1])
        _kept.clear()
        _kept[key] = found
    return found


def _mark() -> tuple[UUID, UUID]:
    return Revision.current(), BodiesRevision.current()


def _read(bodies_mark: UUID) -> Catalogue:
    rows = Matter.objects.order_by("code").values_list(
        "code", "name", "name_en", "parent__code", "keywords"
    )
    matters = {row[0]: MatterName(*row[:4], tuple(row[4])) for row in rows}
    rules: dict[str, tuple[tuple[Tenure, dict[str, Any]], ...]] = {}
    for rule in MatterRule.objects.order_by("matter_id", "id").values(
        "matter__code", "valid_from", "valid_to", *TERMS
    ):
        held = Tenure(rule.pop("valid_from"), rule.pop("valid_to"))
        code = rule.pop("matter__code")
        rules[code] = (*rules.get(code, ()), (held, rule))
    index = Index.of(_holdings(), {code: m.parent for code, m in matters.items()})
    return Catalogue(matters, rules, dated.read(), index, bodies_mark, _grid())


def _grid() -> dict[int, tuple[Entry, ...]]:
    rows = PowerTerm.objects.filter(item__power_list__kind=ListKind.GRID).exclude(matter=None)
    found: dict[int, tuple[Entry, ...]] = {}
    listed = ("item__power_list__name", "item__power_list__name_en")
    for place, *entry in rows.order_by("item__code", "id").values_list(
        *("item__power_list__place_id", "valid_from", "valid_to", "matter__code", "item__code"),
        *listed,
    ):
        found[place] = (*found.get(place, ()), Entry(*entry))
    return found


def _holdings() -> Iterable[Holding]:
    rows = Mandate.objects.order_by("id").values_list(
        "id",
        "body_id",
        "role",
        "matter__code",
        "place_id",
        "valid_from",
        "valid_to",
        "in_name_of_id",
        "answers_suit_id",
        "body__line",
        "body__valid_from",
        "body__valid_to",
    )
    held: list[Any]
    for *held, body_from, body_to in rows.iterator(chunk_size=20_000):
        held[5] = max((d for d in (held[5], body_from) if d), default=None)
        held[6] = min((d for d in (held[6], body_to) if d), default=None)
        yield Holding(*held)


def resolver(on: date) -> Callable[[str, int], Resolution | None]:
    """Return resolve for one day as a plain function of matter and place, without a query a call.

    For imports, boards and the bench: 10,000 distinct pairs cost three queries in all. Raises
    KeyError for a matter or a place that does not exist.
    """
    index, path = catalogue().index, territory.atlas(on).path

    def answer(matter: str, place_id: int) -> Resolution | None:
        try:
            climb = path(place_id)
        except KeyError:
            climb = territory.path_to(place_id, on)  # of one that ended: what stands for it
        return index.resolve(matter, climb, on)

    return answer


def resolve(matter: str, place_id: int, at: date) -> Resolution | None:
    """Return who must act on a matter at a place on a day, None where nobody must.

    Raises NotFound for a matter not in the catalogue. `steps` and `explain` tell the way.
    """
    found = catalogue()
    found.chain(matter)
    return found.index.resolve(matter, territory.path_to(place_id, at), at)


def steps(matter: str, place_id: int, at: date) -> list[Step]:
    """Return the climb as it went: at each place nobody, or the mandate found."""
    found = catalogue()
    found.chain(matter)
    return found.index.steps(matter, territory.path_to(place_id, at), at)


EXPLAINED = 2_000  # mandates kept in memory with their bodies and matters
_explained: dict[tuple[UUID, UUID], dict[int, Mandate]] = {}


def explain(resolution: Resolution) -> dict[int, Mandate]:
    """Return the mandates of a resolution with their bodies and matters, by id.

    One query unless they are kept; the rows are the caller's own copies.
    """
    wanted = {resolution.lead.mandate, *(h.mandate for h in resolution.helpers)}
    held = _explained.get(mark := _mark())
    if held is None or len(held) > EXPLAINED:
        _explained.clear()
        held = _explained[mark] = {}
    found = {i: held[i] for i in wanted if i in held}
    if missing := wanted - found.keys():
        rows = Mandate.objects.filter(pk__in=missing).select_related(
            "body", "matter", "in_name_of", "answers_suit"
        )
        read = {m.pk: m for m in rows}
        held |= read
        found |= read
    return {i: copy(m) for i, m in found.items()}


def rule_of(matter: str, on: date) -> MatterTerms:
    """Return the terms of a matter on a day, gaps filled by its ancestors; raises NotFound."""
    return catalogue().terms(matter, on)


def threshold(key: str, place_id: int | None, on: date) -> Held:
    """Return what a threshold is at a place on a day (`.limit`, `.span`, `.number`, `.share`).

    The nearest row up the tree decides; without a place, the one that holds everywhere. No query
    where the catalogue is known. Raises NotFound for a key of no pack or a place that is none.
    """
    return catalogue().thresholds.at(key, _path(place_id, on), on)


def may_set(actor: Actor, place_id: int | None, on: date) -> bool:
    """Tell whether someone may set thresholds at a place and below it; None is everywhere."""
    where = place_id or territory.top(on)
    if where is None:
        return False
    return can(actor, Permission.MANAGE, Target(places=frozenset(territory.path_ids(where, on))))


def set_below(key: str, place_id: int | None, on: date) -> list[int]:
    """Return the places below one at which a threshold is set apart on a day; no query."""
    tree = territory.atlas(on)
    set_at = catalogue().thresholds.values.get(key, {})
    return [
        place
        for place, rows in set_at.items()
        if place is not None
        and place != place_id
        and place in tree
        and (place_id is None or place_id in tree.path(place))
        and any(row.tenure.holds(on) for row in rows)
    ]


def thresholds(place_id: int | None, on: date) -> list[Held]:
    """Return every threshold as it is at a place on a day, by key; raises NotFound."""
    return dated.all_at(catalogue().thresholds, _path(place_id, on), on)


def _path(place_id: int | None, on: date) -> tuple[int, ...]:
    if place_id is None:
        return ()
    try:
        return territory.atlas(on).path(place_id)
    except KeyError:
        raise NotFound("unknown_place", field="place", place=place_id) from None


def matter_names() -> dict[str, MatterName]:
    """Return the whole catalogue by code, in order, without the root."""
    return catalogue().named


def suggested(words: str, levels: int) -> Suggestion | None:
    """Return the matter of the first so many levels that words sound like, with its keywords."""
    offered = ((c, m.keywords) for c, m in matter_names().items() if c.count("/") < levels)
    return suggest(words, offered)


def mandates_of(body_id: int, on: date) -> QuerySet[Mandate]:
    """Return what a body is mandated for on a day, in the catalogue's order."""
    return (
        Mandate.objects.on(on)
        .filter(holding(on, prefix="body__"), body_id=body_id)
        .select_related("matter", "in_name_of", "answers_suit")
        .annotate(code=F("matter__code"))
        .order_by("matter__code", "id")
    )


def leads_on(place_ids: Iterable[int], on: date) -> QuerySet[Mandate]:
    """Return the lead mandates written at some places on a day."""
    return (
        Mandate.objects.on(on)
        .filter(holding(on, prefix="body__"))
        .filter(role=MandateRole.LEAD, place_id__in=set(place_ids))
        .select_related("matter", "body")
        .order_by("place_id", "matter__code", "id")
    )
