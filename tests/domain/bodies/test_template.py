"""Bodies of a whole territory from the template."""

import csv

import pytest

from linli.domain.bodies import queries
from linli.domain.bodies.actions import found_from_template, set_up_grid_posts
from linli.domain.bodies.actions.template import DATA, bodies_of, posts_of
from linli.domain.bodies.models import Body, Post
from linli.domain.bodies.rules import stem
from linli.domain.bodies.states import BodyKind, Role
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body

pytestmark = pytest.mark.django_db

SORTS = {
    "city": 1,
    "county": 2,
    "subdistrict": 1,
    "town": 1,
    "zone": 1,
    "village": 1,
    "community": 1,
}


def test_every_place_gets_what_its_sort_has(city: Places) -> None:
    expected = sum(len(bodies_of("default")[sort]) * n for sort, n in SORTS.items())
    assert Body.objects.count() == expected
    posts = posts_of("default")
    of_sort = {s: sum(len(p) for (sort, _), p in posts.items() if sort == s) for s in SORTS}
    assert Post.objects.count() == sum(of_sort[s] * n for s, n in SORTS.items())
    assert not Body.objects.filter(seat=city["140403100498"]).exists()  # virtual: nobody there


@pytest.mark.parametrize(
    ("line", "code", "name", "english"),
    [
        ("enforcement", "140403003", "英雄南路街道综合行政执法队", "Comprehensive Administrative"),
        ("justice_office", "140403003", "英雄南路司法所", "Justice Office"),
        ("office", "140403100", "老顶山镇人民政府", "People's Government"),
        ("party", "140403003", "英雄南路街道党工委", "Party Working Committee"),
        ("fire", "140403", "潞州区消防救援大队", "Fire and Rescue Brigade"),
        ("committee", "140403100201", "东脑村村民委员会", "Villagers' Committee"),
        ("mediation", "140403003001", "演武社区人民调解委员会", "People's Mediation"),
    ],
)
def test_names(city: Places, line: str, code: str, name: str, english: str) -> None:
    row = body(line, city[code])
    assert row.name == name
    assert english in row.name_en


def test_superiors_stand_in_line(city: Places) -> None:
    team = body("enforcement", city["140403003"])
    assert team.superior == body("office", city["140403003"])
    assert body("fire", city["140403"]).superior == body("fire", city["1404"])
    assert body("committee", city["140403003001"]).superior == body("office", city["140403003"])
    assert body("party", city["140403100201"]).superior == body("party", city["140403100"])


def test_again_makes_nothing_and_a_new_part_only_its_own(places: Places) -> None:
    first = found_from_template(by=SYSTEM, at=AT, root=places["140403"])
    again = found_from_template(by=SYSTEM, at=AT, root=places["140403"])
    assert (again.bodies, again.posts, again.already) == (0, 0, first.bodies)
    assert Entry.objects.filter(move="found_from_template").count() == 1
    whole = found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    assert whole.already == first.bodies
    assert Body.objects.count() == first.bodies + whole.bodies


def test_only_the_demo_has_phones_and_none_can_be_dialled(places: Places) -> None:
    found_from_template(by=SYSTEM, at=AT, root=places["140403100"])
    assert set(Body.objects.values_list("phone", flat=True)) == {""}
    found_from_template(by=SYSTEM, at=AT, root=places["140403003"], invented_phones=True)
    phones = set(Body.objects.filter(seat=places["140403003"]).values_list("phone", flat=True))
    assert phones
    assert all(p.startswith("1000") and len(p) == 11 for p in phones)


def test_only_who_manages_bodies_here_may(places: Places) -> None:
    by = actor("bodies.manage", places["140428"])
    with pytest.raises(NotPermitted):
        found_from_template(by=by, at=AT, root=places["140403"])
    assert found_from_template(by=by, at=AT, root=places["140428"]).bodies > 0


def test_the_template_is_whole() -> None:
    """Each superior named exists there or above, each line once a sort, each post has a body."""
    for sort, plans in bodies_of("default").items():
        lines = [p.line for p in plans]
        assert len(lines) == len(set(lines)), sort
        here = {p.superior.partition(":")[2] for p in plans if p.superior.startswith("here:")}
        assert here <= set(lines), sort
    anywhere = {p.line for plans in bodies_of("default").values() for p in plans}
    above = {
        p.superior.partition(":")[2] for plans in bodies_of("default").values() for p in plans
    } - {""}
    assert above <= anywhere
    with (DATA / "default" / "posts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for sort in row["sorts"].split():
                plans = bodies_of("default")[sort]
                assert any(row["of"] in (p.line, p.kind) for p in plans), row


def test_stem() -> None:
    assert stem("英雄南路街道") == "英雄南路"
    assert stem("Yingxiongnanlu Subdistrict") == "Yingxiongnanlu"
    assert stem("新镇") == "新镇"  # too short to cut
    assert stem("城东开发区") == "城东开发区"


def test_the_desk_is_the_nearest_that_receives(city: Places) -> None:
    def desk(code: str) -> str:
        found = queries.desk_of(city[code].pk, TODAY)
        assert found is not None
        return queries.named([found.id])[found.id].name

    assert desk("140403003001001") == "演武社区居民委员会"
    assert desk("140403003") == "英雄南路街道办事处"
    assert desk("140403400") == "城东开发区管委会"
    assert desk("140403100498") == "老顶山镇人民政府"  # virtual: the town's
    assert desk("140403") == "潞州区指挥中心"
    assert desk("1404") == "长治市指挥中心"
    assert queries.desk_of(city["14"].pk, TODAY) is None


def test_the_level_above_a_body(city: Places) -> None:
    team = body("enforcement", city["140403003"])
    above = queries.level_above(team.pk, TODAY)
    assert above is not None
    assert above.id == body("command", city["140403"]).pk
    city_command = body("command", city["1404"])
    assert queries.level_above(city_command.pk, TODAY) is None


def test_grids_get_a_head_and_workers_once(city: Places) -> None:
    first, second = city["140403003001001"].pk, city["140403003001002"].pk
    made = set_up_grid_posts(by=SYSTEM, at=AT, root=city["1404"], workers={first: 3})
    assert made == 4
    assert set_up_grid_posts(by=SYSTEM, at=AT, root=city["1404"]) == 0
    quotas = Post.objects.filter(role=Role.GRID_WORKER).values_list("place_id", "quota")
    assert dict(quotas) == {first: 3, second: 1}
    bodies = {p.body.kind for p in Post.objects.filter(role=Role.GRID_HEAD).select_related("body")}
    assert bodies == {BodyKind.COMMUNITY_COMMITTEE.value}
