"""Who is responsible, by which rule, with which limits, and where nobody is."""

from linli.domain.mandates.queries.answer import Answer, Part, Shown, answer
from linli.domain.mandates.queries.catalogue import (
    Admitted,
    Catalogue,
    MatterName,
    catalogue,
    explain,
    leads_on,
    mandates_of,
    matter_names,
    may_set,
    resolve,
    resolver,
    rule_of,
    set_below,
    steps,
    suggested,
    threshold,
    thresholds,
)
from linli.domain.mandates.queries.channels import OtherChannel, other_channels
from linli.domain.mandates.queries.gaps import Gap, ItemGap, gap_counts, gaps, item_gaps
from linli.domain.mandates.rules.resolve import Resolution
from linli.domain.mandates.rules.terms import MatterTerms
from linli.domain.mandates.rules.thresholds import Held

__all__ = [
    "Admitted",
    "Answer",
    "Catalogue",
    "Gap",
    "Held",
    "ItemGap",
    "MatterName",
    "MatterTerms",
    "OtherChannel",
    "Part",
    "Resolution",
    "Shown",
    "answer",
    "catalogue",
    "explain",
    "gap_counts",
    "gaps",
    "item_gaps",
    "leads_on",
    "mandates_of",
    "matter_names",
    "may_set",
    "other_channels",
    "resolve",
    "resolver",
    "rule_of",
    "set_below",
    "steps",
    "suggested",
    "threshold",
    "thresholds",
]
