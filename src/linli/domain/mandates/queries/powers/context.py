"""What an instrument is planned against: the list on its day, bodies by name, who leads already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from linli.domain.bodies.models import Body
from linli.domain.mandates.models import (
    Mandate,
    Matter,
    PowerHelper,
    PowerInstrument,
    PowerLine,
    PowerTerm,
)
from linli.domain.mandates.queries.catalogue import catalogue
from linli.domain.mandates.rules.powers import (
    Content,
    Context,
    Fault,
    Have,
    Moved,
    Plan,
    Said,
    Standing,
    Want,
    move_mandates,
    plan,
)
from linli.domain.mandates.states import MANDATING, InstrumentKind, ListKind
from linli.domain.territory import queries as territory
from linli.foundation.journal.models import Entry

# columns of a term in the order of Content, helpers apart
CONTENT = tuple(
    {"matter": "matter_id", "lead": "lead_id", "source": "source_id"}.get(name, name)
    for name in (
        f"{n}_id" if n in {"in_name_of", "answers_suit"} else n for n in Content._fields[:-1]
    )
)


@dataclass(frozen=True)
class Checked:
    """What an instrument would do: to items, to mandates, and what is wrong with it."""

    context: Context
    plan: Plan
    moved: Moved
    place: int

    @property
    def faults(self) -> list[Fault]:
        """Every fault by row."""
        return sorted(self.plan.faults)


def lines_of(instrument: PowerInstrument) -> list[Said]:
    """Return an instrument's lines in their order; one query."""
    rows = PowerLine.objects.filter(instrument=instrument).order_by("row")
    return [Said.of(row, said) for row, said in rows.values_list("row", "said")]


def checked(instrument: PowerInstrument, lines: Sequence[Said] | None = None) -> Checked:
    """Return what an instrument would do if it were enacted now; eight queries at most."""
    lines = lines_of(instrument) if lines is None else lines
    context = context_of(instrument, lines)
    found = plan(lines, context)
    haves = _haves(instrument, found.touched) if context.list_kind in MANDATING else []
    after = found.terms_after(context)
    touched = found.touched if context.list_kind in MANDATING else set()
    moved = move_mandates(touched, after, haves, context.on)
    for change in found.changes:
        content = change.new or (change.old.content if change.old else None)
        if content and content.matter in moved.later:
            day = moved.later[content.matter].isoformat()
            params = {"code": change.said.code, "title": "", "day": day}
            found.faults.append(Fault(change.said.row, "matter", "later_stands", params))
    return Checked(context, found, moved, instrument.power_list.place_id)


def meanwhile(found: Checked, today: date) -> int:
    """Return how many cases in the touched matters were worked on since the instrument's day.

    Only of a day that has passed; they stay where they are. Two queries at most.
    """
    on, touched = found.context.on, found.plan.touched
    if on >= today or not touched:
        return 0
    own = set(Matter.objects.filter(pk__in=touched).values_list("code", flat=True))
    chains = catalogue().index.chains
    codes = [code for code, chain in chains.items() if own.intersection(chain)]
    tree = territory.atlas(today)
    inside = [int(p) for p in tree.subtree(found.place)] if found.place in tree else []
    rows = Entry.objects.filter(effective_on__gte=on, effective_on__lte=today, matter__in=codes)
    return rows.filter(place_id__in=inside).aggregate(n=Count("subject_id", distinct=True))["n"]


def context_of(instrument: PowerInstrument, lines: Iterable[Said]) -> Context:
    """Return what an instrument is planned against."""
    lines, listed = list(lines), instrument.power_list
    on, kind = instrument.effective_on, ListKind(listed.kind)
    wanted = {s.matter for s in lines if s.matter}
    return Context(
        kind=InstrumentKind(instrument.kind),
        list_kind=kind,
        on=on,
        matters=dict(Matter.objects.filter(code__in=wanted).values_list("code", "id")),
        body=_bodies(_names(lines), on),
        standing=standing_on(listed.pk, on),
        later=_later(listed.pk, on),
        elsewhere=_elsewhere(listed.pk, listed.place_id, on) if kind in MANDATING else {},
    )


def _names(lines: Iterable[Said]) -> set[str]:
    found = set[str]()
    for s in lines:
        found.update((s.lead, s.source, s.in_name, s.suit), (who for who, _ in s.helpers))
    return found - {""}


def _bodies(names: set[str], on: date) -> Callable[[str], int | str]:
    """Return the way to find a body by its whole name on a day, or what is wrong; one query."""
    held: dict[str, list[tuple[int, date | None, date | None]]] = {}
    rows = Body.objects.filter(Q(name__in=names) | Q(name_en__in=names)).order_by("id")
    for pk, name, name_en, since, until in rows.values_list(
        "id", "name", "name_en", "valid_from", "valid_to"
    ):
        for known in {name, name_en} & names:
            held.setdefault(known, []).append((pk, since, until))

    def find(text: str) -> int | str:
        rows = held.get(text, [])
        if not rows:
            return "unknown_body_named"
        there = [
            pk
            for pk, since, until in rows
            if (since is None or since <= on) and (until is None or on < until)
        ]
        if not there:
            return "body_not_on_day"
        return there[0] if len(there) == 1 else "body_ambiguous"

    return find


def standing_on(list_id: int, on: date) -> dict[str, Standing]:
    """Return what the items of a list say on a day, by code; two queries."""
    rows = PowerTerm.objects.on(on).filter(item__power_list_id=list_id).order_by("item__code")
    helpers: dict[int, tuple[tuple[int, str], ...]] = {}
    kept = PowerHelper.objects.filter(term__in=rows.order_by().values("pk")).order_by("id")
    for term, body, duty in kept.values_list("term_id", "body_id", "duty"):
        helpers[term] = (*helpers.get(term, ()), (body, duty))
    fields = ("item__code", "id", "valid_from", "valid_to", "begun_by__number", *CONTENT)
    return {
        row[0]: Standing(
            row[1], row[2], row[3], Content._make([*row[5:], helpers.get(row[1], ())]), row[4]
        )
        for row in rows.values_list(*fields)
    }


def _later(list_id: int, on: date) -> dict[str, tuple[str, date]]:
    """Return the items that a later instrument sets, by code: its number and day."""
    rows = PowerTerm.objects.filter(item__power_list_id=list_id, valid_from__gt=on)
    rows = rows.exclude(valid_to=F("valid_from")).order_by("-valid_from")
    found = rows.values_list("item__code", "begun_by__number", "valid_from")
    return {code: (number, day) for code, number, day in found}


def _elsewhere(list_id: int, place_id: int, on: date) -> dict[int, tuple[int, str]]:
    """Return the matters that other lists of a place give a lead: the body, the list's name."""
    rows = (
        PowerTerm.objects.on(on)
        .filter(item__power_list__place_id=place_id)
        .filter(item__power_list__kind__in=MANDATING)
        .exclude(item__power_list_id=list_id)
        .exclude(matter=None)
        .exclude(lead=None)
        .order_by("id")
    )
    found = rows.values_list("matter_id", "lead_id", "item__power_list__name")
    return {matter: (lead, name) for matter, lead, name in found}


def _haves(instrument: PowerInstrument, touched: set[int]) -> list[Have]:
    """Return the mandates at the list's place that stand on the day or begin later."""
    on, listed = instrument.effective_on, instrument.power_list
    rows = (
        Mandate.objects.filter(place_id=listed.place_id, matter_id__in=touched)
        .exclude(valid_to__lte=on)
        .exclude(valid_to=F("valid_from"))
        .order_by("id")
    )
    fields = ("id", "valid_from", "valid_to", "begun_by__power_list_id")
    want = ("matter_id", "body_id", "role", "instrument", "basis", "basis_en")
    own = ("in_name_of_id", "answers_suit_id", "duty")
    return [
        Have(row[0], Want(*row[4:]), row[1], row[2], row[3] == listed.pk)
        for row in rows.values_list(*fields, *want, *own)
    ]
