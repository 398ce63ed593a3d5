"""Making and ending logins."""

from __future__ import annotations

from datetime import date, datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from linli.foundation.accounts.models import User
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
