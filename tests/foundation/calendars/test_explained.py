"""A deadline's steps read as sentences, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.foundation.ui.components.texts import _step
from tests.kernel.days import run


def told(start: str, limit: str) -> list[str]:
    return [_step(s) for s in run(start, limit).steps]


def test_the_spring_festival_in_chinese() -> None:
    assert told("2026-02-13T16:00", "5wd") == [
        "2026-02-13 16:00 起计。",
        "时限 5 个工作日。",
        "收到当日不计入（《民法典》第二百零一条）。",
        "2026-02-14 是调休上班日，计 1 个工作日，累计 1 个。",
        "2026-02-15 至 2026-02-23 春节放假，9 天不计。",
        "2026-02-24 至 2026-02-27 计 4 个工作日，累计 5 个。",
        "到期时间：2026-02-27 17:30。",
    ]


def test_the_spring_festival_in_english() -> None:
    with translation.override("en"):
        lines = told("2026-02-13T16:00", "5wd")
    assert "2026-02-15 to 2026-02-23: Spring Festival, 9 days not counted." in lines
    assert lines[-1] == "Due 2026-02-27 17:30."


@pytest.mark.parametrize("limit", ["3wd", "8wh", "10d", "24h", "30min"])
def test_a_guess_is_told(limit: str) -> None:
    lines = " ".join(told("2026-12-31T17:25", limit))
    asks_calendar = limit not in {"24h", "30min"}
    assert ("2027 年的放假安排还没有导入" in lines) is asks_calendar
