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
from linli.domain.cases.states import InvolvementRole, State

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
    if (filters.to_act or filters.telling) and not sight.bodies:
        return []
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


def _place(leg: Leg, sight: Sight) -> Q:
    if leg.kind is LegKind.ALL:
        return Q()
    if leg.kind is LegKind.LEVEL:
        return Q(**{LEVEL_COLUMNS[leg.level]: leg.key})
    if leg.kind is LegKind.PLACE:
        return Q(place_id=leg.key)
    if leg.kind is LegKind.MINE:
        return Q(filed_by_id=leg.key)
    return Q(id=sight.own)


def _filtered(rows: QuerySet, f: Filters, sight: Sight, case: str) -> QuerySet:
    """Apply exclusions and filters; `case` leads from an involvement to what only the case has."""
    if sight.bodies:
        rows = rows.exclude(barred_ids__overlap=sorted(sight.bodies))
    if f.telling:
        rows = rows.filter(telling=True, teller_id__in=sorted(sight.bodies))
    elif f.open_only:
        rows = rows.filter(open=True)
    else:
        rows = rows.exclude(state=State.CLEARED)
    if f.states:
        rows = rows.filter(state__in=f.states)
    if f.matter1:
        rows = rows.filter(matter1=f.matter1)
    if f.late_at is not None:
        rows = rows.filter(open=True, due_at__lt=f.late_at).exclude(state__in=sorted(UNHURRIED))
    if f.ordered is not None:
        rows = rows.filter(Exists(_orders(f.ordered)))
    return rows.filter(_of_the_case(f, sight, case))


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
