"""What lists cost, counted: statements a page, rows read a page, at 20,000 cases."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.cases import queries
from linli.domain.cases.models import Case, Involvement
from linli.domain.cases.queries import Filters
from linli.domain.cases.states import Sort
from linli.foundation.database.keys import copy_rows
from linli.kernel.access import Actor
from linli.kernel.ids import case_number, uuid7
from tests.domain.cases.world import AT, World, build

CASES = 20_000
TIMES = 20  # rows read by the query that fetches the page, per row of the page
PAGE = 50
FEW = 20  # rows for which the planner may take either index
STATES = ("filed", "accepted", "dispatched", "in_hand", "handled", "reported_back")


@pytest.fixture
def many(world: World) -> World:
    """Twenty thousand cases laid down by COPY: one in six open, as an office has them."""
    lay(world, CASES)
    return world


def lay(world: World, count: int) -> None:
    dice = random.Random(3)  # noqa: S311
    fields = [f.column for f in Case._meta.concrete_fields]
    parts = [f.column for f in Involvement._meta.concrete_fields]
    cases = [_case(world, dice, n) for n in range(count)]
    copy_rows("cases_case", fields, ([getattr(c, f) for f in fields] for c in cases))
    rows = [i for c in cases for i in _parts(c)]
    copy_rows("cases_involvement", parts, ([getattr(i, f) for f in parts] for i in rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
        cursor.execute("ANALYZE cases_involvement")


def _case(world: World, dice: random.Random, n: int) -> Case:
    is_open = n % 6 == 0
    grid = dice.choice(("140403006001001", "140403006001002"))
    at = AT + timedelta(minutes=n)
    lead = world.bodies[dice.choice(("team", "housing", "water"))]
    desk = world.bodies["community"]
    matter = f"0{dice.randint(1, 8)}"
    return Case(
        id=uuid7(),
        number=case_number(),
        tracking_hash=b"",
        procedure="appeal",
        state=dice.choice(STATES) if is_open else "closed",
        open=is_open,
        matter=matter,
        matter1=matter,
        place_id=world.places[grid],
        prefecture_id=world.places["1404"],
        county_id=world.places["140403"],
        town_id=world.places["140403006"],
        community_id=world.places["140403006001"],
        grid_id=world.places[grid],
        source=dice.choice(("web", "phone", "grid")),
        filed_at=at,
        filed_by_id=world.persons["grid_worker"] if n % 40 == 0 else None,
        desk_id=desk,
        lead_id=lead,
        hand_id=dice.choice((desk, lead)),
        urgency="ordinary",
        verification="none",
        due_at=at + timedelta(days=dice.randint(1, 9)),
        changed_at=at,
        barred_ids=[],
    )


def _parts(case: Case) -> Iterator[Involvement]:
    for body, role in ((case.desk_id, "desk"), (case.lead_id, "lead")):
        yield Involvement(
            id=uuid7(),
            case_id=case.id,
            body_id=body,
            role=role,
            matter1=case.matter1,
            state=case.state,
            open=case.open,
            filed_at=case.filed_at,
            due_at=case.due_at,
            acting=body == case.hand_id,
            barred_ids=[],
        )


LISTS = [
    (Filters(), Sort.DUE),
    (Filters(), Sort.NEWEST),
    (Filters(), Sort.OLDEST),
    (Filters(open_only=False), Sort.NEWEST),
    (Filters(open_only=False), Sort.OLDEST),
    (Filters(states=("accepted",)), Sort.DUE),
    (Filters(matter1="03"), Sort.DUE),
    (Filters(matter1="03", open_only=False), Sort.NEWEST),
    (Filters(states=("handled",), matter1="05"), Sort.NEWEST),
    (Filters(late_at=AT + timedelta(days=400)), Sort.DUE),
    (Filters(source="web"), Sort.DUE),
    (Filters(to_act=True), Sort.DUE),
]
# every kind of leg: a place at each depth, two bodies' people, what one filed oneself
ACTORS = (
    "city_desk",
    "county_desk",
    "street_desk",
    "community_desk",
    "grid_worker",
    "team_officer",
)


def test_a_page_reads_no_more_than_twenty_times_its_rows(many: World) -> None:
    for name in ACTORS:
        for filters, sort in LISTS:
            _first_pages(many.actors[name], filters, sort)


def _first_pages(actor: Actor, filters: Filters, sort: str) -> None:
    after = None
    for _ in range(2):
        rows, read, page = _measured(actor, filters, sort, after)
        assert read <= TIMES * max(rows, 1), (filters, sort, rows, read)
        after = page.next
        if after is None:
            return


def _measured(
    actor: Actor, filters: Filters, sort: str, after: str | None
) -> tuple[int, int, queries.Page]:
    """Return rows on the page, rows its fetching query read, and the page."""
    with CaptureQueriesContext(connection) as asked:
        page = queries.visible_to(actor).page(filters, sort, after, PAGE)
    fetching = next(q["sql"] for q in asked if "AS page(" in q["sql"])
    return len(page.rows), rows_read(plan(fetching)), page


def plan(sql: str) -> dict[str, Any]:
    """Run a query and return its plan as it went."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


def rows_read(node: dict[str, Any]) -> int:
    """Return the rows that the scans of a plan produced or threw away."""
    total = sum(rows_read(child) for child in node.get("Plans", ()))
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Subquery Scan":
        return total
    loops = node["Actual Loops"]
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return total + int(loops * (node["Actual Rows"] + thrown))


@pytest.mark.django_db(transaction=True)
def test_open_work_is_counted_from_the_index_and_closed_work_to_a_thousand() -> None:
    many = build()
    lay(many, CASES)
    for table in ("cases_case", "cases_involvement"):
        vacuum(table)
    for name in ("county_desk", "community_desk", "grid_worker", "team_officer"):
        with CaptureQueriesContext(connection) as asked:
            queries.visible_to(many.actors[name]).count()
        assert len(asked) == 1
        assert list(heaps(plan(asked[0]["sql"]))) == []
    scope = queries.visible_to(many.actors["county_desk"])
    assert scope.count() == queries.Count((CASES + 5) // 6)
    assert scope.count(Filters(open_only=False)) == queries.Count(1_000, exact=False)
    assert scope.exact_count() == CASES
    assert scope.count(Filters(open_only=False, states=("filed",))).exact


def vacuum(table: str) -> None:
    """Vacuum as an office's tables are: until every page is known to be visible to all.

    One pass leaves out pages that another process of the server holds just then.
    """
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(f"VACUUM ANALYZE {table}")
            cursor.execute(
                "SELECT relallvisible >= relpages FROM pg_class WHERE oid = %s::regclass", [table]
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise AssertionError(f"{table} is not all visible: a transaction is still open")


def heaps(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the scans of a plan that read a table itself for more than a few rows."""
    for child in node.get("Plans", ()):
        yield from heaps(child)
    read = rows_read(node | {"Plans": ()})
    if node["Node Type"] != "Index Only Scan" and read > FEW:
        yield node["Node Type"], read


def test_a_page_takes_as_many_statements_for_fifty_rows_as_for_ten(world: World) -> None:
    for n in range(60):
        world.file("01", words=f"第{n}件，路灯不亮。", at=AT + timedelta(minutes=n))
    scope = queries.visible_to(world.actors["street_desk"])
    scope.page()  # names are remembered while the tree and the bodies stay as they are
    counts = []
    for size in (10, 50):
        with CaptureQueriesContext(connection) as asked:
            page = scope.page(size=size)
            scope.count()
        assert len(page.rows) == size
        # the tree's mark is asked again after a second, wherever that falls
        counts.append(sum("treeversion" not in q["sql"] for q in asked))
    assert counts[0] == counts[1] <= 7


def test_the_case_page_takes_ten_statements_at_most(world: World) -> None:
    case = world.file("02").case
    for by, move in (
        ("community_desk", "accept"),
        ("community_desk", "dispatch"),
        ("housing_handler", "sign_for"),
    ):
        world.move(case, by, move)
    with CaptureQueriesContext(connection) as asked:
        shown = world.detail(case, "community_desk")
    assert len(asked) <= 10, [q["sql"][:90] for q in asked]
    assert [i.move for i in shown.timeline] == ["file", "accept", "dispatch", "sign_for"]
