"""Making and ending logins; counting tries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import reverse

from linli.foundation.accounts.models import Tries, User
from linli.foundation.accounts.queries import key_of
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
    return user


def password_link(user: User) -> str:
    """Return the path that lets the owner set a password, once; a set password makes it stale."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


@transaction.atomic
def end_access(*, by: Actor, at: datetime, user_id: int, until: date | None) -> None:
    """Set the last day of access; sessions end with it. None gives access back without an end."""
    get_user_model().objects.filter(pk=user_id).update(access_until=until)


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
    """Remove what no longer counts; return how many rows."""
    return Tries.objects.filter(until__lte=at).delete()[0]
