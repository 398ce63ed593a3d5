"""Making, giving and ending logins, each with its entry; counting tries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse

from linli.foundation.accounts.entries import ASSIGN, CREATE, END, INVITE, PROCEDURE, RESTORE
from linli.foundation.accounts.models import Tries, User
from linli.foundation.accounts.queries import key_of
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict


@transaction.atomic
def create(*, by: Actor, at: datetime, username: str, email: str = "") -> User:
    """Make a login without a usable password; its owner sets one by the one-time link.

    Raises Conflict("login_taken").
    """
    if get_user_model().objects.filter(username=username).exists():
        raise Conflict("login_taken", field="username", name=username)
    user = User(username=username, email=email, date_joined=at)
    user.set_unusable_password()
    user.save()
    _record(by, at, user.pk, CREATE)
    return user


@transaction.atomic
def invite(*, by: Actor, at: datetime, user: User) -> str:
    """Return the path of a new one-time link for a login there is, and note that it was given."""
    _record(by, at, user.pk, INVITE)
    return password_link(user)


@transaction.atomic
def assign(*, by: Actor, at: datetime, user_id: int, person_id: int) -> None:
    """Note that a login was given to a person, whom a higher room keeps."""
    _record(by, at, user_id, ASSIGN, {"person": person_id})


def password_link(user: User) -> str:
    """Return the path that lets the owner set a password, once; a set password makes it stale."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


@transaction.atomic
def end_access(*, by: Actor, at: datetime, user_id: int, until: date | None) -> None:
    """Set the last day of access; sessions end with it. None gives access back without an end."""
    changed = get_user_model().objects.filter(pk=user_id).exclude(access_until=until)
    if until is None:
        changed = get_user_model().objects.filter(pk=user_id, access_until__isnull=False)
    if changed.update(access_until=until):
        _record(by, at, user_id, END if until else RESTORE, {"until": until} if until else {})


def subject_of(user_id: int) -> UUID:
    """Return the UUID under which the journal keeps a login."""
    return uuid5(NAMESPACE_OID, f"linli:login:{user_id}")


def _record(
    by: Actor, at: datetime, user_id: int, move: str, data: Mapping[str, Any] | None = None
) -> None:
    """Write one entry of a login, under the lock of its row."""
    get_user_model().objects.select_for_update().get(pk=user_id)
    subject = subject_of(user_id)
    last = entries.entries_of(PROCEDURE, subject).aggregate(last=Max("seq"))["last"] or 0
    journal.write(
        by=by,
        at=at,
        subject_kind=PROCEDURE,
        subject_id=subject,
        seq=last + 1,
        place_id=0,  # a login is of no place
        body_id=None,
        procedure=PROCEDURE,
        move=move,
        from_state=None,
        to_state=None,
        data={"login": user_id, **(data or {})},
    )


@transaction.atomic
def set_email(*, user_id: int, email: str) -> None:
    """Set the address to which a login's messages go; empty takes it away."""
    get_user_model().objects.filter(pk=user_id).update(email=email)


_COUNT = """
    INSERT INTO accounts_tries AS held (key, number, until) VALUES (%(key)s, 1, %(until)s)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN held.until <= %(at)s THEN 1 ELSE held.number + 1 END,
        until = CASE WHEN held.until <= %(at)s THEN excluded.until ELSE held.until END
    RETURNING number
"""


def count_try(*, what: str, at: datetime, window: timedelta) -> int:
    """Count one try of something by somebody; return how many there were since the window began.

    One statement, so that no two processes count the same number. A window begins with its first
    try. Outside a transaction: a refusal that follows must not take the count back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key_of(what), "at": at, "until": at + window})
        return int(cursor.fetchone()[0])


def forget_tries(*, what: str) -> None:
    """Forget the tries of something: a right one came."""
    Tries.objects.filter(key=key_of(what)).delete()


def sweep_tries(*, at: datetime) -> int:
    """Remove what no longer counts, also of signing in; return how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM linli_cache WHERE expires <= %s", [at])
        return int(cursor.rowcount) + Tries.objects.filter(until__lte=at).delete()[0]
