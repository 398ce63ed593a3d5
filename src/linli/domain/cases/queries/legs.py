"""Legs as queries: each looks on one index, carries the exclusions, and takes the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

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


@dataclass(frozen=True, slots=True)
class Rows:
    """One leg's cases: what is asked of each, and the ids that one column may have.

    `rows` has `the_id`, `due_at` and `filed_at` of a case; the condition on the column is added
    when it is known what is wanted of it.
    """

    rows: QuerySet
    column: str = ""
    keys: tuple[int, ...] = ()

    def filter(self, *conditions: Any, **more: Any) -> Rows:
        """Return the leg with more asked."""
        return replace(self, rows=self.rows.filter(*conditions, **more))

    def all(self, *fields: str) -> QuerySet:
        """Return everything the leg finds, in no order; a body with two roles in a case twice."""
        rows = self.rows
        if len(self.keys) == 1:
            rows = rows.filter(**{self.column: self.keys[0]})
        elif self.column:
            rows = rows.filter(**{f"{self.column}__in": self.keys})
        return rows.values_list(*fields)

    def firsts(self, order: Sequence[str], limit: int, *fields: str) -> Statement | None:
        """Return the statement that reads the first rows; None where nothing can be.

        Of several ids each is walked on the index in order, no further than the limit: a condition
        on all of them at once would be sorted whole.
        """
        each = len(self.keys) > 1
        if each:
            rows = self.rows.filter(**{self.column: RawSQL("each_of.key", ())})
            rows = rows.values_list(*fields)
        else:
            rows = self.all(*fields)
        rows = rows.distinct() if rows.model is Involvement else rows
        try:
            sql, params = rows.order_by(*order)[:limit].query.sql_with_params()
        except EmptyResultSet:
            return None
        if not each:
            return Statement(sql, tuple(params))
        sql = (
            "SELECT one.* FROM unnest(%s::bigint[]) AS each_of(key) "  # noqa: S608 - our own text
            f"CROSS JOIN LATERAL ({sql}) AS one"
        )
        return Statement(sql, (list(self.keys), *params))


class Statement(NamedTuple):
    """SQL with its parameters."""

    sql: str
    params: tuple[Any, ...]


def legs_of(sight: Sight, filters: Filters) -> list[Rows]:
    """Return what each leg of a sight finds under some filters."""
    own = filters.to_act or filters.telling
    if filters.ids == () or (own and not sight.bodies):
        return []
    if filters.waiting:
        return [rows for leg in sight.legs if (rows := _waiting(leg, sight, filters)) is not None]
    return [_leg(leg, sight, filters) for leg in sight.legs]


def united(legs: Sequence[Rows], *fields: str) -> QuerySet:
    """Return the distinct rows of all legs; a body with two roles in a case counts once."""
    some = [leg.all(*fields) for leg in legs]
    if len(some) > 1:
        return some[0].union(*some[1:])
    return some[0].distinct() if some[0].model is Involvement else some[0]


def limited(
    legs: Sequence[Rows], order: Sequence[str], limit: int, *fields: str
) -> Statement | None:
    """Return the first rows of all legs united, each leg reading no more than the limit.

    The fields must be those of the order, in any order; None where no leg can find anything.
    """
    some = [found for leg in legs if (found := leg.firsts(order, limit, *fields))]
    if not some:
        return None
    if len(legs) == 1 and len(legs[0].keys) <= 1:
        return some[0]
    sql = " UNION ALL ".join(f"({one.sql})" for one in some)
    sorts = ", ".join(f"{n.lstrip('-')} {'DESC' if n[0] == '-' else 'ASC'}" for n in order)
    return Statement(
        f"SELECT DISTINCT * FROM ({sql}) AS found({', '.join(fields)}) "  # noqa: S608 - our own text
        f"ORDER BY {sorts} LIMIT {int(limit)}",
        tuple(p for one in some for p in one.params),
    )


def _leg(leg: Leg, sight: Sight, f: Filters) -> Rows:
    if leg.kind is LegKind.BODY:
        rows: QuerySet = Involvement.objects.annotate(the_id=F("case_id"))
        rows = rows.exclude(confidential=True, role=InvolvementRole.HELPER)
        if f.to_act or f.telling:  # what is over may still have to be told
            rows = rows.filter(acting=True)
            rows = rows.filter(role=InvolvementRole.TELLER) if f.telling else rows
            f = replace(f, to_act=False, telling=False, open_only=False)
        rows = _filtered(rows, f, sight, "case__")
    else:
        rows = Case.objects.annotate(the_id=F("id"))
        if leg.kind is LegKind.OWN:
            rows = rows.filter(pk__in=[sight.own] if sight.own else [])
        if leg.kind not in _WITHOUT_PLACE:
            rows = rows.filter(confidential=False)
        rows = _filtered(rows, f, sight, "")
    if leg.matters is not None:
        rows = rows.filter(matter1__in=leg.matters)
    return Rows(rows.order_by(), *_looked_for(leg))


def _waiting(leg: Leg, sight: Sight, f: Filters) -> Rows | None:
    """Return what another's hand has: of one's own body by its involvement, or filed by oneself."""
    if f.waiting == "person":
        if leg.kind is not LegKind.MINE:
            return None
        return _leg(leg, sight, replace(f, waiting="")).filter(open=True, hand_id__isnull=False)
    if leg.kind in _WITHOUT_PLACE or not sight.bodies:
        return None
    rows: QuerySet = Involvement.objects.annotate(the_id=F("case_id")).filter(
        role__in=(InvolvementRole.DESK, InvolvementRole.LEAD), open=True, acting=False
    )
    if leg.kind is not LegKind.BODY:
        rows = rows.filter(body_id__in=sorted(sight.bodies), case__confidential=False)
    rows = _filtered(rows, replace(f, to_act=False), sight, "case__")
    rows = rows.filter(matter1__in=leg.matters) if leg.matters is not None else rows
    return Rows(rows.order_by(), *_looked_for(leg, "case__"))


_COLUMNS = {LegKind.PLACE: "place_id", LegKind.MINE: "filed_by_id"}


def _looked_for(leg: Leg, case: str = "") -> tuple[str, tuple[int, ...]]:
    """Return the column that a leg looks on and the ids it looks for; none for all, or one case."""
    if leg.kind is LegKind.BODY:
        return "body_id", leg.keys
    column = LEVEL_COLUMNS[leg.level] if leg.kind is LegKind.LEVEL else _COLUMNS.get(leg.kind)
    return (f"{case}{column}", leg.keys) if column else ("", ())


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
    for level, place in f.beside:
        asked &= ~Q(**{f"{case}{LEVEL_COLUMNS.get(level, 'place_id')}": place})
    return asked & _said(f.words, "case_id" if case else "id") if f.words else asked


def _said(words: str, of: str) -> Q:
    """Ask for words of the text by the case's id: no row of the case is read for it."""
    tokens = _Tokens(query_of(words))
    return Q(Exists(CaseWords.objects.filter(case_id=OuterRef(of), tokens=tokens)))
