"""Lists as they are on a day, an item with its history, which item stands behind a mandate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.mandates.models import (
    Mandate,
    PowerHelper,
    PowerInstrument,
    PowerItem,
    PowerLine,
    PowerList,
    PowerTerm,
)
from linli.domain.mandates.states import InstrumentState, ListKind
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.foundation.database.tenure import holding
from linli.kernel.errors import NotFound

PAGE = 50
STOOD = (InstrumentState.ENACTED, InstrumentState.REVOKED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, its place, and how many items it has on the day."""

    power_list: PowerList
    place: PlaceName | None
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps with what."""

    who: BodyName
    duty: str


@dataclass(frozen=True, slots=True)
class Power:
    """What an item says: its words, and the bodies in it by name."""

    code: str
    term: PowerTerm
    lead: BodyName | None
    source: BodyName | None
    in_name_of: BodyName | None
    answers_suit: BodyName | None
    helpers: tuple[Help, ...] = ()

    @property
    def lends_name(self) -> bool:
        """Tell whether the lead acts in another body's name."""
        return self.term.in_name_of_id is not None


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a list on a day, how many there are, and the code that the next ones follow."""

    powers: list[Power]
    count: int
    following: str


@dataclass(frozen=True, slots=True)
class Story:
    """An item with all that was said of it, newest first, and the lines that moved it."""

    item: PowerItem
    now: Power | None
    powers: list[Power]
    lines: list[PowerLine]


def power_lists(on: date) -> list[Listed]:
    """Return all lists with the number of their items on a day, from the top of the tree down."""
    rows = PowerList.objects.order_by("place_id", "kind")
    items = Count("items__terms", filter=holding(on, prefix="items__terms__"))
    found = list(rows.annotate(count=items))
    places = territory.named({r.place_id for r in found}, on)
    order = list(ListKind)
    tree = territory.atlas(on)  # a list ends with its place, and begins with it
    return sorted(
        (Listed(r, places.get(r.place_id), r.count) for r in found if r.place_id in tree),
        key=lambda r: (
            r.place.level if r.place else 9,
            r.place.code if r.place else "",
            order.index(ListKind(r.power_list.kind)),
        ),
    )


def power_list(key: int) -> PowerList:
    """Return a list by its id; raises NotFound."""
    found = PowerList.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("unknown_list", list=str(key))
    return found


def list_of(place_id: int, kind: ListKind) -> PowerList:
    """Return a place's list of a kind; raises NotFound."""
    found = PowerList.objects.filter(place_id=place_id, kind=kind).first()
    if found is None:
        raise NotFound("no_such_list", field="kind")
    return found


def items_on(
    listed: PowerList, on: date, *, text: str = "", lead: int | None = None, after: str = ""
) -> Page:
    """Return a page of a list's items on a day by code; four queries at most."""
    rows = PowerTerm.objects.on(on).filter(item__power_list=listed)
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(name_en__icontains=text) | Q(item__code__iexact=text)
        )
    if lead is not None:
        rows = rows.filter(lead_id=lead)
    count = rows.count()
    if after:
        rows = rows.filter(item__code__gt=after)
    found = list(rows.select_related("item", "matter").order_by("item__code")[: PAGE + 1])
    powers = shown(found[:PAGE])
    return Page(powers, count, powers[-1].code if len(found) > PAGE else "")


def all_items(listed: PowerList, on: date) -> list[Power]:
    """Return every item of a list on a day by code; three queries."""
    rows = PowerTerm.objects.on(on).filter(item__power_list=listed)
    return shown(rows.select_related("item", "matter").order_by("item__code"))


def shown(terms: Iterable[PowerTerm]) -> list[Power]:
    """Return terms with their bodies by name; two queries at most."""
    terms = list(terms)
    helpers: dict[int, list[tuple[int, str]]] = {}
    rows = PowerHelper.objects.filter(term_id__in=[t.pk for t in terms]).order_by("id")
    for term, body, duty in rows.values_list("term_id", "body_id", "duty"):
        helpers.setdefault(term, []).append((body, duty))
    wanted = {b for t in terms for b in _bodies(t) if b}
    wanted |= {body for pairs in helpers.values() for body, _ in pairs}
    names = bodies.named(wanted) if wanted else {}
    return [_power(t, names, helpers.get(t.pk, ())) for t in terms]


def _bodies(t: PowerTerm) -> tuple[int | None, ...]:
    return t.lead_id, t.source_id, t.in_name_of_id, t.answers_suit_id


def _power(
    term: PowerTerm, names: dict[int, BodyName], helpers: Sequence[tuple[int, str]]
) -> Power:
    lead = names.get(term.lead_id or 0)
    own = names.get(term.in_name_of_id or 0, lead)
    return Power(
        code=term.item.code,
        term=term,
        lead=lead,
        source=names.get(term.source_id or 0),
        in_name_of=own,
        answers_suit=names.get(term.answers_suit_id or 0, own),
        helpers=tuple(Help(names[body], duty) for body, duty in helpers if body in names),
    )


def story_of(listed: PowerList, code: str, on: date) -> Story:
    """Return an item with its history, on the lists it went on from too; raises NotFound.

    Five queries, and one for each change of the map.
    """
    item = PowerItem.objects.filter(power_list=listed, code=code).first()
    if item is None:
        raise NotFound("unknown_item", code=code[:40])
    chain = _chain(item)
    rows = PowerTerm.objects.filter(item__in=chain).exclude(valid_to=F("valid_from"))
    rows = rows.select_related("item__power_list", "matter", "begun_by", "ended_by")
    powers = shown(rows.order_by("-valid_from", "-id"))
    lines = PowerLine.objects.filter(item__in=chain, instrument__state__in=STOOD)
    told = lines.select_related("instrument").order_by("-instrument__effective_on", "-id")
    now = next((p for p in powers if _holds(p.term, on)), None)
    return Story(item, now, powers, list(told))


def _chain(item: PowerItem) -> list[int]:
    """Return an item and those of predecessors' lists that it goes on with, the newest first."""
    out, before = [item.pk], item.came_from_id
    while before is not None and before not in out:
        out.append(before)
        before = PowerItem.objects.filter(pk=before).values_list("came_from", flat=True).first()
    return out


def followers_of(listed: PowerList) -> list[PowerList]:
    """Return the lists that go on with items of one since the map changed; one query."""
    went = PowerItem.objects.filter(came_from__power_list=listed).order_by()
    return list(PowerList.objects.filter(pk__in=went.values("power_list")))


def went_on(instrument: PowerInstrument) -> PowerList | None:
    """Return the list on which what an instrument said goes on since the map changed, if any.

    What it began and no instrument ended, ended with its place or a body of it.
    """
    said = Q(terms__begun_by=instrument) | Q(terms__ended_by=instrument)
    went = PowerItem.objects.filter(came_from__in=PowerItem.objects.filter(said).values("pk"))
    began = PowerTerm.objects.filter(begun_by=instrument, ended_by=None)
    ended = PowerItem.objects.filter(
        pk__in=began.filter(valid_to__gt=F("valid_from")).values("item")
    )
    row = went.first() or ended.first()
    return row.power_list if row else None


def _holds(term: PowerTerm, on: date) -> bool:
    return term.valid_from <= on and (term.valid_to is None or on < term.valid_to)


def item_behind(mandate: Mandate, on: date) -> PowerTerm | None:
    """Return the list's item that a mandate was made of, with its list; one query."""
    if mandate.begun_by_id is None:
        return None
    return (
        PowerTerm.objects.on(on)
        .filter(matter_id=mandate.matter_id, item__power_list__place_id=mandate.place_id)
        .filter(lead_id=mandate.body_id)
        .select_related("item__power_list")
        .order_by("item__code")
        .first()
    )


def instruments_of(listed: PowerList, *, drafts: bool) -> list[PowerInstrument]:
    """Return the instruments of a list, newest first, those in hand only where asked for."""
    rows = PowerInstrument.objects.filter(power_list=listed)
    rows = rows if drafts else rows.filter(state__in=STOOD)
    return list(rows.annotate(count=Count("lines")).order_by("-effective_on", "-id")[:100])


def instrument(key: int) -> PowerInstrument:
    """Return an instrument with its list; raises NotFound."""
    found = PowerInstrument.objects.select_related("power_list").filter(pk=key).first()
    if found is None:
        raise NotFound("unknown_instrument", number=str(key))
    return found
