"""Committees over line boundaries: units by days, part-time members with a first post elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.config.access import actor_of
from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import committees
from linli.domain.bodies.models import Appointment, Body, Membership
from linli.domain.bodies.queries.ties import seats_of
from linli.domain.bodies.rules.committees import MEMBERS
from linli.domain.bodies.states import BodyKind
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person, post
from tests.domain.bodies.test_lines_pages import LANGUAGES, page, somebody

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = timedelta(days=1)
STREET, COUNTY = "140403003", "140403"


def committee(city: Places) -> Body:
    return actions.found(
        by=SYSTEM,
        at=AT,
        kind=BodyKind.JOINT_COMMITTEE,
        name="示例街道大工委",
        seat=city[STREET],
        line="joint",
    )


def test_units_sit_on_it_by_days_and_are_seen_from_both_ends(city: Places) -> None:
    joint = committee(city)
    police, housing = body("police", city[COUNTY]), body("housing", city[COUNTY])
    row = committees.admit_unit(by=SYSTEM, at=AT, committee=joint, unit=police)
    assert committees.admit_unit(by=SYSTEM, at=AT, committee=joint, unit=police) == row
    committees.admit_unit(by=SYSTEM, at=AT, committee=joint, unit=housing)
    chairs = committees.part_time_post(joint)
    assert chairs is not None
    assert chairs.quota == 2  # a chair for whom each unit sends
    assert [s.unit.id for s in seats_of(joint, TODAY)[0]] == [police.pk, housing.pk]
    assert [s.committee.id for s in seats_of(police, TODAY)[1]] == [joint.pk]
    assert seats_of(joint, TODAY - DAY) == ([], [])
    committees.dismiss_unit(by=SYSTEM, at=AT, membership=row, on=TODAY + DAY)
    assert [s.unit.id for s in seats_of(joint, TODAY + DAY)[0]] == [housing.pk]
    with pytest.raises(Conflict, match="membership_ended"):
        committees.dismiss_unit(by=SYSTEM, at=AT, membership=row, on=TODAY + DAY)


def test_what_cannot_sit_on_it(city: Places) -> None:
    joint, office = committee(city), body("office", city[STREET])
    for on, unit, code in (
        (office, joint, "no_committee"),
        (joint, joint, "member_of_itself"),
    ):
        with pytest.raises(Invalid, match=code):
            committees.admit_unit(by=SYSTEM, at=AT, committee=on, unit=unit)
    with pytest.raises(NotPermitted):
        committees.admit_unit(
            by=actor("bodies.manage", city["140428"]), at=AT, committee=joint, unit=office
        )
    assert not Membership.objects.exists()


def test_a_part_time_member_has_a_first_post_elsewhere_and_no_further_rights(city: Places) -> None:
    joint, unit = committee(city), body("housing", city[COUNTY])
    who = person("示例兼职")
    who.user = get_user_model().objects.create_user("part")
    who.save()
    with pytest.raises(Conflict, match="no_unit_admitted"):
        committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=who)
    committees.admit_unit(by=SYSTEM, at=AT, committee=joint, unit=unit)
    with pytest.raises(Invalid, match="part_time_without_first_post"):
        committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=who)
    first = post("housing", city[COUNTY], "handler")
    actions.appoint(by=SYSTEM, at=AT, post=first, person=who)
    before = actor_of(who.user, AT)
    row = committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=who)
    assert committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=who) == row
    after = actor_of(who.user, AT)
    assert after == before  # the same rights, the same inboxes
    assert queries.first_posts([who.pk], joint.pk, TODAY)[who.pk].post == first
    other = person("示例另一")
    actions.appoint(by=SYSTEM, at=AT, post=first, person=other)
    with pytest.raises(Conflict, match="post_full"):  # one unit, one chair
        committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=other)


def test_one_table_two_hands_each_for_its_part(city: Places) -> None:
    joint = committee(city)
    who = person("示例兼职")
    actions.appoint(by=SYSTEM, at=AT, post=post("housing", city[COUNTY], "handler"), person=who)
    units = [body(line, city[COUNTY]).name for line in ("housing", "police")]
    lines = [f"{units[0]},示例兼职", f"{units[1]},"]

    def brought(by: Actor, rows: list[str]) -> committees.MembersOutcome:
        data = ("成员单位,兼职委员\n" + "\n".join(rows)).encode()
        return committees.import_members(
            by=by, at=AT, table=exchange.read(data, MEMBERS), committee=joint
        )

    system, security = (actor(p, city["1404"]) for p in ("bodies.manage", "people.manage"))
    assert [p.row for p in brought(system, [*lines, "没有的单位,"]).problems] == [4]
    assert Membership.objects.count() == 0  # whole, or not at all
    told = brought(system, lines)
    assert (told.admitted, told.seated, told.left, told.written) == (2, 0, 1, True)
    told = brought(security, lines)
    assert (told.admitted, told.seated, told.left) == (0, 1, 0)
    again = brought(SYSTEM, lines)
    assert (again.admitted, again.seated, again.already) == (0, 0, 2)
    assert Appointment.objects.filter(post__body=joint).count() == 1
    with pytest.raises(NotPermitted):
        brought(actor("cases.see", city["1404"]), lines)


@LANGUAGES
def test_pages(city: Places, lang: str, settings, django_assert_max_num_queries) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    joint, unit = committee(city), body("housing", city[COUNTY])
    admin = somebody("示例管", "command", "1404", "system_admin", city)
    boss = somebody("示例局", "housing", COUNTY, "department_head", city)
    url = f"/bodies/{joint.pk}/members/"
    page(admin, url, lang=lang)
    given = {"unit": "没有的", "since": TODAY, "basis": ""}
    assert admin.post(url, given).status_code == 422
    assert boss.post(url, given).status_code == 403
    assert admin.post(url, given | {"unit": unit.name}).status_code == 302
    committees.seat_member(by=SYSTEM, at=AT, committee=joint, person=boss.person)
    page(boss, url)
    with django_assert_max_num_queries(12):
        text = page(boss, url, lang=lang)
    assert ("本职" if lang == "zh-hans" else "First post") in text
    for one, other in ((joint, unit), (unit, joint)):
        page(boss, f"/bodies/{one.pk}/")
        with django_assert_max_num_queries(12):
            assert f"/bodies/{other.pk}/" in page(boss, f"/bodies/{one.pk}/", lang=lang)
    file = SimpleUploadedFile("m.csv", f"成员单位\n{body('police', city[COUNTY]).name}".encode())
    answer = admin.post(f"{url}import/", {"file": file, "do": "import"})
    assert answer.status_code == 200
    assert admin.post(f"{url}import/", {"do": "import"}).status_code == 422
    assert Membership.objects.count() == 2
    row = Membership.objects.get(unit=unit)
    assert boss.post(f"/bodies/members/{row.pk}/end/").status_code == 403
    assert admin.post(f"/bodies/members/{row.pk}/end/").status_code == 302
    assert admin.get("/bodies/members/template/").status_code == 200
    page(admin, f"/bodies/{unit.pk}/members/", 404)


@LANGUAGES
def test_somebody_with_no_other_post_has_a_calm_first_page(
    city: Places, lang: str, settings
) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    joint = committee(city)
    committees.admit_unit(by=SYSTEM, at=AT, committee=joint, unit=body("housing", city[COUNTY]))
    member = somebody("示例员", "joint", STREET, "member", city)
    assert member.get("/", follow=True).status_code == 200
    page(member, "/today/", lang=lang)
