import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.foundation.journal import actions
from linli.foundation.journal.models import Once
from linli.kernel.errors import Conflict, Invalid

ARGS = {"scope": "session:1", "key": "k1"}


@pytest.mark.django_db
def test_the_same_request_gets_the_same_answer_and_acts_once() -> None:
    made: list[int] = []

    def make() -> dict:
        made.append(1)
        return {"number": "7K3M", "n": len(made)}

    answers = [actions.once(**ARGS, request=b"body", make=make) for _ in range(3)]
    assert answers == [{"number": "7K3M", "n": 1}] * 3
    assert made == [1]
    actions.once(scope="session:2", key="k1", request=b"other", make=make)
    assert made == [1, 1]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_a_conflict() -> None:
    actions.once(**ARGS, request=b"body", make=dict)
    with pytest.raises(Conflict) as refusal:
        actions.once(**ARGS, request=b"other body", make=dict)
    assert (refusal.value.code, refusal.value.status) == ("key_reused", 409)


@pytest.mark.django_db
def test_what_is_kept_can_be_read_by_nobody() -> None:
    actions.once(**ARGS, request=b"words of a person", make=lambda: {"code": "SECRET-CODE"})
    row = Once.objects.get()
    assert b"SECRET" not in bytes(row.result)
    assert len(row.request) == 32


@pytest.mark.django_db
def test_a_refused_request_may_be_made_again() -> None:
    def refuse() -> dict:
        raise Invalid("no")

    with pytest.raises(Invalid):
        actions.once(**ARGS, request=b"body", make=refuse)
    assert actions.once(**ARGS, request=b"better body", make=lambda: {"ok": 1}) == {"ok": 1}


@pytest.mark.django_db
def test_answers_are_forgotten_after_30_days() -> None:
    actions.once(**ARGS, request=b"body", make=dict)
    now = datetime.now(UTC)
    assert actions.forget_answers(at=now + timedelta(days=29)) == 0
    assert actions.forget_answers(at=now + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_act_once_and_both_get_the_answer() -> None:
    made: list[str] = []
    answers: list[dict] = []
    inside = threading.Event()

    def make() -> dict:
        made.append("x")
        inside.set()
        threading.Event().wait(0.5)  # the second request arrives meanwhile
        return {"n": len(made)}

    def ask() -> None:
        try:
            answers.append(actions.once(**ARGS, request=b"body", make=make))
        finally:
            connection.close()

    first = threading.Thread(target=ask)
    first.start()
    assert inside.wait(30)
    second = threading.Thread(target=ask)
    second.start()
    first.join(30)
    second.join(30)
    assert made == ["x"]
    assert answers == [{"n": 1}, {"n": 1}]
