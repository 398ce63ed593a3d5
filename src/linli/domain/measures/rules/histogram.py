"""Histograms of sums: days in buckets, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping

DAY_SECONDS = 86_400
LAST_BUCKET = 999  # days; this one and more


def percentile(histogram: Mapping[int, int], share: float) -> int | None:
    """Return the bucket in which the given share (0–1] of the counted lies, None if none is.

    The nearest rank: the smallest bucket up to which at least that share is counted.
    """
    total = sum(histogram.values())
    if total <= 0:
        return None
    reached = 0
    for bucket in sorted(histogram):
        reached += histogram[bucket]
        if reached >= share * total:
            return bucket
    return max(histogram)


def median(histogram: Mapping[int, int]) -> int | None:
    """Return the lower median bucket."""
    return percentile(histogram, 0.5)
