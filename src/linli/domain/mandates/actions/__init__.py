"""Packs, templates, granting and taking back, lists of powers moved by instruments, thresholds."""

from linli.domain.mandates.actions.admission import ask_admission, move_admission
from linli.domain.mandates.actions.demands import make_demand
from linli.domain.mandates.actions.drafting import Paper, draft_instrument, open_list
from linli.domain.mandates.actions.gaps import count_gaps
from linli.domain.mandates.actions.granting import grant, take_back
from linli.domain.mandates.actions.objecting import (
    answer_objection,
    object_to_admission,
    object_to_demand,
)
from linli.domain.mandates.actions.packs import Imported, import_pack
from linli.domain.mandates.actions.powers import (
    Enacted,
    check_instrument,
    drop_instrument,
    enact_instrument,
    revoke_instrument,
)
from linli.domain.mandates.actions.reminding import remind_checks
from linli.domain.mandates.actions.template import Adopted, adopt_template
from linli.domain.mandates.actions.thresholds import set_threshold

__all__ = [
    "Adopted",
    "Enacted",
    "Imported",
    "Paper",
    "adopt_template",
    "answer_objection",
    "ask_admission",
    "check_instrument",
    "count_gaps",
    "draft_instrument",
    "drop_instrument",
    "enact_instrument",
    "grant",
    "import_pack",
    "make_demand",
    "move_admission",
    "object_to_admission",
    "object_to_demand",
    "open_list",
    "remind_checks",
    "revoke_instrument",
    "set_threshold",
    "take_back",
]
