"""What rules need to know about a case: its terms, who must act, who is above, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.rules import Directory, SecondHand, second_hand
from linli.domain.cases.models import LEVEL_COLUMNS, Case, Clock
from linli.domain.cases.rules.guards import Facts
from linli.domain.cases.rules.hands import TOLD, Standing
from linli.domain.cases.rules.limits import SECOND_HAND
from linli.domain.cases.states import FROM_ABOVE, ClockKind, State
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.queries import Catalogue, Held
from linli.domain.mandates.rules.resolve import Resolution
from linli.domain.mandates.rules.terms import MatterTerms
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import Levels
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import NotFound

# Answers that somebody may object to.
OBJECTABLE = frozenset({State.REFUSED, State.REFERRED, State.EXPLAINED})


def local_day(at: datetime) -> date:
    """Return the installation's day of a moment."""
    return timezone.localtime(at).date()


class Known:
    """Tree, bodies, catalogue and mandates of one day; each is asked for once in an act."""

    def __init__(self, on: date) -> None:
        """Keep the day."""
        self.on = on
        self._staff: dict[tuple[int, ...], list[tuple[int, list[int]]]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """Matters, terms and mandates; one query."""
        return mandates.catalogue()

    @cached_property
    def directory(self) -> Directory:
        """All bodies; one query."""
        return bodies.directory()

    def path(self, place_id: int) -> tuple[int, ...]:
        """Return the ids from the root to a place, or to what stands for one that ended.

        NotFound where nothing does on the day.
        """
        try:
            return territory.path_to(place_id, self.on)
        except KeyError:
            raise NotFound("unknown_place", field="place", place=place_id) from None

    def standing_place(self, place_id: int) -> int:
        """Return the place itself, or what stands for it on the day; raises NotFound."""
        return self.path(place_id)[-1]

    def path_of(self, case: Case) -> tuple[int, ...]:
        """Return the ids from the root to where a case is, or was when its place ended."""
        try:
            return self.path(case.place_id)
        except NotFound:  # the place has ended: what the row carries still says where it was
            held = (getattr(case, column) for column in LEVEL_COLUMNS.values())
            return tuple(i for i in (*held, case.place_id) if i is not None)

    def threshold(self, key: str, case: Case) -> Held:
        """Return a general limit as it is where a case is; raises NotFound for an unknown key."""
        return self.catalogue.thresholds.at(key, self.path_of(case), self.on)

    def levels(self, place_id: int) -> Levels:
        """Return the ids of a place's prefecture, county, town, community and grid."""
        return territory.levels_of(place_id, self.on)

    def terms(self, matter: str) -> MatterTerms:
        """Return what holds for a matter; raises NotFound."""
        return self.catalogue.terms(matter, self.on)

    def resolve(self, matter: str, place_id: int) -> Resolution | None:
        """Return who must act, None where nobody must or the place has ended."""
        try:
            path = self.path(place_id)
        except NotFound:
            return None
        return self.catalogue.index.resolve(matter, path, self.on)

    def desk(self, place_id: int) -> int | None:
        """Return the body that receives what is raised at a place."""
        line = self.directory.desk(self.path(place_id), self.on)
        return line.id if line else None

    def above(self, body_id: int) -> int | None:
        """Return the desk one level above a body, None at the top."""
        line = self.directory.bodies.get(body_id)
        if line is None:
            return None
        found = self.directory.above(body_id, self.path(line.seat), self.on)
        return found.id if found else None

    def reviewer(self, case: Case) -> int | None:
        """Return the desk that decides on an objection: the first above that has not said no.

        None at the top, and where every desk above is complained about.
        """
        said_no = {case.desk_id, case.lead_id, *case.barred_ids}
        here = self.above(case.desk_id)
        while here is not None and here in said_no:
            here = self.above(here)
        return here

    def exists(self, body_id: int) -> bool:
        """Tell whether a body exists on the day."""
        line = self.directory.bodies.get(body_id)
        return line is not None and line.holds(self.on)

    def second_hand(self, case: Case, person: int | None) -> SecondHand | None:
        """Return who is the second hand where a person of the lead was the first.

        The desks come first, from the case's own upwards; a lead that is none of them comes last.
        """
        chain: list[int] = []
        here: int | None = case.desk_id
        while here is not None and here not in chain:
            chain.append(here)
            here = self.above(here)
        if case.lead_id is not None and case.lead_id not in chain:
            chain.append(case.lead_id)
        people = self._people(tuple(b for b in chain if b not in case.barred_ids))
        few = self.threshold(SECOND_HAND, case).number
        return second_hand(people, first=case.lead_id, person=person, few=few)

    def _people(self, chain: tuple[int, ...]) -> list[tuple[int, list[int]]]:
        if chain not in self._staff:
            held = bodies.persons_in(chain, self.on)
            self._staff[chain] = [(b, held.get(b, [])) for b in chain]
        return self._staff[chain]

    def caller(self, case: Case) -> int:
        """Return the body that asks the reporter and decides on a bad rating: the desk's.

        Where the desk itself was the lead it is the second hand's.
        """
        if case.lead_id != case.desk_id or case.state not in TOLD:
            return case.desk_id
        found = self.second_hand(case, case.handled_by_id)
        return found.body if found else case.desk_id

    def _sent_back_by(self, case: Case) -> int | None:
        """Return who sent a case back, where the desk that adjudicates has somebody else."""
        if case.state != State.RETURNED or case.handled_by_id is None:
            return None
        found = self.second_hand(case, case.handled_by_id)
        return case.handled_by_id if found and found.body == case.desk_id else None

    def standing(self, case: Case) -> Standing:
        """Return where a case stands for the question who may move it."""
        return Standing(
            case=case.id,
            procedure=case.procedure,
            state=case.state,
            path=frozenset(self.path_of(case)),
            matter1=case.matter1,
            desk=case.desk_id,
            lead=case.lead_id,
            verifier=case.verifier_id,
            caller=self.caller(case),
            barred=frozenset(case.barred_ids),
            history=case.history,
            teller=case.teller_id,
        )

    def facts_of_reporter(self, case: Case, *, actor: Actor, at: datetime) -> Facts:
        """Return what the guards of a reporter's own moves ask: no mandate, no lead."""
        until = case.re_open_until
        return Facts(
            at=at,
            actor=actor,
            checks=case.checks,
            rated=case.solved is not None,
            solved=case.solved,
            re_open_until=until and timezone.localtime(until),
            reviewer=self.reviewer(case) if case.state in OBJECTABLE else None,
        )

    def facts(
        self,
        case: Case,
        *,
        actor: Actor,
        at: datetime,
        clocks: Sequence[Clock],
        supplies: Mapping[str, Any] | None = None,
    ) -> Facts:
        """Return what the guards ask, with the lead that supplies name or the mandates resolve."""
        given = supplies or {}
        terms = self.terms(str(given.get("matter") or case.matter))
        resolution = self.resolve(case.matter, case.place_id)
        resolved = resolution.body if resolution else None
        choice = given.get("lead", resolved)
        until = case.re_open_until
        sign = (c for c in clocks if c.kind == ClockKind.SIGN and c.stopped_at is None)
        return Facts(
            at=at,
            actor=actor,
            choice=choice,
            resolved=resolved,
            reason=str(given.get("reason", "")),
            choice_exists=choice is None or choice == resolved or self.exists(choice),
            above=self.above(case.desk_id),
            sign_due=next((timezone.localtime(c.due_at) for c in sign), None),
            returns=case.returns,
            barred=frozenset(case.barred_ids),
            # nobody can ask evidence of what imported history says was done
            evidence_required=terms.evidence_required and actor.kind is not ActorKind.SYSTEM,
            evidence=len(given.get("evidence", ())),
            law_refuses=terms.lawful_refusal,
            channel=terms.blocked_channel,
            channel_phone=terms.blocked_phone,
            matter=terms.matter,
            checks=case.checks,
            handled_by=case.handled_by_id,
            sent_back_by=self._sent_back_by(case),
            filed_by=case.filed_by_id,
            trial=case.trial_id is not None,
            rated=case.solved is not None,
            solved=case.solved,
            re_open_until=until and timezone.localtime(until),
            came_as_order=case.source in FROM_ABOVE,
            telling=case.telling,
            rating=given.get("solved") is not None,
            marked=not any(c.kind == ClockKind.MARK and c.stopped_at is None for c in clocks),
            reviewer=self.reviewer(case) if case.state in OBJECTABLE else None,
        )
