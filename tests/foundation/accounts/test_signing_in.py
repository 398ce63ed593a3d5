"""Signing in: password, second factor, who may not."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.foundation.accounts import actions
from linli.foundation.accounts.models import User
from linli.foundation.accounts.rules import has_ended
from linli.kernel.access import SYSTEM

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 7"


@pytest.fixture(autouse=True)
def _no_earlier_failures() -> None:
    cache.clear()


@pytest.fixture
def desk() -> User:
    return User.objects.create_user("desk", "desk@example.invalid", PASSWORD)


def sign_in(client: Client, name: str, password: str = PASSWORD) -> int:
    answer = client.post("/account/login/", {"login": name, "password": password})
    return answer.status_code


def code_of(user: User) -> str:
    secret = Authenticator.objects.get(user=user, type="totp").wrap().instance.data["secret"]
    from_store = totp.decrypt(secret)
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(from_store, counter))


def test_signs_in_with_name_or_address(client: Client, desk: User) -> None:
    assert sign_in(client, "desk") == 302
    assert client.get("/account/me/").status_code == 200
    client.logout()
    assert sign_in(client, "desk@example.invalid") == 302


def test_a_stranger_is_sent_to_the_login_page(client: Client) -> None:
    answer = client.get("/account/me/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_a_wrong_password_is_told_at_the_form_and_stops_after_five(
    client: Client, desk: User
) -> None:
    for _ in range(5):
        assert sign_in(client, "desk", "wrong") == 200
    answer = client.post("/account/login/", {"login": "desk", "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_wrong_passwords_are_counted_by_all_web_processes_together(desk: User) -> None:
    assert sign_in(Client(), "desk", "wrong") == 200
    with connection.cursor() as cursor:  # what another process reads
        cursor.execute("SELECT cache_key, expires FROM linli_cache")
        rows = cursor.fetchall()
    assert rows
    assert not any("desk" in key or "127.0.0" in key for key, _ in rows)
    assert actions.sweep_tries(at=max(e for _, e in rows)) == len(rows)


def test_nobody_signs_up(client: Client) -> None:
    answer = client.get("/account/signup/")
    assert "账号由管理员开设" in answer.content.decode()
    client.post(
        "/account/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.filter(username="me").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "path",
    ["login/", "logout/", "password/change/", "two-factor/", "password/reset/", "me/"],
)
def test_every_page_renders_in_both_languages(
    client: Client, desk: User, path: str, language: str
) -> None:
    client.cookies["linli_language"] = language
    if path != "login/":
        client.force_login(desk)
    answer = client.get(f"/account/{path}", follow=True)
    assert answer.status_code == 200
    assert "ui/linli.css" in answer.content.decode()


def test_staff_without_a_second_factor_is_sent_to_enrol(
    client: Client, desk: User, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    sign_in(client, "desk")
    answer = client.get("/account/leave/1/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/two-factor/totp/activate/"
    page = client.get(answer["Location"])
    assert "绑定手机验证器" in page.content.decode()


def test_enrols_and_signs_in_with_the_code(client: Client, desk: User, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    sign_in(client, "desk")
    client.get("/account/two-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    answer = client.post("/account/two-factor/totp/activate/", {"code": code}, follow=True)
    assert "备用码" in answer.content.decode()
    stored = Authenticator.objects.get(user=desk, type="totp").data["secret"]
    assert stored != secret  # sealed
    client.post("/account/logout/")
    cache.clear()  # forgets that the code was used
    sign_in(client, "desk")
    assert "_auth_user_id" not in client.session
    client.post("/account/two-factor/authenticate/", {"code": code_of(desk)})
    assert client.session["_auth_user_id"] == str(desk.pk)


def test_the_session_ends_the_day_access_ends(client: Client, desk: User) -> None:
    sign_in(client, "desk")
    today = timezone.localdate()
    actions.end_access(by=SYSTEM, at=timezone.now(), user_id=desk.pk, until=today)
    assert client.get("/account/me/").status_code == 200  # the last day itself counts
    actions.end_access(
        by=SYSTEM, at=timezone.now(), user_id=desk.pk, until=today - timedelta(days=1)
    )
    assert client.get("/account/me/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_first_administrator_gets_a_link_that_works_once(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("account_create", "root", "--generate")
    name, link = capsys.readouterr().out.split()
    user = User.objects.get(username=name)
    assert not user.has_usable_password()
    path = link.removeprefix("http://127.0.0.1:8000")
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    new = {"password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(where, {"password1": "short", "password2": "short"})
    assert "密码太短，至少要 12 位。" in answer.content.decode()
    assert client.post(where, new).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    again = client.get(path, follow=True)
    assert "这个链接不能用了" in again.content.decode()


def test_a_taken_name_is_refused_in_words(desk: User) -> None:
    with pytest.raises(CommandError, match="desk"):
        call_command("account_create", "desk")


def test_an_unused_date_is_no_end() -> None:
    assert not has_ended(None, date(2026, 1, 1))
