"""Percentiles and rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np


def times(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Return how many seconds each call took."""
    took = []
    for call in calls:
        began = perf_counter()
        call()
        took.append(perf_counter() - began)
    return took


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 in milliseconds."""
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99])
    return {"unit": "ms", "p50": round(p50, 3), "p95": round(p95, 3), "p99": round(p99, 3)}


def best(call: Callable[[], object], tries: int = 5) -> float:
    """Return the seconds of the fastest of some tries: what the code takes on a busy machine."""
    return min(times([call] * tries))
