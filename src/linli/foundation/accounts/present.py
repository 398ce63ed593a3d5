"""The people who have signed in to one browser session, and may change places at one PC.

Kept in the session: who, when last at work, and a digest of the password then in force, so that
a changed password ends this too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from linli.foundation.accounts import rules
from linli.foundation.accounts.models import User
from linli.foundation.ui.formats import local
from linli.kernel.errors import NotFound

KEY = "linli_present"
SECOND = "linli_second"  # id of the user whose second factor is known to stand
REFRESH = timedelta(minutes=1)  # how often the time of last work is written

Marks = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Present:
    """Someone who has signed in here: free to change to, or to prove themselves first."""

    user: User
    current: bool
    needs_proof: bool


def owner(request: HttpRequest) -> User:
    """Return the login that asks; NotFound where nobody has signed in."""
    if not isinstance(request.user, User):
        raise NotFound("login_not_here")
    return request.user


def marks(request: HttpRequest) -> Marks:
    """Return what the session holds, by user id."""
    return dict(request.session.get(KEY, {}))


def keep(request: HttpRequest, known: Marks, user: User, at: datetime) -> None:
    """Write who is here after `user` has come to work."""
    mark = {"at": at.isoformat(), "hash": user.get_session_auth_hash()}
    request.session[KEY] = {**known, str(user.pk): mark}


def touch(request: HttpRequest, user: User, at: datetime) -> None:
    """Note that the person is at work; written once a minute at most."""
    held = marks(request)
    mark = held.get(str(user.pk))
    if mark is None or at - datetime.fromisoformat(mark["at"]) > REFRESH:
        keep(request, held, user, at)


def forget(request: HttpRequest, user_id: int) -> None:
    """Take one person off the list."""
    held = marks(request)
    held.pop(str(user_id), None)
    request.session[KEY] = held


def people(request: HttpRequest, at: datetime) -> list[Present]:
    """Return everyone signed in here who still may, the current person first; one query."""
    held = marks(request)
    users = get_user_model().objects.filter(pk__in=[int(k) for k in held], is_active=True)
    found = [_present(request, u, held[str(u.pk)], at) for u in users.order_by("username", "pk")]
    return sorted((p for p in found if p), key=lambda p: not p.current)


def _present(
    request: HttpRequest, user: User, mark: dict[str, str], at: datetime
) -> Present | None:
    if not constant_time_compare(mark["hash"], user.get_session_auth_hash()):
        return None
    if rules.has_ended(user.access_until, local(at).date()):
        return None
    last = datetime.fromisoformat(mark["at"])
    return Present(user, user.pk == request.user.pk, rules.needs_proof(last, at))
