"""Roles are code: what each post's role may do, how far that reaches, which page comes first.

A table, not a setting: a test walks every role × permission, and a change is read in review.
PLACE reaches every body on the post's subtree of places (块), BODY only what the post's own body
is part of (条). Desks work by place, departments by body. Nobody both configures and lets in,
and neither watches the log: three administrators, three people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.domain.bodies.states import Permission as Bodies
from linli.domain.bodies.states import Role
from linli.domain.mandates.states import Permission as Mandates
from linli.domain.people.states import Permission as People
from linli.kernel.access import Reach

Granted = tuple[tuple[str, Reach], ...]


class FirstPage(StrEnum):
    """Which first page a role opens with; the portal has one for each."""

    GRID = "grid"  # phone: today in my grid
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"
    VERIFY = "verify"
    CALL_BACK = "call_back"
    LEADER = "leader"  # phone: five figures, what got worse
    BOARD = "board"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class RoleDef:
    """What a role may do and the page it opens with."""

    permissions: Granted
    first_page: FirstPage


def _by_place(*names: str) -> Granted:
    return tuple((name, Reach.PLACE) for name in names)


def _by_body(*names: str) -> Granted:
    return tuple((name, Reach.BODY) for name in names)


_INTAKE = _by_place("cases.file", "cases.accept", "cases.refer", "cases.refuse", "cases.dispatch")
_AFTER = _by_place("cases.escalate", "cases.verify", "cases.call_back", "cases.re_open")
_WORK = _by_body("cases.see", "cases.sign", "cases.ask", "cases.handle", "cases.contact")
_DESK = (
    _by_place("cases.see", "cases.contact", "cases.ask", "cases.adjudicate")
    + _INTAKE
    + _AFTER
    + _by_body("cases.sign", "cases.handle", "cases.explain")
)
_FIGURES = _by_place("measures.view")
_LOOK = _by_place("cases.see") + _FIGURES
_PATROL = _by_place("cases.see", "cases.file", "cases.report")

ROLES: Mapping[Role, RoleDef] = {
    Role.BUILDING_LEADER: RoleDef(_PATROL, FirstPage.GRID),
    Role.MICRO_GRID_LEADER: RoleDef(_PATROL, FirstPage.GRID),
    Role.GRID_WORKER: RoleDef(_PATROL + _by_place("cases.verify"), FirstPage.GRID),
    Role.GRID_HEAD: RoleDef(_PATROL + _FIGURES + _by_place("cases.verify"), FirstPage.GRID),
    Role.GRID_ADVISER: RoleDef(_PATROL + _FIGURES, FirstPage.GRID),
    Role.COMMUNITY_DESK: RoleDef(_DESK + _FIGURES, FirstPage.COMMUNITY),
    Role.COMMUNITY_SECRETARY: RoleDef(_DESK + _FIGURES, FirstPage.COMMUNITY),
    Role.SUBDISTRICT_DESK: RoleDef(
        _DESK + _FIGURES + _by_place("cases.export"), FirstPage.SUBDISTRICT
    ),
    Role.SUBDISTRICT_SECRETARY: RoleDef(_LOOK + _by_place("cases.escalate"), FirstPage.LEADER),
    Role.LEADER_IN_CHARGE: RoleDef(_LOOK, FirstPage.LEADER),
    Role.HANDLER: RoleDef(_WORK, FirstPage.DEPARTMENT),
    Role.DEPARTMENT_HEAD: RoleDef(
        _WORK + _by_body("cases.explain", "cases.export", "measures.view"), FirstPage.DEPARTMENT
    ),
    Role.ENFORCEMENT_OFFICER: RoleDef(_WORK + _by_body("cases.explain"), FirstPage.DEPARTMENT),
    Role.STATIONED_OFFICER: RoleDef(_WORK + _by_body("cases.explain"), FirstPage.DEPARTMENT),
    Role.MEDIATOR: RoleDef(_WORK + _by_body("cases.explain"), FirstPage.DEPARTMENT),
    Role.VERIFIER: RoleDef(
        _by_place("cases.see", "cases.verify", "cases.contact"), FirstPage.VERIFY
    ),
    Role.CALL_BACK_OFFICER: RoleDef(
        _by_place("cases.see", "cases.call_back", "cases.re_open", "cases.contact"),
        FirstPage.CALL_BACK,
    ),
    Role.COUNTY_DESK: RoleDef(_DESK + _FIGURES + _by_place("cases.export"), FirstPage.BOARD),
    Role.CITY_DESK: RoleDef(_DESK + _FIGURES + _by_place("cases.export"), FirstPage.BOARD),
    Role.HOTLINE_OFFICER: RoleDef(
        _by_place("cases.see", "cases.file", "cases.accept", "cases.dispatch", "cases.contact"),
        FirstPage.SUBDISTRICT,
    ),
    Role.SYSTEM_ADMIN: RoleDef(
        _by_place("territory.manage", Bodies.MANAGE, Mandates.MANAGE), FirstPage.ADMIN
    ),
    Role.SECURITY_ADMIN: RoleDef(_by_place(People.MANAGE), FirstPage.ADMIN),
    Role.AUDIT_ADMIN: RoleDef(_by_place("audit.view"), FirstPage.ADMIN),
}


def first_page(roles: Iterable[str]) -> FirstPage | None:
    """Return the first page of someone with some roles: the widest role's, in the table's order."""
    held = {Role(r) for r in roles}
    return next((ROLES[r].first_page for r in reversed(ROLES) if r in held), None)
