"""Finding what the lines of a large table mean, with a few queries for the whole table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from linli.domain.bodies.models import Body, Post
from linli.domain.people.models import Person
from linli.domain.people.queries import work_phones
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.rules.names import half_width
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.errors import Conflict, Invalid, NotFound


class Known:
    """Bodies and posts at a place and below it, and people by name; read once, asked by line."""

    def __init__(self, root: Place, at: datetime, names: Iterable[str]) -> None:
        """Read what the table may speak of."""
        self._atlas = territory.atlas(timezone.localdate(at))
        self._root = root.pk
        self._places: dict[str, int] = {}
        inside = [int(p) for p in self._atlas.subtree(root.pk)]
        self._bodies: dict[str, list[Body]] = {}
        for body in Body.objects.filter(seat_id__in=inside, valid_to=None).order_by("id"):
            self._bodies.setdefault(half_width(body.name), []).append(body)
        self._posts: dict[int, list[Post]] = {}
        posts = Post.objects.filter(body__seat_id__in=inside, valid_to=None, body__valid_to=None)
        for post in posts.select_related("body").order_by("id"):
            self._posts.setdefault(post.body_id, []).append(post)
        self._people: dict[str, list[tuple[int, str]]] = {}
        wanted = {n.strip() for n in names}
        found = list(Person.objects.filter(name__in=wanted, valid_to=None).order_by("id"))
        phones = work_phones(found)
        for person in found:
            self.add(person, phones.get(person.pk, ""))

    def add(self, person: Person, phone: str) -> None:
        """Know one more person."""
        self._people.setdefault(person.name, []).append((person.pk, phone))

    def post(self, row: Row) -> Post:
        """Return the post of a line; raises NotFound, Invalid where several are meant."""
        body = self.body(row)
        posts = self._posts.get(body.pk, [])
        called = [p for p in posts if row["post"].strip() in (p.title, p.title_en)]
        if not called:
            known = "、".join(dict.fromkeys(p.title for p in posts)) or "–"
            raise NotFound(
                "post_not_here", field="post", title=row["post"], name=body.name, known=known
            )
        if len(called) > 1:
            raise Invalid("post_needs_place", field="post", title=row["post"], count=len(called))
        return called[0]

    def body(self, row: Row) -> Body:
        """Return the body of a line; raises NotFound, Invalid where several are meant."""
        found = self._bodies.get(half_width(row["body"].strip()), [])
        if row["place"]:
            seat = self._place(row["place"])
            found = [b for b in found if b.seat_id == seat]
        if not found:
            raise NotFound("body_not_here", field="body", name=row["body"][:60])
        if len(found) > 1:
            raise Invalid("body_ambiguous", field="body", name=row["body"][:60], count=len(found))
        return found[0]

    def _place(self, text: str) -> int:
        if text not in self._places:
            self._places[text] = territory.place_called(text, within=self._root).pk
        return self._places[text]

    def person(self, row: Row) -> int | None:
        """Return the person whom a line appoints, None for nobody known.

        The same name and work phone is the same person. Raises Conflict where a name alone does
        not tell.
        """
        same = self._people.get(row["new"].strip(), [])
        if row["phone"]:
            fitting = [pk for pk, phone in same if phone == row["phone"]]
            bare = [pk for pk, phone in same if not phone]
            return next(iter(fitting), bare[0] if len(same) == len(bare) == 1 else None)
        if len(same) > 1:
            raise Conflict("person_needs_phone", field="phone", name=row["new"])
        return same[0][0] if same else None
