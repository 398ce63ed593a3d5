"""What people leave open: vacant posts, nobody standing in, ends near, duties astray, papers.

Each list is filtered and cut by the database: its cost does not grow with what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Least

from linli.domain.bodies.models import Appointment, DutyOfficer, DutyShift, HandOver, Leave, Post
from linli.domain.bodies.queries.arranging import Arranged
from linli.domain.bodies.queries.uncovered import Away, uncovered
from linli.domain.bodies.rules.cover import last_day
from linli.foundation.database.tenure import holding
from linli.kernel.errors import Invalid

SOON = 14  # days ahead in which a leave without a stand-in, or a duty astray, is looked for


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to arrange: at which place, of which body and post, about whom, by when."""

    place: int
    body: int
    body_name: str
    body_name_en: str
    post: int | None
    title: str
    title_en: str
    person: int | None = None
    name: str = ""
    day: date | None = None
    key: object = None  # of the row behind it, for its page


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list begins and how long a page of it is; `after` is the key of the row before."""

    size: int = 20
    after: str = ""


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many gaps of a kind there are, a page of them, and the key that leads on, if any."""

    count: int
    rows: tuple[Gap, ...]
    next: str = ""


def vacant(scope: Arranged, on: date, page: Page) -> Gaps:
    """Return the posts that nobody holds on a day; their work is in the body's hand.

    One query, and one more to count from the second page on, as the other lists.
    """
    held = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), post_id=OuterRef("pk"))
        .order_by()
    )
    rows = Post.objects.on(on).filter(holding(on, prefix="body__"), ~Exists(held), scope.posts())
    return _paged(rows.select_related("body"), ("place_id", "id"), page, _of_post)


def ending(scope: Arranged, on: date, days: int, page: Page) -> Gaps:
    """Return whose term is over or ends soon, and whose acting ends soon, the next first."""
    return _paged(endings(on, days).filter(scope.posts("post__")), ("day", "id"), page, of_end)


def endings(on: date, days: int) -> QuerySet[Appointment]:
    """Return the appointments whose term or acting is over or ends within some days.

    A holder whose term is over keeps duty until a successor begins: it is late, not vacant.
    """
    last = on + timedelta(days=days)
    near = Q(term_ends__lte=last) | Q(valid_to__lte=last, valid_to__gt=on)
    return (
        Appointment.objects.on(on)
        .filter(near, holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(~Exists(_successor()))
        .annotate(day=Least("term_ends", "valid_to"))
        .select_related("post__body", "person")
        .order_by("day", "id")
    )


def _successor() -> QuerySet[Appointment]:
    """Somebody who is to begin in the same chair: then its end is arranged."""
    return Appointment.objects.filter(
        post_id=OuterRef("post_id"), chair=OuterRef("chair"), valid_from__gte=OuterRef("valid_to")
    ).order_by()


def papers_open(scope: Arranged, on: date, page: Page) -> Gaps:
    """Return the hand-over lists due by a day that not both have signed, the oldest first."""
    rows = HandOver.objects.filter(Q(given_at=None) | Q(taken_at=None), on__lte=on)
    rows = rows.filter(scope.posts("post__")).select_related("post__body", "giver")
    return _paged(rows, ("on", "id"), page, _of_paper)


def away_uncovered(scope: Arranged, on: date, page: Page) -> Gaps:
    """Return the posts that nobody takes while their holders are away in the days to come."""
    return cut([_of_away(a) for a in uncovered(scope.posts("post__"), on, SOON)], page)


def duties_astray(scope: Arranged, at: datetime, page: Page) -> Gaps:
    """Return the duties to come of people who hold no post that day, or are away; one query."""
    near = {"starts_at__gt": at, "starts_at__lt": at + timedelta(days=SOON)}
    leaders = DutyShift.objects.filter(**near).filter(scope.bodies("body__"))
    officers = DutyOfficer.objects.filter(**{f"shift__{k}": v for k, v in near.items()})
    officers = officers.filter(scope.bodies("shift__body__"))
    found = _of_duty(leaders, "", "leader").union(_of_duty(officers, "shift__", "person"))
    rows = [_of_shift(*row) for row in found]
    return cut(sorted(rows, key=lambda g: (g.day, str(g.key), g.person)), page)


def _of_shift(seat: int, body: int, *told: Any) -> Gap:
    name, name_en, person, who, day, shift = told
    return Gap(seat, body, name, name_en, None, "", "", person, who, day, shift)


def _of_duty(rows: QuerySet, shift: str, who: str) -> QuerySet:
    """Return the duties whose person is not at work that day, as the columns of a gap."""
    day, person = OuterRef(f"{shift}day"), OuterRef(f"{who}_id")
    held = Appointment.objects.filter(
        *(holding(day, prefix=p) for p in ("", "person__", "post__")), person_id=person
    ).order_by()
    away = Leave.objects.filter(holding(day), person_id=person).order_by()
    body = f"{shift}body"
    columns = (f"{body}__seat_id", f"{body}_id", f"{body}__name", f"{body}__name_en")
    astray = rows.filter(~Exists(held) | Exists(away)).order_by()
    return astray.values_list(
        *columns, f"{who}_id", f"{who}__name", f"{shift}day", f"{shift}id" if shift else "id"
    )


def _of_post(row: Post, **more: Any) -> Gap:
    body = row.body
    names = (body.name, body.name_en)
    return Gap(row.place_id, body.pk, *names, row.pk, row.title, row.title_en, **more)


def of_end(row: Appointment) -> Gap:
    """Return an end that is near as a gap, with its last day where it stops by itself."""
    end = min(day for day in (row.term_ends, row.valid_to) if day is not None)
    day = end if end == row.term_ends else last_day(end)
    return _of_post(row.post, person=row.person_id, name=row.person.name, day=day, key=row.pk)


def _of_paper(row: HandOver) -> Gap:
    return _of_post(row.post, person=row.giver_id, name=row.giver.name, day=row.on, key=row.pk)


def _of_away(row: Away) -> Gap:
    return Gap(
        place=row.place,
        body=row.body,
        body_name=row.body_name,
        body_name_en=row.body_name_en,
        post=row.post,
        title=row.title,
        title_en=row.title_en,
        person=row.person,
        name=row.name,
        day=row.day,
    )


def _paged(rows: QuerySet, order: tuple[str, str], page: Page, gap: Callable[[Any], Gap]) -> Gaps:
    """Return a page of rows in an order that ends with a unique column, and how many there are."""
    rows = rows.order_by(*order)
    if page.after:
        count, rows = rows.count(), rows.filter(_beyond(order, page.after))
    else:
        rows = rows.annotate(total=Window(Count("*")))
    found: list[Any] = list(rows[: page.size + 1])
    if not page.after:
        count = found[0].total if found else 0
    shown = found[: page.size]
    more = len(found) > page.size
    key = "~".join(str(getattr(shown[-1], column)) for column in order) if more else ""
    return Gaps(count, tuple(gap(row) for row in shown), key)


def _beyond(order: tuple[str, str], after: str) -> Q:
    """Return the filter of what comes after a key; raises Invalid for one that is none."""
    first, last = order
    try:
        edge, pk = after.split("~")
        edge = _read(first, edge)
        return Q(**{f"{first}__gt": edge}) | Q(**{first: edge, f"{last}__gt": pk})
    except (ValueError, ValidationError) as fault:
        raise Invalid("page_key_unreadable", field="after") from fault


def _read(column: str, edge: str) -> Any:
    return date.fromisoformat(edge) if column in ("day", "on") else int(edge)


def cut(rows: Sequence[Gap], page: Page) -> Gaps:
    """Return a page of a list that is short by nature: days to come, bodies over quota."""
    keys = [f"{g.day}~{g.body}~{g.post or g.title}~{g.person}~{g.key}" for g in rows]
    start = keys.index(page.after) + 1 if page.after in keys else 0
    end = start + page.size
    return Gaps(len(rows), tuple(rows[start:end]), keys[end - 1] if end < len(rows) else "")
