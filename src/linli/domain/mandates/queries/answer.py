"""One question, "who is responsible", answered for a page: names, duties, basis, the climb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.queries.catalogue import Admitted, Catalogue, MatterName, catalogue
from linli.domain.mandates.rules.terms import MatterTerms
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Part:
    """One body's part: as what, doing what, by which basis, in whose name, who answers a suit."""

    body: int
    role: str
    who: BodyName
    in_name_of: BodyName
    answers_suit: BodyName
    matter: MatterName
    mandate: Mandate

    @property
    def lends_name(self) -> bool:
        """Tell whether it acts in another body's name."""
        return self.in_name_of.id != self.who.id

    def plain(self) -> dict[str, Any]:
        """Return the part as plain values."""
        return {
            "body": self.body,
            "name": self.who.name,
            "name_en": self.who.name_en,
            "role": self.role,
            "matter": self.matter.code,
            "duty": self.mandate.duty,
            "duty_en": self.mandate.duty_en,
            "basis": self.mandate.basis,
            "basis_en": self.mandate.basis_en,
            "instrument": self.mandate.instrument,
            "in_name_of": self.in_name_of.name,
            "answers_suit": self.answers_suit.name,
            "mandate": self.mandate.pk,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """One step of the climb: the place, and the matter held there, if any."""

    place: PlaceName
    is_fallback: bool
    held: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page says; `lead` is None where nobody is responsible."""

    matter: MatterName
    on: date
    terms: MatterTerms
    path: list[PlaceName]
    lead: int | None
    parts: list[Part]
    is_fallback: bool
    steps: list[Shown]
    desk: BodyName | None
    on_grid: Admitted

    @property
    def lead_part(self) -> Part | None:
        """Return the lead's part."""
        return self.parts[0] if self.parts else None

    @property
    def helpers(self) -> list[Part]:
        """Return the other parts."""
        return self.parts[1:]


def answer(matter: str, place_id: int, on: date, known: Catalogue | None = None) -> Answer:
    """Return who must act and why; five queries at most, one less with the catalogue known.

    Raises NotFound for a matter or a place that is none.
    """
    found, atlas = known or catalogue(), territory.atlas(on)
    terms = found.terms(matter, on)
    if place_id not in atlas:
        raise NotFound("unknown_place", place=place_id)
    ids = atlas.path(place_id)
    resolution = found.index.resolve(matter, ids, on)
    climb = found.index.steps(matter, ids, on)
    desk = bodies.directory(found.bodies_mark).desk(ids, on)
    holdings = [resolution.lead, *resolution.helpers] if resolution else []
    rows = Mandate.objects.in_bulk([h.mandate for h in holdings])
    lenders = [(h.in_name_of or h.body, h.answers_suit or h.in_name_of or h.body) for h in holdings]
    wanted = {h.body for h in holdings} | {b for pair in lenders for b in pair}
    names = bodies.named(wanted | ({desk.id} if desk else set()))
    places = territory.named(ids, on)
    return Answer(
        matter=found.matters[matter],
        on=on,
        terms=terms,
        path=[places[i] for i in ids if i in places],
        lead=resolution.body if resolution else None,
        parts=[
            Part(
                body=h.body,
                role=h.role,
                who=names[h.body],
                in_name_of=names[own],
                answers_suit=names[suit],
                matter=found.matters[h.matter],
                mandate=rows[h.mandate],
            )
            for h, (own, suit) in zip(holdings, lenders, strict=True)
        ],
        is_fallback=resolution.is_fallback if resolution else False,
        steps=[
            Shown(places[s.place], s.fallback, s.found.matter if s.found else None)
            for s in climb
            if s.place in places and not (s.fallback and s.found is None and resolution)
        ],
        desk=names[desk.id] if desk else None,
        on_grid=found.on_grid(matter, ids, on),
    )
