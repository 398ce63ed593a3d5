"""The one scope function: list, count, export, detail and search all answer from these legs.

Each leg runs on its own index with the page's limit; the legs are united, never joined by OR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.domain.cases.models import Case
from linli.domain.cases.queries.legs import Statement, legs_of, limited, united
from linli.domain.cases.queries.paging import beyond, by_key, read_key, write_key
from linli.domain.cases.queries.rows import rows_from
from linli.domain.cases.queries.shapes import CaseRow, Count, Filters, Page
from linli.domain.cases.rules.scope import Sight, sight_of
from linli.domain.cases.rules.tokens import query_of
from linli.domain.cases.states import Sort
from linli.foundation.database.counting import counted, counted_rows
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import read_case_number

COUNTED = 1_000  # closed work is counted up to here, then "1,000+"
LARGEST_PAGE = 200
EXPORTED = 500  # rows an export reads at a time
OPEN = Filters()
EVERYTHING = Filters(open_only=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one actor may see."""

    sight: Sight

    def page(
        self,
        filters: Filters = OPEN,
        sort: str = Sort.DUE,
        after: str | None = None,
        size: int = 50,
    ) -> Page:
        """Return a page of cases after a key; raises Invalid for a sort or key not offered."""
        order = checked_sort(filters, sort)
        size = max(1, min(size, LARGEST_PAGE))
        cases = self._cases(filters, order, after, size + 1)
        more = len(cases) > size
        following = _key(order, cases[size - 1]) if more else None
        return Page(tuple(rows_from(cases[:size])), following)

    def firsts(self, *filters: Filters, size: int) -> list[tuple[CaseRow, ...]]:
        """Return the first rows of several lists by deadline; their words are read together."""
        found = [self._cases(f, Sort.DUE, None, size) for f in filters]
        rows = {row.id: row for row in rows_from([c for cases in found for c in cases])}
        return [tuple(rows[c.id] for c in cases) for cases in found]

    def count(self, filters: Filters = OPEN) -> Count:
        """Return how many: exact for open work, up to 1,000 and then more for closed work."""
        legs = legs_of(self.sight, filters)
        if not legs:
            return Count(0)
        if filters.open_only:
            return Count(united(legs, "the_id").count())
        order = ("filed_at", "the_id")  # an order that has an index, so that it reads no further
        number = counted_rows(limited(legs, order, COUNTED + 1, "the_id", "filed_at"))
        return Count(COUNTED, exact=False) if number > COUNTED else Count(number)

    def counting(self, filters: Filters = OPEN) -> QuerySet | None:
        """Return the query that counts open work exactly, for `counted`; None for nothing."""
        legs = legs_of(self.sight, filters)
        return united(legs, "the_id") if legs else None

    def counts(self, *filters: Filters) -> list[Count]:
        """Return several counts of open work, each exact, in one query."""
        return [Count(n) for n in counted([self.counting(f) for f in filters])]

    def exact_count(self, filters: Filters = EVERYTHING) -> int:
        """Return the exact number whatever it costs (exports, API)."""
        legs = legs_of(self.sight, filters)
        return united(legs, "the_id").count() if legs else 0

    def ids(self, filters: Filters) -> tuple[str, tuple[Any, ...]] | None:
        """Return the statement that finds the ids of a list, for what hangs on its cases."""
        legs = legs_of(self.sight, filters)
        return united(legs, "the_id").query.sql_with_params() if legs else None

    def export_iter(
        self, filters: Filters = EVERYTHING, sort: str = Sort.OLDEST
    ) -> Iterator[CaseRow]:
        """Yield every case of a list, in order, reading some hundred at a time."""
        order, after = checked_sort(filters, sort), None
        while True:
            cases = self._cases(filters, order, after, EXPORTED)
            yield from rows_from(cases)
            if len(cases) < EXPORTED:
                return
            after = _key(order, cases[-1])

    def search(self, text: str, *, size: int = 50, after: str | None = None) -> Page:
        """Return cases by number or by words of their text, open and closed, newest first."""
        number = read_case_number(text)
        if number is not None:
            found = [c for c in Case.objects.filter(number=number) if self.sees(c.id)]
            return Page(tuple(rows_from(found)), None)
        if not query_of(text):
            return Page((), None)
        return self.page(Filters(open_only=False, words=text), Sort.NEWEST, after, size)

    def sees(self, case_id: UUID) -> bool:
        """Tell whether the actor may know of a case."""
        return self._found(case_id) is not None

    def get(self, case_id: UUID) -> Case:
        """Return a case; NotFound if it is absent or not to be seen: the two answer alike."""
        case = self._found(case_id)
        if case is None:
            raise NotFound("case_not_found")
        return case

    def _found(self, case_id: UUID) -> Case | None:
        legs = [leg.filter(the_id=case_id) for leg in legs_of(self.sight, EVERYTHING)]
        if not legs:
            return None
        return next(iter(_read(limited(legs, ("the_id",), 1, "the_id"), "")), None)

    def _cases(self, filters: Filters, sort: Sort, after: str | None, limit: int) -> list[Case]:
        """Return the cases of a page in one query."""
        legs = legs_of(self.sight, filters)
        if not legs:
            return []
        column, order = by_key(sort)
        if after:
            legs = [leg.filter(beyond(sort, column, *read_key(sort, after))) for leg in legs]
        down = "DESC" if sort is Sort.NEWEST else "ASC"
        page = limited(legs, order, limit, "the_id", column)
        return _read(page, f"ORDER BY c.{column} {down}, c.id {down}", "at")


def visible_to(actor: Actor) -> Scope:
    """Return the scope of an actor; every reading of cases by staff starts here."""
    return Scope(sight_of(actor))


def checked_sort(filters: Filters, sort: str) -> Sort:
    """Return the sort if it is offered for this list; closed cases are not due."""
    if sort not in tuple(Sort) or (sort == Sort.DUE and not filters.open_only):
        raise Invalid("sort_not_offered", field="sort", sort=sort)
    return Sort(sort)


def _read(page: Statement | None, order: str, *more: str) -> list[Case]:
    """Return the cases whose ids a statement finds; ids and rows in one statement."""
    if page is None:
        return []
    sql, params = page
    names = ", ".join(("id", *more))
    return list(
        Case.objects.raw(
            f"SELECT c.* FROM ({sql}) AS page({names}) "  # noqa: S608 - our own text
            f"JOIN cases_case c ON c.id = page.id {order}",
            params,
        )
    )


def _key(sort: Sort, case: Case) -> str:
    return write_key(sort, getattr(case, by_key(sort)[0]), case.id)
