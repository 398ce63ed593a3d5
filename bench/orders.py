"""An order file of 10,000 rows taken in by the command, with its error report.

Needs a city (`make demo`) in the database in use. One row in fifty is faulty, so that there is a
report. The cases it files stay: run it on a database that may be thrown away.
"""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import uuid4

from django.core.management import call_command
from django.utils import timezone

from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.exchange.writing import Heading, write_xlsx

LIMIT = 30.0  # seconds for 10,000 rows
TITLES = (
    *("工单编号", "来电时间", "签收时限", "办理时限", "标题", "主要内容", "问题分类"),
    *("所属区县", "所属街道", "所属社区", "详细地址", "来电人", "来电人电话"),
)
WORDS = (
    "示例：楼道里堆了纸箱和旧家具，走不过去，老人出门不方便，希望尽快清理。",
    "示例：小区门口的路灯已经坏了一个星期，晚上看不清路，容易摔倒。",
    "示例：楼下饭店的油烟直接排到窗户下面，一到饭点就不能开窗。",
    "示例：暖气不热，室温不到十六度，物业说不归他们管。",
    "示例：路口的井盖松动，车一压就响，担心会掉下去。",
)
LABELS = ("市容环境", "物业管理", "交通出行", "环境保护", "城市建设", "其他")


def run(at: str = "140403", rows: str = "10000") -> dict:
    """Measure the seconds of a first and of a second run, against the limit."""
    count = int(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        _write(path, at, count)
        first, took = _take(path, at)
        again, took_again = _take(path, at)
    limit = LIMIT * count / 10_000
    return {
        "rows": count,
        "unit": "s",
        "seconds": round(took, 1),
        "rate": round(count / took),
        "again": round(took_again, 1),
        **{k: first[k] for k in ("filed", "refused")},
        "already": again["already"],
        "limit": limit,
        "ratio": round(limit / took, 2),
    }


def _take(path: Path, at: str) -> tuple[dict, float]:
    out, began = StringIO(), perf_counter()
    call_command("import_orders", path, source="12345", at=at, json=True, stdout=out)
    return json.loads(out.getvalue()), perf_counter() - began


def _write(path: Path, at: str, count: int) -> None:
    dice, mark = Random(7), uuid4().hex[:6]  # noqa: S311 - a sample, no secret
    root = territory.by_code(at).pk
    tree = territory.atlas()
    towns = [int(i) for i in tree.children(root)]
    pairs = [
        (t, int(c))
        for t in towns
        for c in tree.children(t)
        if tree.level(int(c)) == Level.COMMUNITY
    ]
    names = territory.named({root, *towns, *(c for _, c in pairs)})
    now = timezone.now()
    with path.open("wb") as file:
        write_xlsx(
            file,
            [Heading(t) for t in TITLES],
            (_row(n, dice, mark, names, root, dice.choice(pairs), now) for n in range(count)),
            title="工单",
        )


def _row(n, dice, mark, names, root, pair, now):
    received = now - timedelta(minutes=dice.randrange(5, 600))
    return (
        f"BENCH-{mark}-{n:05}",
        received,
        received + timedelta(hours=2),
        received - timedelta(days=1) if n % 50 == 0 else received + timedelta(days=5),
        "",
        dice.choice(WORDS),
        dice.choice(LABELS),
        names[root].name,
        names[pair[0]].name,
        names[pair[1]].name,
        f"{dice.randrange(1, 20)}号楼",
        "示例居民",
        "10000000001",
    )
