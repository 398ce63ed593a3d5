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
from linli.domain.cases.states import Permission as C
from linli.domain.mandates.states import Permission as Mandates
from linli.domain.people.states import Permission as People
from linli.foundation.accounts.states import Permission as Accounts
from linli.kernel.access import Reach
from linli.portal.states import Permission as Portal

TERRITORY = "territory.change"  # as domain/territory asks for it
FIGURES = "measures.view"

Granted = tuple[tuple[str, Reach], ...]


class FirstPage(StrEnum):
    """Which first page a role opens with; the portal has one for each."""

    GRID = "grid"  # phone: today in my grid
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"
    HOTLINE = "hotline"  # orders from above: to take in, to answer
    VERIFY = "verify"
    CALL_BACK = "call_back"
    PUBLISH = "publish"
    LEADER = "leader"  # phone: five figures, what got worse
    BOARD = "board"
    ADMIN = "admin"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class RoleDef:
    """What a role may do and the page it opens with."""

    permissions: Granted
    first_page: FirstPage


def _by_place(*names: str) -> Granted:
    return tuple((name, Reach.PLACE) for name in names)


def _by_body(*names: str) -> Granted:
    return tuple((name, Reach.BODY) for name in names)


_INTAKE = _by_place(C.FILE, C.ACCEPT, C.REFER, C.REFUSE, C.DISPATCH)
_AFTER = _by_place(C.ESCALATE, C.VERIFY, C.CALL_BACK, C.RE_OPEN, C.TELL, C.REVIEW, C.DATA)
_WORK = _by_body(C.SEE, C.SIGN, C.ASK, C.HANDLE, C.CONTACT)
_POSTERS = _by_place(Portal.POSTERS)
_DESK = (
    _POSTERS
    + _by_place(C.SEE, C.CONTACT, C.ASK, C.ADJUDICATE)
    + _INTAKE
    + _AFTER
    + _by_body(C.SEE, C.SIGN, C.HANDLE, C.EXPLAIN)  # what is confidential is seen by its desk alone
)
_FIGURES = _by_place(FIGURES)
_ABOVE = _by_place(C.ORDERS)  # takes orders from above in and answers them
_ROTA = _by_place(Bodies.ROTA, Bodies.COVER)
_OBJECTS = _by_body(Mandates.OBJECT)  # to what departments ask of the street or community
_LOOK = _by_place(C.SEE) + _FIGURES
_REPORT = _by_place(C.SEE, C.FILE, C.REPORT, C.TELL)
_PATROL = _REPORT + _by_place(C.VERIFY)  # a grid event is checked where it was seen

ROLES: Mapping[Role, RoleDef] = {
    Role.MEMBER: RoleDef((), FirstPage.DEPARTMENT),  # no rights of its own: they come elsewhere
    Role.BUILDING_LEADER: RoleDef(_REPORT, FirstPage.GRID),
    Role.MICRO_GRID_LEADER: RoleDef(_REPORT, FirstPage.GRID),
    Role.GRID_WORKER: RoleDef(_PATROL, FirstPage.GRID),
    # sees, settles and signs in the grid what is the community's to do; its inbox stays the desk's
    Role.GRID_HEAD: RoleDef(_PATROL + _FIGURES + _by_place(C.SIGN, C.HANDLE), FirstPage.GRID),
    Role.GRID_ADVISER: RoleDef(_REPORT + _FIGURES, FirstPage.GRID),
    Role.COMMUNITY_DESK: RoleDef(_DESK + _FIGURES + _ROTA, FirstPage.COMMUNITY),
    Role.COMMUNITY_SECRETARY: RoleDef(_DESK + _FIGURES + _ROTA + _OBJECTS, FirstPage.COMMUNITY),
    Role.SUBDISTRICT_DESK: RoleDef(
        _DESK + _FIGURES + _ABOVE + _ROTA + _by_place(C.EXPORT, Bodies.GIVE_OPINION) + _OBJECTS,
        FirstPage.SUBDISTRICT,
    ),
    Role.SUBDISTRICT_SECRETARY: RoleDef(
        _LOOK + _by_place(C.ESCALATE, Bodies.GIVE_OPINION) + _OBJECTS, FirstPage.LEADER
    ),
    Role.LEADER_IN_CHARGE: RoleDef(_LOOK + _OBJECTS, FirstPage.LEADER),
    Role.HANDLER: RoleDef(_WORK, FirstPage.DEPARTMENT),
    Role.DEPARTMENT_HEAD: RoleDef(
        _WORK
        + _by_body(C.EXPLAIN, C.EXPORT, FIGURES, Bodies.ROTA, Bodies.COVER, Mandates.ASK)
        + _by_body(Bodies.ASK_OPINION),
        FirstPage.DEPARTMENT,
    ),
    Role.ENFORCEMENT_OFFICER: RoleDef(_WORK + _by_body(C.EXPLAIN), FirstPage.DEPARTMENT),
    Role.STATIONED_OFFICER: RoleDef(_WORK + _by_body(C.EXPLAIN), FirstPage.DEPARTMENT),
    Role.MEDIATOR: RoleDef(_WORK + _by_body(C.EXPLAIN), FirstPage.DEPARTMENT),
    Role.VERIFIER: RoleDef(_by_place(C.SEE, C.VERIFY, C.CONTACT), FirstPage.VERIFY),
    Role.CALL_BACK_OFFICER: RoleDef(
        _by_place(C.SEE, C.CALL_BACK, C.RE_OPEN, C.CONTACT, C.TELL),
        FirstPage.CALL_BACK,
    ),
    Role.PUBLICATION_CHECKER: RoleDef(_by_place(C.SEE, C.PUBLISH), FirstPage.PUBLISH),
    Role.COUNTY_DESK: RoleDef(
        _DESK + _FIGURES + _ABOVE + _ROTA + _by_place(C.EXPORT), FirstPage.BOARD
    ),
    Role.CITY_DESK: RoleDef(
        _DESK + _FIGURES + _ABOVE + _ROTA + _by_place(C.EXPORT), FirstPage.BOARD
    ),
    Role.HOTLINE_OFFICER: RoleDef(
        _by_place(C.SEE, C.FILE, C.ACCEPT, C.DISPATCH, C.CONTACT, C.ORDERS, C.TELL),
        FirstPage.HOTLINE,
    ),
    Role.SYSTEM_ADMIN: RoleDef(
        _by_place(TERRITORY, Bodies.MANAGE, Mandates.MANAGE, C.TRIAL), FirstPage.ADMIN
    ),
    Role.SECURITY_ADMIN: RoleDef(_by_place(People.MANAGE), FirstPage.ADMIN),
    Role.AUDIT_ADMIN: RoleDef(_by_place(Accounts.AUDIT), FirstPage.AUDIT),
}


def roles_granting(permission: str) -> frozenset[str]:
    """Return the roles whose posts grant a permission."""
    return frozenset(
        role.value for role, made in ROLES.items() if permission in dict(made.permissions)
    )


def first_page(roles: Iterable[str]) -> FirstPage | None:
    """Return the first page of someone with some roles: the widest role's, in the table's order."""
    held = {Role(r) for r in roles}
    return next((ROLES[r].first_page for r in reversed(list(ROLES)) if r in held), None)
