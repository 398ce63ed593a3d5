"""Lists of powers, decided without a database: reading lines, planning what they move."""

from linli.domain.mandates.rules.powers.lines import POWERS, Said, digest_of, said_of
from linli.domain.mandates.rules.powers.mandates import Have, Moved, Want, move_mandates
from linli.domain.mandates.rules.powers.plan import (
    Change,
    Content,
    Context,
    Fault,
    Plan,
    Standing,
    plan,
)

__all__ = [
    "POWERS",
    "Change",
    "Content",
    "Context",
    "Fault",
    "Have",
    "Moved",
    "Plan",
    "Said",
    "Standing",
    "Want",
    "digest_of",
    "move_mandates",
    "plan",
    "said_of",
]
