"""The table of roles: every role, every permission, nobody with two keys that must lie apart."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from linli.config.roles import FIGURES, ROLES, TERRITORY, FirstPage, first_page
from linli.domain.bodies.states import ADMINISTRATORS, Role
from linli.domain.bodies.states import Permission as Bodies
from linli.domain.cases.states import Permission as Cases
from linli.domain.mandates.states import Permission as Mandates
from linli.domain.people.states import Permission as People
from linli.foundation.accounts.states import Permission as Accounts
from linli.kernel.access import Reach
from linli.portal.states import Permission as Portal

SRC = Path(__file__).parents[2] / "src" / "linli"
AREAS: tuple[type[StrEnum], ...] = (Accounts, Bodies, Cases, Mandates, People, Portal)
KNOWN = {p.value for area in AREAS for p in area} | {TERRITORY, FIGURES}
# the reporter's own, the system's own, what the rota gives
NOBODYS = {Cases.OWN.value, Cases.RUN.value, Bodies.DUTY.value}

# what each kind of hand may never do, whatever else is granted
FORBIDDEN = {
    Role.GRID_WORKER: {Cases.CONTACT, Cases.EXPORT, Cases.DISPATCH},
    Role.HANDLER: {Cases.VERIFY, Cases.CALL_BACK, Cases.RE_OPEN, Cases.EXPORT},
    Role.DEPARTMENT_HEAD: {Cases.VERIFY, Cases.CALL_BACK},
    Role.ENFORCEMENT_OFFICER: {Cases.VERIFY, Cases.CALL_BACK, Cases.EXPORT},
    Role.VERIFIER: {Cases.HANDLE, Cases.SIGN, Cases.EXPORT},
    Role.CALL_BACK_OFFICER: {Cases.HANDLE, Cases.SIGN, Cases.VERIFY, Cases.EXPORT},
    Role.LEADER_IN_CHARGE: {Cases.CONTACT, Cases.HANDLE, Cases.EXPORT},
    Role.SUBDISTRICT_SECRETARY: {Cases.CONTACT, Cases.HANDLE, Cases.EXPORT},
}


def granted(role: Role) -> set[str]:
    return {str(name) for name, _ in ROLES[role].permissions}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_defined_with_known_permissions_and_a_first_page(role: Role) -> None:
    held = [str(name) for name, _ in ROLES[role].permissions]
    assert bool(held) is (role is not Role.MEMBER)  # a part-time member's rights come elsewhere
    assert set(held) <= KNOWN - NOBODYS
    assert len(set(ROLES[role].permissions)) == len(held)
    assert ROLES[role].first_page in FirstPage


@pytest.mark.parametrize("permission", sorted(KNOWN - NOBODYS))
def test_every_permission_is_somebodys(permission: str) -> None:
    assert [r for r in Role if permission in granted(r)]


@pytest.mark.parametrize("role", sorted(FORBIDDEN))
def test_what_a_hand_may_never_do(role: Role) -> None:
    assert not granted(role) & {p.value for p in FORBIDDEN[role]}


def test_administrators_share_nothing_and_see_no_case() -> None:
    held = [granted(r) for r in sorted(ADMINISTRATORS)]
    assert sum(len(h) for h in held) == len(set().union(*held))
    assert not any(name.startswith("cases.") for h in held for name in h)
    others = set().union(*(granted(r) for r in Role if r not in ADMINISTRATORS))
    assert not others & set().union(*held)


def test_departments_reach_by_body_and_desks_by_place() -> None:
    for role in (Role.HANDLER, Role.DEPARTMENT_HEAD, Role.ENFORCEMENT_OFFICER, Role.MEDIATOR):
        assert {reach for _, reach in ROLES[role].permissions} == {Reach.BODY}
    for role in (Role.COMMUNITY_DESK, Role.SUBDISTRICT_DESK, Role.COUNTY_DESK, Role.CITY_DESK):
        held = ROLES[role].permissions
        # by place, and what is confidential where their own body has a part in it
        assert {reach for name, reach in held if name == Cases.SEE} == set(Reach)
        assert dict(held)[Cases.HANDLE] is Reach.BODY


def test_who_sees_a_contact_can_also_see_the_case() -> None:
    for role in Role:
        if Cases.CONTACT in granted(role):
            assert Cases.SEE in granted(role)


def test_the_first_page_is_the_widest_roles() -> None:
    assert first_page(["grid_worker", "community_desk"]) is FirstPage.COMMUNITY
    assert first_page(["community_desk", "county_desk"]) is FirstPage.BOARD
    assert first_page([]) is None


def test_permissions_asked_for_anywhere_are_in_the_table() -> None:
    """A permission written as a plain word somewhere in the code must be one that is granted."""
    word = re.compile(r"""\.of\(\s*["']([a-z_]+\.[a-z_]+)["']|PERMISSION = ["']([a-z_.]+)["']""")
    asked = {
        a or b
        for path in SRC.rglob("*.py")
        for a, b in word.findall(path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= KNOWN
