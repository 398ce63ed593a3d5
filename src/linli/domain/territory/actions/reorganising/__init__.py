"""Drafting, checking, enacting and revoking the instruments that change the map."""

from linli.domain.territory.actions.reorganising.drafting import (
    add_change,
    answer,
    change_head,
    draft,
    drop,
    redraft,
    remove_change,
)
from linli.domain.territory.actions.reorganising.enacting import check, enact
from linli.domain.territory.actions.reorganising.holding import hold_map, share_map
from linli.domain.territory.actions.reorganising.re_homing import re_home, re_home_next
from linli.domain.territory.actions.reorganising.revoking import revoke

__all__ = [
    "add_change",
    "answer",
    "change_head",
    "check",
    "draft",
    "drop",
    "enact",
    "hold_map",
    "re_home",
    "re_home_next",
    "redraft",
    "remove_change",
    "revoke",
    "share_map",
]
