"""Quotas, and what else is kept about how bodies are staffed."""

from linli.domain.bodies.actions.staffing.quotas import (
    PaperWish,
    QuotaOutcome,
    decide_quotas,
    sit_on_quota,
)

__all__ = ["PaperWish", "QuotaOutcome", "decide_quotas", "sit_on_quota"]
