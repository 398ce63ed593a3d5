"""The demo's histories: real changes of the map, by the name that `linli demo --place` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.config.access import staff
from linli.config.wiring import PARTS
from linli.foundation.jobs import clock
from linli.portal.demo import city
from linli.portal.demo.history import changzhi, xiangqiao

Step = Callable[[str], None]
Fold = Callable[[], object]


def _xiangqiao(step: Step, fold: Fold) -> dict[str, Any]:
    built = xiangqiao.build(parts=PARTS, staff=staff, zone=ZoneInfo(settings.TIME_ZONE), step=step)
    city.open_logins(at=clock.now(), step=step, logins=xiangqiao.LOGINS)
    step("figures")
    fold()
    return {"place": "xiangqiao", **xiangqiao.tell(built)}


def _changzhi(step: Step, fold: Fold) -> dict[str, Any]:
    done = changzhi.build(at=clock.now(), parts=PARTS, step=step)
    return {"place": "changzhi-history", **changzhi.tell(done)}


HISTORIES: Mapping[str, Callable[[Step, Fold], dict[str, Any]]] = {
    "xiangqiao": _xiangqiao,
    "changzhi-history": _changzhi,
}
