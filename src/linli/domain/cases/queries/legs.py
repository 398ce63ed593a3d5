"""Legs as querysets: each looks on one index, carries the exclusions, and takes the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from linli.domain.cases.models import LEVEL_COLUMNS, Case, CaseWords, Involvement, Order
from linli.domain.cases.queries.shapes import UNHURRIED, Filters, OrderFilter
from linli.domain.cases.rules.scope import Leg, LegKind, Sight
from linli.domain.cases.rules.tokens import query_of
from linli.domain.cases.states import Checks, InvolvementRole, State

_WITHOUT_PLACE = (LegKind.MINE, LegKind.OWN)  # legs on which a confidential case is still seen


class _Tokens(SearchQuery):
    """A tsquery of our own tokens, taken as it is: no parser cuts them again."""

    def __init__(self, text: str) -> None:
        """Keep the query's text."""
        super().__init__(text)
        self.text = text

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return the cast of the text."""
        return "%s::tsquery", [self.text]


def legs_of(sight: Sight, filters: Filters) -> list[QuerySet]:
    """Return one queryset a leg, each row with `the_id`, `due_at` and `filed_at` of a case."""
    own = filters.to_act or filters.telling
    if filters.ids == () or (own and not sight.bodies):
        return []
    if filters.waiting:
        return [rows for leg in sight.legs if (rows := _waiting(leg, sight, filters)) is not None]
    return [_leg(leg, sight, filters) for leg in sight.legs]


def united(legs: Sequence[QuerySet], *fields: str) -> QuerySet:
    """Return the distinct rows of all legs; a body with two roles in a case counts once."""
    some = [leg.values_list(*fields) for leg in legs]
    if len(some) > 1:
        return some[0].union(*some[1:])
    return some[0].distinct() if legs[0].model is Involvement else some[0]


def limited(legs: Sequence[QuerySet], order: Sequence[str], limit: int, *fields: str) -> QuerySet:
    """Return the first rows of all legs united, each leg reading no more than the limit."""
    some = [_one(leg, *fields).order_by(*order)[:limit] for leg in legs]
    if len(some) == 1:
        return some[0]
    return some[0].union(*some[1:]).order_by(*order)[:limit]


def _one(leg: QuerySet, *fields: str) -> QuerySet:
    rows = leg.values_list(*fields)
    return rows.distinct() if leg.model is Involvement else rows


def _leg(leg: Leg, sight: Sight, f: Filters) -> QuerySet:
    if leg.kind is LegKind.BODY:
        rows: QuerySet = Involvement.objects.filter(body_id=leg.key).annotate(the_id=F("case_id"))
        rows = rows.exclude(confidential=True, role=InvolvementRole.HELPER)
        if f.to_act or f.telling:  # what is over may still have to be told
            rows = rows.filter(acting=True)
            rows = rows.filter(role=InvolvementRole.TELLER) if f.telling else rows
            f = replace(f, to_act=False, telling=False, open_only=False)
        rows = _filtered(rows, f, sight, "case__")
    else:
        rows = Case.objects.filter(_place(leg, sight)).annotate(the_id=F("id"))
        if leg.kind not in _WITHOUT_PLACE:
            rows = rows.filter(confidential=False)
        rows = _filtered(rows, f, sight, "")
    if leg.matters is not None:
        rows = rows.filter(matter1__in=leg.matters)
    return rows.order_by()


def _waiting(leg: Leg, sight: Sight, f: Filters) -> QuerySet | None:
    """Return what another's hand has: of one's own body by its involvement, or filed by oneself."""
    if f.waiting == "person":
        if leg.kind is not LegKind.MINE:
            return None
        return _leg(leg, sight, replace(f, waiting="")).filter(open=True, hand_id__isnull=False)
    if leg.kind in _WITHOUT_PLACE or not sight.bodies:
        return None
    rows: QuerySet = Involvement.objects.annotate(the_id=F("case_id")).filter(
        body_id__in=[leg.key] if leg.kind is LegKind.BODY else sorted(sight.bodies),
        role__in=(InvolvementRole.DESK, InvolvementRole.LEAD),
        open=True,
        acting=False,
    )
    if leg.kind is not LegKind.BODY:
        rows = rows.filter(_place(leg, sight, "case__"), case__confidential=False)
    rows = _filtered(rows, replace(f, to_act=False), sight, "case__")
    return rows.filter(matter1__in=leg.matters) if leg.matters is not None else rows


def _place(leg: Leg, sight: Sight, case: str = "") -> Q:
    if leg.kind is LegKind.ALL:
        return Q()
    if leg.kind is LegKind.LEVEL:
        return Q(**{f"{case}{LEVEL_COLUMNS[leg.level]}": leg.key})
    if leg.kind is LegKind.PLACE:
        return Q(**{f"{case}place_id": leg.key})
    if leg.kind is LegKind.MINE:
        return Q(**{f"{case}filed_by_id": leg.key})
    return Q(**{f"{case}id": sight.own})


def _came_back(case: str) -> Q:
    """Return the condition of having been handed back to whose hand it is in."""
    return (
        Q(state__in=(State.RETURNED, State.RE_OPENED))
        | Q(**{"state": State.REPORTED_BACK, f"{case}solved": False})
        | Q(**{"state": State.IN_HAND, f"{case}checks": Checks.FAILED})
    )


def _filtered(rows: QuerySet, f: Filters, sight: Sight, case: str) -> QuerySet:
    """Apply exclusions and filters; `case` leads from an involvement to what only the case has."""
    if sight.bodies:
        rows = rows.exclude(barred_ids__overlap=sorted(sight.bodies))
    rows = _shown(rows, f, sight)
    if f.states:
        rows = rows.filter(state__in=f.states)
    if f.matter1:
        rows = rows.filter(matter1=f.matter1)
    if f.late_at is not None:
        rows = rows.filter(open=True, due_at__lt=f.late_at).exclude(state__in=sorted(UNHURRIED))
    if f.ordered is not None:
        rows = rows.filter(Exists(_orders(f.ordered)))
    if f.back is not None:
        back = _came_back(case)
        rows = rows.filter(back) if f.back else rows.exclude(back)
    return rows.filter(_of_the_case(f, sight, case))


def _shown(rows: QuerySet, f: Filters, sight: Sight) -> QuerySet:
    """Keep what is open, what must be told, or all but what a trial run has cleared."""
    if f.telling:
        return rows.filter(telling=True, teller_id__in=sorted(sight.bodies))
    return rows.filter(open=True) if f.open_only else rows.exclude(state=State.CLEARED)


def _orders(f: OrderFilter) -> QuerySet:
    wanted: dict[str, object] = {"source__code": f.source or None, "open": f.open}
    if f.late_at is not None:
        wanted["due_at__lt"] = f.late_at
    given = {name: value for name, value in wanted.items() if value is not None}
    return Order.objects.filter(case_id=OuterRef("the_id"), **given).order_by()


def _of_the_case(f: Filters, sight: Sight, case: str) -> Q:
    wanted: dict[str, object] = {
        f"{case}lead_id": f.body,
        f"{case}source": f.source or None,
        f"{case}procedure": f.procedure or None,
        f"{case}id__in": f.ids,
    }
    if f.place is not None:
        wanted[f"{case}{LEVEL_COLUMNS.get(f.level or 0, 'place_id')}"] = f.place
    if f.to_act:
        wanted[f"{case}hand_id__in"] = sorted(sight.bodies)
    asked = Q(**{name: value for name, value in wanted.items() if value is not None})
    return asked & _said(f.words, "case_id" if case else "id") if f.words else asked


def _said(words: str, of: str) -> Q:
    """Ask for words of the text by the case's id: no row of the case is read for it."""
    tokens = _Tokens(query_of(words))
    return Q(Exists(CaseWords.objects.filter(case_id=OuterRef(of), tokens=tokens)))
