"""Frames, refusals, faults, language, large print."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from linli.foundation.ui import faults, refusals, shell
from linli.foundation.ui.render import render
from linli.kernel.errors import Conflict, NotFound, NotPermitted

pytestmark = pytest.mark.django_db  # every page says whether a trial runs
PAGES = ["", "desk/", "phone/", "public/", "wall/"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_gallery_renders_in_both_languages(client: Client, page: str, language: str) -> None:
    client.cookies["linli_language"] = language
    answer = client.get(f"/gallery/{page}")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in html
    assert 'href="#main"' in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


def test_the_gallery_is_closed_in_a_real_office(client: Client, settings: Any) -> None:
    settings.TEXT_STRICT = False
    assert client.get("/gallery/").status_code == 404
    settings.DEMO = True
    assert client.get("/gallery/").status_code == 200


def test_the_demo_is_marked_on_every_page(client: Client, settings: Any) -> None:
    assert 'class="demo"' not in client.get("/gallery/public/").content.decode()
    settings.DEMO = True
    for page in PAGES:
        assert 'class="demo"' in client.get(f"/gallery/{page}").content.decode()
    assert 'class="demo"' in client.get("/nowhere/").content.decode()


def test_the_language_is_kept_and_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/gallery/public/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/gallery/public/"
    assert 'lang="en"' in client.get("/gallery/public/").content.decode()
    client.post("/language/", {"language": "tlh"})
    assert 'lang="zh-Hans"' in client.get("/gallery/public/").content.decode()


def test_no_switch_leads_to_another_site(client: Client) -> None:
    for name in ("language", "elder", "theme"):
        answer = client.post(f"/{name}/", {"next": "https://evil.invalid/"})
        assert answer["Location"] == "/"
        assert client.get(f"/{name}/").status_code == 405


def test_large_print_and_theme_are_kept(client: Client) -> None:
    client.post("/elder/", {"elder": "1"})
    client.post("/theme/", {"theme": "dark"})
    html = client.get("/gallery/public/").content.decode()
    assert "data-elder" in html
    assert 'data-theme="dark"' in html
    client.post("/elder/", {"elder": "0"})
    client.post("/theme/", {"theme": '"><script>'})
    html = client.get("/gallery/public/").content.decode()
    assert "data-elder" not in html
    assert 'data-theme="light"' in html


def test_nothing_inline_may_run(client: Client) -> None:
    policy = client.get("/gallery/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def ask(**headers: str) -> HttpRequest:
    request = RequestFactory(headers=headers).get("/x/")
    request.session = {}  # type: ignore[assignment]
    request.user = type("U", (), {"is_authenticated": False})()  # type: ignore[assignment]
    request.htmx = type(  # type: ignore[attr-defined]
        "H",
        (),
        {
            "__bool__": lambda self: "HX-Request" in request.headers,
            "boosted": False,
            "history_restore_request": False,
        },
    )()
    return request


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotPermitted("login_not_here"), 403),
        (NotFound("login_not_here"), 404),
        (Conflict("login_taken", name="<b>"), 409),
    ],
)
def test_a_refusal_is_a_page_with_its_status(refusal: Any, status: int) -> None:
    answer = refusals.refused(ask(), refusal)
    html = answer.content.decode()
    assert answer.status_code == status
    assert "<html" in html
    assert "这一步不能办理" in html
    assert "<b>" not in html.split("</head>")[1].replace("<b>这一步不能办理</b>", "")


def test_a_refusal_is_a_fragment_for_htmx_in_the_readers_language() -> None:
    with translation.override("en"):
        answer = refusals.refused(ask(**{"HX-Request": "true"}), Conflict("login_taken", name="li"))
    html = answer.content.decode()
    assert "<html" not in html
    assert "The user name li is taken" in html
    assert answer.status_code == 409


def test_other_errors_are_not_ours() -> None:
    middleware = refusals.Refusals(lambda request: HttpResponse())
    assert middleware.process_exception(ask(), ValueError()) is None


def test_a_part_of_a_page_for_htmx_and_all_of_it_otherwise() -> None:
    ctx = {"sentence": "一句话", "status": 409, "allowed": (), "back_url": "/"}
    whole = render(ask(), "ui/refusal.html", ctx, "refusal").content.decode()
    part = render(ask(**{"HX-Request": "true"}), "ui/refusal.html", ctx, "refusal")
    assert part.content.decode().strip() in whole
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (faults.bad_request, 400),
        (faults.forbidden, 403),
        (faults.not_found, 404),
        (faults.csrf, 403),
        (faults.broken, 500),
    ],
)
def test_faults_say_what_why_and_where_to_go(page: Any, status: int) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            answer = page(ask())
        assert answer.status_code == status
        assert '<a class="button" href="/">' in answer.content.decode() or status == 500


def test_an_old_form_is_told_so(settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_the_menu_is_made_only_when_a_template_asks() -> None:
    asked = []
    lazy = shell.Lazy(lambda: asked.append(1) or ["x"])
    assert asked == []
    assert lazy() == ["x"]
    lazy()
    assert asked == [1]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/today/", "today"),
        ("/cases/?procedure=appeal&view=late", "requests"),
        ("/cases/?procedure=grid_event", "grid"),
        ("/cases/7/", "requests"),
        ("/elsewhere/", None),
    ],
)
def test_the_menu_marks_where_one_is(address: str, current: str | None) -> None:
    items = [
        shell.MenuItem("home", "/"),
        shell.MenuItem("today", "/today/"),
        shell.MenuItem("requests", "/cases/?procedure=appeal"),
        shell.MenuItem("grid", "/cases/?procedure=grid_event"),
    ]
    marked = shell.marked(items, RequestFactory().get(address))
    assert next((i.key for i in marked if i.current), None) == current
