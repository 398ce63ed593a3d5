"""Files of orders for the tests: rows of a platform, taken in by the command."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from linli.domain.cases.models import Case
from linli.foundation.journal import queries as journal

HEAD = (
    "工单编号,来电时间,签收时限,办理时限,标题,主要内容,问题分类,"
    "所属区县,所属街道,所属社区,来电人,来电人电话\n"
)


def when(**more: float) -> str:
    """A moment from now in the platform's writing."""
    return f"{timezone.localtime(timezone.now() + timedelta(**more)):%Y-%m-%d %H:%M}"


def line(number: str, words: str = "示例：楼道的灯不亮。", **more: Any) -> str:
    """One row of the platform's file."""
    cell = {
        "received": when(hours=-3),
        "sign": when(hours=2),
        "due": when(hours=5),
        "title": "",
        "label": "01",
        "district": "潞州区",
        "town": "甲街道",
        "community": "一社区",
        "name": "示例先生",
        "phone": "13800000000",
    } | more
    return (
        f"{number},{cell['received']},{cell['sign']},{cell['due']},{cell['title']},{words},"
        f"{cell['label']},{cell['district']},{cell['town']},{cell['community']},"
        f"{cell['name']},{cell['phone']}\n"
    )


def taken(path: Path, text: str | bytes, source: str = "12345", **more: Any) -> dict[str, Any]:
    """Take a text in as an order file; return the JSON answer."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = StringIO()
    more.setdefault("at", "1404")
    call_command("import_orders", path, source=source, json=True, stdout=out, **more)
    return dict(json.loads(out.getvalue()))


def moves(case: Case) -> list[str]:
    return [e.move for e in journal.entries_of("case", case.id)]
