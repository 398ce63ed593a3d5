"""Quotas, and what else is kept about how bodies are staffed."""

from linli.domain.bodies.actions.staffing.growing import (
    end_pair,
    pair,
    propose_reserve,
    withdraw_reserve,
)
from linli.domain.bodies.actions.staffing.lending import (
    answer_lending,
    ask_lending,
    warn_of_returns,
)
from linli.domain.bodies.actions.staffing.quotas import (
    PaperWish,
    QuotaOutcome,
    decide_quotas,
    sit_on_quota,
)

__all__ = [
    "PaperWish",
    "QuotaOutcome",
    "answer_lending",
    "ask_lending",
    "decide_quotas",
    "end_pair",
    "pair",
    "propose_reserve",
    "sit_on_quota",
    "warn_of_returns",
    "withdraw_reserve",
]
