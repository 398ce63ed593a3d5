"""Rows of several queries in one statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.people.models import Person
from linli.foundation.database.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_each_query_is_counted_whole_and_shown_in_part() -> None:
    made = Person.objects.bulk_create(Person(name=f"示例{n}") for n in range(5))
    mine = Person.objects.filter(pk__in=[p.pk for p in made])
    with CaptureQueriesContext(connection) as asked:
        found = together(
            {
                "last": (mine.order_by("-id").values("name"), slice(0, 2)),
                "rest": (mine.order_by("id").values("name", "id"), slice(3, None)),
                "past": (mine.order_by("id").values("name"), slice(9, 20)),
                "how many": (mine.values("id"), slice(0, 0)),
                "nobody": (mine.none().values("id"), slice(0, None)),
                "nothing": (mine.filter(name="%s").values("id"), slice(0, None)),
            }
        )
    assert len(asked) == 1
    assert found["last"] == (5, [{"name": "示例4"}, {"name": "示例3"}])
    assert found["rest"] == (5, [{"name": p.name, "id": p.pk} for p in made[3:]])
    assert (found["past"], found["how many"]) == ((5, []), (5, []))
    assert (found["nobody"], found["nothing"]) == ((0, []), (0, []))


def test_what_was_not_asked_is_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert together({}) == {}
        nobody = Person.objects.none().values("id")
        assert together({"nobody": (nobody, slice(0, 5))}) == {"nobody": (0, [])}
    assert len(asked) == 0
