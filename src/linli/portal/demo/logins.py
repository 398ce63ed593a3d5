"""Who can be tried in the demo: one login per role, at the places where its story plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linli.domain.bodies.states import Role

CITY = "1404"
COUNTY = "140403"  # 潞州区
STREET = "140403003"  # 英雄南路街道
COMMUNITY = "140403003001"  # 演武社区
TOWN = "140427106"  # 壶关县集店镇
FAR_TOWN = "140429105"  # 武乡县韩北镇
FAR_VILLAGE = "140429105214"  # 韩北镇桥南村


@dataclass(frozen=True, slots=True)
class Login:
    """One of the demo's accounts: its login, the role and place of its post, where it is listed.

    `line` names the body where a place has several with such a post.
    """

    username: str
    role: Role
    place: str
    group: str
    line: str = ""
    icon: str = "person"


LOGINS: Sequence[Login] = (
    Login("grid", Role.GRID_WORKER, COMMUNITY, "near", icon="grid"),
    Login("community", Role.COMMUNITY_DESK, COMMUNITY, "near", icon="people"),
    Login("street", Role.SUBDISTRICT_DESK, STREET, "street", icon="requests"),
    Login("team", Role.ENFORCEMENT_OFFICER, STREET, "street", icon="flag"),
    Login("checker", Role.VERIFIER, STREET, "street", icon="eye"),
    Login("caller", Role.CALL_BACK_OFFICER, STREET, "street", icon="phone"),
    Login("publisher", Role.PUBLICATION_CHECKER, STREET, "street", icon="near"),
    Login("secretary", Role.SUBDISTRICT_SECRETARY, STREET, "street", icon="star"),
    Login("town_grid", Role.GRID_WORKER, "140427106200", "village", icon="grid"),
    Login("town_team", Role.ENFORCEMENT_OFFICER, TOWN, "village", icon="flag"),
    Login("village_head", Role.GRID_HEAD, FAR_VILLAGE, "village", icon="people"),
    Login("town_desk", Role.SUBDISTRICT_DESK, FAR_TOWN, "village", icon="requests"),
    Login("fire", Role.HANDLER, COUNTY, "line", "fire", icon="alert"),
    Login("heat", Role.HANDLER, CITY, "line", "heat", icon="bodies"),
    Login("county", Role.COUNTY_DESK, COUNTY, "command", icon="map"),
    Login("hotline", Role.HOTLINE_OFFICER, CITY, "command", icon="phone"),
    Login("city", Role.CITY_DESK, CITY, "command", icon="figures"),
    Login("system", Role.SYSTEM_ADMIN, CITY, "command", icon="settings"),
)
