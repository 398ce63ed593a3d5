"""Several people at one PC, and the demo's one click."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from linli.foundation.accounts import demo, present
from linli.foundation.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 7"


@pytest.fixture(autouse=True)
def _no_earlier_failures() -> None:
    cache.clear()


@pytest.fixture
def two(client: Client) -> tuple[User, User]:
    """Wang, then Li, have signed in on one computer; Li is at work."""
    users = [User.objects.create_user(n, password=PASSWORD) for n in ("wang", "li")]
    for user in users:
        client.post("/account/another/")
        client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return users[0], users[1]


def at_work(client: Client) -> str:
    return client.session["_auth_user_id"]


def leave_idle(client: Client, user: User, minutes: int) -> None:
    session = client.session
    marks = session[present.KEY]
    then: datetime = timezone.now() - timedelta(minutes=minutes)
    marks[str(user.pk)]["at"] = then.isoformat()
    session[present.KEY] = marks
    session.save()


def test_both_are_listed_and_change_by_one_press(client: Client, two: tuple[User, User]) -> None:
    wang, li = two
    assert at_work(client) == str(li.pk)
    assert "wang" in client.get("/account/me/").content.decode()
    assert client.post(f"/account/switch/{wang.pk}/").status_code == 302
    assert at_work(client) == str(wang.pk)
    assert client.post(f"/account/switch/{li.pk}/").status_code == 302
    assert at_work(client) == str(li.pk)


def test_after_ten_idle_minutes_proof_is_asked(client: Client, two: tuple[User, User]) -> None:
    wang, li = two
    leave_idle(client, wang, 11)
    assert client.post(f"/account/switch/{wang.pk}/").status_code == 200
    assert at_work(client) == str(li.pk)
    wrong = client.post(f"/account/switch/{wang.pk}/", {"secret": "no"})
    assert wrong.status_code == 422
    assert at_work(client) == str(li.pk)
    assert client.post(f"/account/switch/{wang.pk}/", {"secret": PASSWORD}).status_code == 302
    assert at_work(client) == str(wang.pk)


def test_one_never_changes_to_someone_who_has_not_signed_in_here(
    client: Client, two: tuple[User, User]
) -> None:
    other = User.objects.create_user("zhao", password=PASSWORD)
    answer = client.post(f"/account/switch/{other.pk}/", {"secret": PASSWORD})
    assert answer.status_code == 404
    assert at_work(client) == str(two[1].pk)


def test_a_changed_password_ends_the_place_in_the_list(
    client: Client, two: tuple[User, User]
) -> None:
    wang = two[0]
    wang.set_password("another horse battery 8")
    wang.save()
    assert client.post(f"/account/switch/{wang.pk}/").status_code == 404


def test_removed_from_the_list(client: Client, two: tuple[User, User]) -> None:
    wang = two[0]
    client.post(f"/account/leave/{wang.pk}/")
    assert client.post(f"/account/switch/{wang.pk}/").status_code == 404


def test_signing_out_empties_the_list(client: Client, two: tuple[User, User]) -> None:
    client.post("/account/logout/")
    assert present.KEY not in client.session


def test_the_demo_is_one_click_and_only_in_the_demo(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user("demo-desk", password=PASSWORD)
    monkeypatch.setattr(
        demo,
        "import_string",
        lambda _: lambda _request: [demo.DemoRole("demo-desk", "示例", "示例", "inbox", "示例")],
    )
    assert client.get("/account/demo/").status_code == 404
    assert client.post("/account/demo/", {"username": "demo-desk"}).status_code == 404
    settings.DEMO = True
    assert "示例" in client.get("/account/demo/").content.decode()
    assert client.post("/account/demo/", {"username": "demo-desk"}).status_code == 302
    assert at_work(client) == str(user.pk)
    assert client.post("/account/demo/", {"username": "root"}).status_code == 404


def test_someone_with_a_second_factor_signs_in_beside_another(
    client: Client, two: tuple[User, User]
) -> None:
    zhao = User.objects.create_user("zhao", password=PASSWORD)
    TOTP.activate(zhao, totp.generate_totp_secret())
    client.post("/account/another/")
    assert "/account/here/" in client.get("/account/login/").content.decode()
    answer = client.post("/account/login/", {"login": "zhao", "password": PASSWORD})
    assert answer["Location"] == "/account/two-factor/authenticate/"
    assert "_auth_user_id" not in client.session
    assert len(client.get("/account/here/").context["others"]) == 2
