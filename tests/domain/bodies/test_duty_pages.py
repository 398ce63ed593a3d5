"""Pages of duty: month, shift with book, swap, import, sheet, bodies without a rota."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.domain.bodies import actions
from linli.domain.bodies.models import Body, DutyRule, DutyShift, DutySwap, Post
from linli.domain.bodies.rules.rota import ROTA
from linli.domain.bodies.states import BookLine
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import Places, body
from tests.domain.bodies.rota import ZONE, Crew, lay_down_rules

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 3, 3, 22, 0, tzinfo=ZONE)  # Tuesday night


@pytest.fixture
def crew(city: Places, settings) -> Crew:
    settings.CLOCK_SHIFT = (NOW - clock.now()).total_seconds()
    lay_down_rules()
    made = Crew(city)
    made.plan(4)  # Monday to Thursday: 甲, 乙, 甲, 乙
    return made


def signed_in(crew: Crew, name: str) -> Client:
    user = get_user_model().objects.create_user(f"u{crew.people[name].pk}")
    crew.people[name].user = user
    crew.people[name].save()
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str, status: int = 200, lang: str = "zh-hans") -> str:
    answer = client.get(url, headers={"Accept-Language": lang})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_month_says_who_is_on_duty_now_and_day_by_day(
    crew: Crew, lang: str, django_assert_max_num_queries
) -> None:
    client = signed_in(crew, "示例甲")
    page(client, "/duty/")  # the tree and the bodies are read once
    with django_assert_max_num_queries(12):
        text = page(client, "/duty/", lang=lang)
    assert "示例乙" in text
    assert "示例带班" in text
    assert 'href="tel:1000"' in text
    assert text.count('class="shift"') == 4


def test_residents_see_no_rota(crew: Crew) -> None:
    assert Client().get("/duty/").status_code == 302


def test_a_shift_shows_its_book_to_its_office_and_takes_a_line_once(
    crew: Crew, django_assert_max_num_queries
) -> None:
    client = signed_in(crew, "示例乙")
    shift = DutyShift.objects.get(day=date(2026, 3, 3))
    url = reverse("duty:shift", args=[shift.pk])
    line = {"line": "call", "words": "示例：有人来电", "key": "k"}
    for _ in range(2):
        assert client.post(reverse("duty:note", args=[shift.pk]), line).status_code == 302
    page(client, url)
    with django_assert_max_num_queries(12):
        text = page(client, url)
    assert text.count("示例：有人来电") == 1
    empty = client.post(reverse("duty:note", args=[shift.pk]), {"line": "call", "words": " "})
    assert empty.status_code == 422
    assert Entry.objects.filter(move="note").count() == 1


def test_the_next_shift_reads_what_was_handed_over_and_signs(crew: Crew) -> None:
    before = DutyShift.objects.get(day=date(2026, 3, 2))
    actions.note(
        by=crew.actor("示例甲"),
        at=NOW - timedelta(hours=20),
        shift_id=before.pk,
        line=BookLine.HANDED_OVER,
        words="示例：请复查路灯",
    )
    client = signed_in(crew, "示例乙")
    mine = DutyShift.objects.get(day=date(2026, 3, 3))
    text = page(client, reverse("duty:shift", args=[mine.pk]))
    assert "示例：请复查路灯" in text
    assert reverse("duty:sign", args=[before.pk]) in text
    assert client.post(reverse("duty:sign", args=[before.pk])).status_code == 302
    before.refresh_from_db()
    assert before.signed_by == crew.people["示例乙"]
    other = signed_in(crew, "示例丙")
    assert other.post(reverse("duty:sign", args=[mine.pk])).status_code == 403


def test_a_swap_is_asked_and_agreed_to_on_the_pages(crew: Crew) -> None:
    asker, taker = signed_in(crew, "示例甲"), signed_in(crew, "示例丙")
    shift = DutyShift.objects.get(day=date(2026, 3, 4))
    url = reverse("duty:shift", args=[shift.pk])
    assert "申请替班" in page(asker, url)
    wrong = asker.post(reverse("duty:swap", args=[shift.pk]), {"taker": "7"})
    assert wrong.status_code == 422
    asked = asker.post(reverse("duty:swap", args=[shift.pk]), {"taker": crew.people["示例丙"].pk})
    assert asked.status_code == 302
    swap = DutySwap.objects.get()
    assert "同意替班" in page(taker, "/duty/")
    agree = reverse("duty:answer", args=[swap.pk, "agree"])
    assert asker.post(agree).status_code == 403
    assert taker.post(agree).status_code == 302
    assert taker.post(agree).status_code == 302
    assert [o.person.name for o in shift.officers.all()] == ["示例丙"]
    assert taker.post(reverse("duty:answer", args=[swap.pk, "eat"])).status_code == 404


def test_a_file_is_checked_then_brought_in_and_faults_are_told(crew: Crew) -> None:
    client = signed_in(crew, "示例甲")
    url = f"/duty/import/?body={crew.body.pk}"

    def send(text: str, do: str) -> tuple[int, str]:
        file = SimpleUploadedFile("值班表.csv", text.encode())
        answer = client.post(url, {"file": file, "do": do})
        return answer.status_code, answer.content.decode()

    good = "日期,带班领导,值班员\n2026-03-06,示例带班,示例甲\n2026-03-07,示例带班,示例乙\n"
    status, text = send(good, "check")
    assert (status, DutyShift.objects.count()) == (200, 4)
    assert "将新增 2 班" in text
    status, text = send(good.replace("2026-03-07", "2026-03-08"), "import")
    assert (status, DutyShift.objects.count()) == (422, 4)
    assert "第 3 行" in text
    assert "没有人值班" in text
    status, text = send("甲,乙\n1,2\n", "import")
    assert status == 422
    assert "带班领导" in text
    status, text = send(good, "import")
    assert (status, DutyShift.objects.count()) == (200, 6)
    assert page(client, url.replace("body=", "body=9"), 404)


def test_only_whoever_may_make_the_rota_may_import(crew: Crew) -> None:
    client = signed_in(crew, "示例丙")  # a verifier makes no rota
    assert client.get(f"/duty/import/?body={crew.body.pk}").status_code == 403
    county = body("command", crew.city["140403"]).pk
    assert signed_in(crew, "示例甲").get(f"/duty/import/?body={county}").status_code == 403


def test_the_template_is_read_back_by_the_import(crew: Crew) -> None:
    client = signed_in(crew, "示例甲")
    answer = client.get(f"/duty/template/?body={crew.body.pk}&month=2026-04")
    data = b"".join(answer.streaming_content)
    table = exchange.read(data, ROTA)
    assert set(table.titles) == {c.name for c in ROTA.columns}
    assert {p.column for p in table.problems} == {"带班领导", "值班员"}  # half filled: told by cell
    assert len(table.faulty_rows) == 30


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_sheet_lists_the_days_and_names_the_missing(crew: Crew, lang: str) -> None:
    client = signed_in(crew, "示例甲")
    url = f"/duty/sheet/?body={crew.body.pk}&since=2026-03-02&until=2026-03-06"
    text = page(client, url, lang=lang)
    assert text.count('scope="row"') == 4
    assert "示例带班" in text
    far = page(client, url.replace("2026-03-06", "2027-03-06"), lang=lang)
    assert "fault" in far
    page(client, f"/duty/sheet/?body={crew.body.pk}", lang=lang)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_bodies_without_a_rota_are_listed(crew: Crew, lang: str) -> None:
    if not DutyRule.objects.filter(kind="community_committee").exists():
        rule = DutyRule.objects.get(kind="")
        rule.pk, rule.kind, rule.required = None, "community_committee", True
        rule.save()
    client = signed_in(crew, "示例甲")
    text = page(client, f"/duty/missing/?place={crew.city['140403003'].pk}", lang=lang)
    assert ("演武社区居民委员会" if lang != "en" else "Residents") in text
    assert "英雄南路街道办事处" not in text.partition("<main")[2]
    page(client, "/duty/missing/?place=1", 404)


def test_a_shift_is_planned_changed_and_dropped_on_its_page(crew: Crew) -> None:
    client = signed_in(crew, "示例甲")
    given = {
        "day": "2026-03-09",
        "start": "17:30",
        "end": "08:30",
        "leader": crew.people["示例带班"].pk,
        "officers": [crew.people["示例乙"].pk, crew.people["示例丙"].pk],
    }
    new = f"/duty/new/?body={crew.body.pk}&day=2026-03-09"
    assert 'value="2026-03-09"' in page(client, new)
    wrong = client.post(new, {**given, "officers": []})
    assert wrong.status_code == 422
    assert "至少选一名值班员" in wrong.content.decode()
    over = client.post(new, {**given, "day": "2026-03-04"})
    assert (over.status_code, "重叠" in over.content.decode()) == (422, True)
    made = client.post(new, given)
    shift = DutyShift.objects.get(day=date(2026, 3, 9))
    assert made.url == f"/duty/{shift.pk}/"
    assert f"/duty/{shift.pk}/edit/" in page(client, made.url)
    edit = f"/duty/{shift.pk}/edit/"
    assert "checked" in page(client, edit)
    client.post(edit, {**given, "phone": "0355-0000000"})
    assert "0355-0000000" in page(client, made.url)
    assert client.post(edit, {"do": "drop"}).status_code == 302
    assert not DutyShift.objects.filter(pk=shift.pk).exists()


def test_who_does_not_manage_the_rota_cannot_plan(crew: Crew) -> None:
    client = signed_in(crew, "示例带班")
    shift = DutyShift.objects.order_by("-starts_at").first()
    assert shift is not None
    page(client, f"/duty/new/?body={crew.body.pk}", 403)
    page(client, f"/duty/{shift.pk}/edit/", 403)
    assert client.post(f"/duty/{shift.pk}/edit/", {"do": "drop"}).status_code == 403
    assert "/edit/" not in page(client, f"/duty/{shift.pk}/")


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_rules_of_duty_are_shown_to_all_and_stated_by_whoever_may(crew: Crew, lang: str) -> None:
    client = signed_in(crew, "示例甲")
    text = page(client, "/duty/rules/", lang=lang)
    assert "示例规则" in text or "08:00" in text
    assert "<form" not in text.split("<main", 1)[1]
    assert client.post("/duty/rules/", {}).status_code == 403


def test_a_rule_is_stated_from_a_day_on(crew: Crew) -> None:
    post_of(crew, "示例甲", "system_admin", "1404")
    client = signed_in(crew, "示例甲")
    given = {
        "kind": "company",
        "required": "yes",
        "begins": "17:30",
        "since": "2026-04-01",
        "basis": "示例通知",
    }
    assert client.post("/duty/rules/", {**given, "basis": ""}).status_code == 422
    looked = client.post("/duty/rules/", {**given, "do": "look"}).content.decode()
    count = Body.objects.filter(kind="company").count()
    assert f"涉及 {count} 个组织" in looked
    assert f"其中 {count} 个从那天起还没有排班" in looked
    assert not DutyRule.objects.filter(kind="company").exists()  # nothing is written yet
    given["do"] = "set"
    assert client.post("/duty/rules/", given).status_code == 302
    again = client.post("/duty/rules/", given)
    assert (again.status_code, DutyRule.objects.filter(kind="company").count()) == (422, 1)
    text = page(client, "/duty/rules/")
    assert "未生效" in text
    assert "示例通知" in text


def post_of(crew: Crew, name: str, role: str, place: str) -> None:
    seat = crew.city[place]
    made = Post.objects.create(body=crew.body, role=role, title="示例岗位", place=seat)
    actions.appoint(by=SYSTEM, at=NOW, post=made, person=crew.people[name], since=date(2026, 1, 1))
