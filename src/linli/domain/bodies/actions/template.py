"""Bodies and posts of a whole territory from a template: what any city, county, street has.

Everything is valid from an open beginning: a template says what is, not since when.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, write
from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import sort_of, stem, subject_of
from linli.domain.bodies.states import BodyKind, Permission, Role
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.queries import PlaceName
from linli.domain.territory.states import Level
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor

DATA = Path(__file__).parents[1] / "data"
_BODY = (
    *("id", "kind", "name", "name_en", "seat_id", "superior_id", "line", "uscc", "phone"),
    *("valid_from", "valid_to"),
)
_POST = (
    *("id", "body_id", "role", "title", "title_en", "place_id", "matters", "quota"),
    *("valid_from", "valid_to"),
)


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """One line of the template: a body that every place of a sort has."""

    line: str
    kind: BodyKind
    name: str
    name_en: str
    superior: str


@dataclass(frozen=True, slots=True)
class PostPlan:
    """One post that every body of a line or kind has, in places of a sort."""

    role: Role
    title: str
    title_en: str
    quota: int


@dataclass(frozen=True, slots=True)
class Founded:
    """What a template made: how many bodies and posts, and how many bodies stood already."""

    bodies: int
    posts: int
    already: int


@dataclass
class _Work:
    """One run: the tree, what stands already, and the rows to write."""

    paths: Mapping[int, tuple[int, ...]]
    standing: dict[tuple[int, str], int]
    names: Mapping[int, PlaceName]
    phones: bool
    keys: Iterator[int] = field(default_factory=lambda: iter(()))
    bodies: list[tuple] = field(default_factory=list)
    posts: list[tuple] = field(default_factory=list)


@transaction.atomic
def found_from_template(
    *,
    by: Actor,
    at: datetime,
    root: Place,
    template: str = "default",
    invented_phones: bool = False,
) -> Founded:
    """Found the template's bodies and posts for a place and all below it, down to communities.

    A body that stands already (same seat, same line) is left as it is, its posts too: running it
    again makes nothing. `invented_phones` gives numbers that cannot be dialled, for the demo.
    """
    today = timezone.localdate(at)
    permit(by, Permission.MANAGE, root.pk, today)
    work, wanted = _prepare(root.pk, today, template, phones=invented_phones)
    work.keys = iter(reserve("bodies_body", len(wanted)))
    for place, plan, sort in wanted:
        _plan_body(work, place, plan, posts_of(template).get((sort, plan.line)) or ())
    ids = reserve("bodies_post", len(work.posts))
    copy_rows("bodies_body", _BODY, work.bodies)
    copy_rows("bodies_post", _POST, ((i, *p) for i, p in zip(ids, work.posts, strict=True)))
    told = Founded(len(work.bodies), len(work.posts), len(work.standing) - len(work.bodies))
    if told.bodies:
        write(
            by=by,
            at=at,
            subject=subject_of("template", root.pk),
            place_id=root.pk,
            body_id=None,
            move="found_from_template",
            data={"bodies": told.bodies, "posts": told.posts},
        )
    return told


def _prepare(
    root: int, today: date, template: str, *, phones: bool
) -> tuple[_Work, list[tuple[int, BodyPlan, str]]]:
    atlas = territory.atlas(today)
    places = [int(p) for p in atlas.subtree(root) if atlas.level(int(p)) <= Level.COMMUNITY]
    names = territory.named(places, today)
    paths = {p: atlas.path(p) for p in places}
    seats = {*places, *atlas.path(root)}
    rows = Body.objects.filter(seat_id__in=seats, valid_to=None).exclude(line="").order_by("id")
    standing = {(s, line): pk for pk, s, line in rows.values_list("id", "seat_id", "line")}
    work = _Work(paths, standing, names, phones)
    wanted = [
        (place, plan, sort)
        for place in places  # depth first: whoever is above stands before
        if (sort := sort_of(names[place].kind, names[place].level))
        for plan in bodies_of(template).get(sort, ())
        if (place, plan.line) not in standing
    ]
    return work, wanted


def _plan_body(work: _Work, place: int, plan: BodyPlan, posts: Sequence[PostPlan]) -> None:
    key = next(work.keys)
    where = work.names[place]
    names = {"place": where.name, "stem": stem(where.name)}
    names_en = {"place": where.name_en, "stem": stem(where.name_en)}
    superior = _superior(work, place, plan.superior)
    phone = f"1000{key % 10**7:07d}" if work.phones else ""
    name, name_en = plan.name.format(**names), plan.name_en.format(**names_en)
    row = (key, plan.kind, name, name_en, place, superior, plan.line, "", phone, None, None)
    work.bodies.append(row)
    work.standing[place, plan.line] = key
    work.posts += [
        (key, p.role, p.title, p.title_en, place, None, p.quota, None, None) for p in posts
    ]


def _superior(work: _Work, place: int, said: str) -> int | None:
    key = _superior_key(work, place, said)
    return work.standing[key] if key else None


def _superior_key(work: _Work, place: int, said: str) -> tuple[int, str] | None:
    """Find `here:line` at the place itself, `up:line` at the nearest place above."""
    where, _, line = said.partition(":")
    if not line:
        return None
    path = work.paths[place]
    seats = path[-1:] if where == "here" else reversed(path[:-1])
    return next(((s, line) for s in seats if (s, line) in work.standing), None)


@lru_cache(maxsize=16)
def bodies_of(template: str) -> dict[str, tuple[BodyPlan, ...]]:
    """Return a template's bodies by sort of place."""
    out: dict[str, tuple[BodyPlan, ...]] = {}
    for row in _rows(template, "bodies"):
        plan = BodyPlan(
            row["line"], BodyKind(row["kind"]), row["name"], row["name_en"], row["superior"]
        )
        for sort in row["sorts"].split():
            out[sort] = (*out.get(sort, ()), plan)
    return out


@lru_cache(maxsize=16)
def posts_of(template: str) -> dict[tuple[str, str], tuple[PostPlan, ...]]:
    """Return a template's posts by sort of place and line of the body."""
    out: dict[tuple[str, str], tuple[PostPlan, ...]] = {}
    for row in _rows(template, "posts"):
        plan = PostPlan(Role(row["role"]), row["title"], row["title_en"], int(row["quota"]))
        for sort in row["sorts"].split():
            for body in bodies_of(template).get(sort, ()):
                if row["of"] in (body.line, body.kind):
                    key = (sort, body.line)
                    out[key] = (*out.get(key, ()), plan)
    return out


def usual_posts(sort: str, line: str, kind: str, template: str = "default") -> tuple[PostPlan, ...]:
    """Return the posts that a body of a line, or else of a kind, has in places of a sort."""
    by_line = posts_of(template).get((sort, line))
    if by_line:
        return by_line
    rows = [r for r in _rows(template, "posts") if r["of"] == kind and sort in r["sorts"].split()]
    return tuple(
        PostPlan(Role(r["role"]), r["title"], r["title_en"], int(r["quota"])) for r in rows
    )


def proposals(
    root: int, on: date, *, first: int | None = None, template: str = "default"
) -> Iterator[dict[str, str]]:
    """Yield, for a table to be filled in, the bodies of a template that a place lacks.

    Each with name, kind, seat, superior's name, line and English name; with `first`, of the places
    below only that one.
    """
    work, wanted = _prepare(root, on, template, phones=False)
    standing = Body.objects.filter(pk__in=work.standing.values()).order_by("id")
    names = dict(standing.values_list("id", "name"))
    called = {key: names.get(pk, "") for key, pk in work.standing.items()}
    same = Counter(p.name for p in work.names.values())
    for place, plan, _ in wanted:
        if first is not None and place not in (root, first):
            continue
        where = work.names[place]
        name = plan.name.format(place=where.name, stem=stem(where.name))
        superior = _superior_key(work, place, plan.superior)
        work.standing[place, plan.line], called[place, plan.line] = 0, name
        yield {
            "name": name,
            "kind": plan.kind,
            "seat": where.name if same[where.name] == 1 else where.code,
            "superior": called[superior] if superior else "",
            "line": plan.line,
            "name_en": plan.name_en.format(place=where.name_en, stem=stem(where.name_en)),
        }


def lacking(root: int, on: date, template: str) -> list[str]:
    """Return the names of the bodies that a template has and a place and those below it lack."""
    work, wanted = _prepare(root, on, template, phones=False)
    return [
        plan.name.format(place=work.names[place].name, stem=stem(work.names[place].name))
        for place, plan, _ in wanted
    ]


def _rows(template: str, name: str) -> list[dict[str, str]]:
    with (DATA / template / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
