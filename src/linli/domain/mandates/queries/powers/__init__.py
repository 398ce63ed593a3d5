"""Lists of powers: as they are on a day, an item with its history, two compared."""

from linli.domain.mandates.queries.powers.compare import (
    Comparison,
    Pair,
    compare_days,
    compare_places,
)
from linli.domain.mandates.queries.powers.context import Checked, checked, lines_of, meanwhile
from linli.domain.mandates.queries.powers.lists import (
    Listed,
    Page,
    Power,
    Story,
    all_items,
    followers_of,
    instrument,
    instruments_of,
    item_behind,
    items_on,
    list_of,
    power_list,
    power_lists,
    story_of,
    went_on,
)

__all__ = [
    "Checked",
    "Comparison",
    "Listed",
    "Page",
    "Pair",
    "Power",
    "Story",
    "all_items",
    "checked",
    "compare_days",
    "compare_places",
    "followers_of",
    "instrument",
    "instruments_of",
    "item_behind",
    "items_on",
    "lines_of",
    "list_of",
    "meanwhile",
    "power_list",
    "power_lists",
    "story_of",
    "went_on",
]
