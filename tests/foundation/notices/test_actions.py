import json
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from linli.foundation.notices import actions, queries
from linli.foundation.notices.models import Notice, Outbox
from linli.foundation.notices.rules import Reader, Telling
from linli.foundation.notices.states import Inbox, Single
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # ten in the morning
NIGHT = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)  # eleven at night
KIND = "notices.title"  # any text will do here


READERS: list[Reader] = []


def readers(on, persons, bodies) -> list[Reader]:
    return list(READERS)


@pytest.fixture(autouse=True)
def _hooks(settings):
    settings.NOTICE_READERS = f"{__name__}.readers"
    settings.NOTICE_OPENS = frozenset({"any"})


def person(number: int, *bodies: int) -> Actor:
    grant = Grant("any", Reach.BODY, 4, frozenset(), frozenset(bodies), post=1)
    return Actor(ActorKind.PERSON, person=number, grants=(grant,) if bodies else ())


ALONE = {"single": Single.URGENT}


def telling(inbox: Inbox = Inbox.PERSON, inbox_id: int = 7, **more) -> Telling:
    values = {"entry_id": uuid7(), "kind": KIND, "at": DAY} | more
    return Telling(
        inbox=inbox, inbox_id=inbox_id, subject_kind="case", subject_id=uuid7(), **values
    )


def tell(*tellings: Telling, at: datetime = DAY, users: tuple[int, ...] = ()) -> int:
    READERS[:] = [Reader(n, user, frozenset({100})) for n, user in enumerate(users, 7)]
    return actions.tell(by=SYSTEM, at=at, tellings=tellings)


def test_an_entry_tells_an_inbox_once_however_often_it_is_delivered() -> None:
    user = get_user_model().objects.create(username="zhang", email="zhang@example.test")
    one = telling(single=Single.URGENT)
    assert tell(one, users=(user.pk,)) == 1
    assert tell(one, users=(user.pk,)) == 0
    assert Notice.objects.count() == 1
    assert Outbox.objects.count() == 1


def test_an_inbox_holds_mine_and_my_bodies_and_nobody_elses() -> None:
    tell(
        telling(inbox_id=7),
        telling(inbox_id=8),
        telling(Inbox.BODY, 100),
        telling(Inbox.BODY, 200),
    )
    page = queries.page(person(7, 100))
    assert {(n.inbox, n.inbox_id) for n in page.rows} == {("person", 7), ("body", 100)}
    assert queries.unread_count(person(7, 100)) == 2
    assert queries.unread_count(person(9)) == 0


def test_an_inbox_is_paged_by_key_without_loss() -> None:
    for _ in range(7):
        tell(telling(), telling(Inbox.BODY, 100))
    reader, seen, before = person(7, 100), [], None
    while True:
        page = queries.page(reader, before=before, size=4)
        seen += [n.pk for n in page.rows]
        before = page.older
        if before is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 14


@pytest.mark.parametrize("inboxes", [0, 1, 6])
def test_an_inbox_is_one_query_however_many_bodies(inboxes: int, django_assert_num_queries) -> None:
    reader = person(7, *range(100, 100 + inboxes))
    tell(*(telling() for _ in range(50)))
    with django_assert_num_queries(1):
        assert len(queries.page(reader, size=50).rows) == 50
    with django_assert_num_queries(1):
        assert queries.unread_count(reader) == 50


def test_reading_is_for_the_inbox_it_lies_in() -> None:
    tell(telling(Inbox.BODY, 100))
    notice = Notice.objects.get()
    with pytest.raises(NotFound):
        actions.read(by=person(7, 200), at=DAY, notice_id=notice.pk)
    actions.read(by=person(7, 100), at=DAY, notice_id=notice.pk)
    actions.read(by=person(8, 100), at=DAY + timedelta(hours=1), notice_id=notice.pk)
    notice.refresh_from_db()
    assert (notice.read_at, notice.read_by) == (DAY, 7)  # the first who took it


def test_reading_all_leaves_what_came_after_the_page_and_what_is_others() -> None:
    tell(telling(), telling(inbox_id=8))
    newest = queries.page(person(7)).rows[0].pk
    tell(telling())
    assert actions.read_all(by=person(7), at=DAY, until=newest) == 1
    assert Notice.objects.filter(read_at=None).count() == 2


@pytest.fixture
def user():
    return get_user_model().objects.create(username="zhang", email="zhang@example.test")


@pytest.fixture
def by_email(settings):
    settings.NOTICE_CHANNEL = "email"


@pytest.mark.usefixtures("by_email")
def test_a_message_leaves_once(user) -> None:
    tell(telling(**ALONE), users=(user.pk,))
    assert actions.send_due(by=SYSTEM, at=DAY) == (1, 0)
    assert actions.send_due(by=SYSTEM, at=DAY) == (0, 0)
    assert [m.to for m in mail.outbox] == [["zhang@example.test"]]
    assert Outbox.objects.get().outcome == "sent"


@pytest.mark.usefixtures("by_email")
def test_at_night_it_waits_for_the_morning_but_an_emergency_does_not(user) -> None:
    tell(telling(**ALONE), telling(single=Single.EMERGENCY), at=NIGHT, users=(user.pk,))
    assert actions.send_due(by=SYSTEM, at=NIGHT) == (1, 0)
    morning = datetime(2026, 10, 13, 0, 0, tzinfo=UTC)
    assert actions.send_due(by=SYSTEM, at=morning - timedelta(minutes=1)) == (0, 0)
    assert actions.send_due(by=SYSTEM, at=morning) == (1, 0)


class Refusing:
    """A mail server that is down."""

    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected("down")


@pytest.mark.usefixtures("by_email")
def test_a_failing_server_is_tried_again_later_then_given_up(user, settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    tell(telling(**ALONE), users=(user.pk,))
    at, tries = DAY, 0
    while Outbox.objects.get().outcome == "due":
        at = max(at, Outbox.objects.get().due_at)
        assert actions.send_due(by=SYSTEM, at=at) == (0, 1)
        tries += 1
    row = Outbox.objects.get()
    assert (tries, row.tries, row.outcome) == (6, 6, "failed")
    assert row.fault == "SMTPServerDisconnected"
    assert "zhang" not in row.fault


@pytest.mark.usefixtures("by_email")
def test_an_address_taken_away_meanwhile_fails_without_stopping_the_others(user) -> None:
    other = get_user_model().objects.create(username="li", email="li@example.test")
    tell(telling(Inbox.BODY, 100, **ALONE), users=(other.pk, user.pk))
    get_user_model().objects.filter(pk=other.pk).update(email="")
    assert actions.send_due(by=SYSTEM, at=DAY) == (1, 1)


def test_the_file_channel_writes_one_file_without_an_address(user, settings, tmp_path) -> None:
    settings.NOTICE_CHANNEL, settings.VAR = "file", tmp_path
    tell(telling(**ALONE), users=(user.pk,))
    actions.send_due(by=SYSTEM, at=DAY)
    (path,) = (tmp_path / "outbox").iterdir()
    written = json.loads(path.read_text())
    assert written["user"] == user.pk
    assert "zhang" not in path.read_text()
