"""Signing in by keyboard alone; account pages are accessible."""

from typing import Any

import pytest
from django.core.cache import cache

from linli.foundation.accounts.models import User
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery 7"
PAGES = ["me/", "password/change/", "two-factor/totp/activate/", "logout/"]


@pytest.fixture
def desk() -> User:
    cache.clear()
    return User.objects.create_user("desk", password=PASSWORD)


def test_signs_in_changes_language_and_leaves_by_keyboard_alone(
    open_page: Open, desk: User
) -> None:
    walk = open_page(size="desk")
    walk.go("/account/login/?next=/account/me/")
    keys = walk.page.keyboard
    walk.page.get_by_label("用户名或邮箱").focus()
    keys.type("desk")
    keys.press("Tab")
    keys.type("not the password")
    keys.press("Enter")
    walk.page.locator(".error-summary").wait_for()
    assert walk.page.evaluate("document.activeElement.className") == "error-summary"
    keys.press("Tab")
    walk.page.get_by_label("密码", exact=True).focus()
    keys.type(PASSWORD)
    keys.press("Enter")
    walk.page.wait_for_url("**/account/me/")
    walk.page.locator(".topbar .menu-pop summary").focus()
    keys.press("Enter")
    english = walk.page.get_by_role("button", name="English")
    english.focus()
    keys.press("Enter")
    walk.sees("My account")
    walk.page.locator(".topbar .menu-pop summary").focus()
    keys.press("Enter")
    keys.press("Escape")
    assert walk.page.locator(".menu-pop[open]").count() == 0


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_account_pages_are_accessible_and_fit(
    open_page: Open, desk: User, settings: Any, size: str
) -> None:
    settings.SECOND_FACTOR = True
    walk = open_page(size=size, axe=True)
    walk.go("/account/login/?next=/account/two-factor/totp/activate/")
    walk.fill("用户名或邮箱", "desk")
    walk.page.get_by_label("密码", exact=True).fill(PASSWORD)
    walk.press("登录", exact=True)
    for path in PAGES:
        walk.go(f"/account/{path}")
        assert axe_faults(walk.page) == [], path
        assert walk.fits, path
