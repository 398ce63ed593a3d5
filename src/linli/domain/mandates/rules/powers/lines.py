"""The columns of a file that moves powers, and its rows as lines of an instrument."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from linli.domain.mandates.states import InstrumentKind, ItemSort, LineAct
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.digest import sm3

SORTS = {
    "行政处罚": ItemSort.PENALTY,
    "Penalty": ItemSort.PENALTY,
    "行政许可": ItemSort.LICENCE,
    "Licence": ItemSort.LICENCE,
    "行政强制": ItemSort.COERCION,
    "Coercion": ItemSort.COERCION,
    "行政检查": ItemSort.INSPECTION,
    "Inspection": ItemSort.INSPECTION,
    "行政给付": ItemSort.GRANT,
    "Grant": ItemSort.GRANT,
    "行政确认": ItemSort.CONFIRMATION,
    "Confirmation": ItemSort.CONFIRMATION,
    "公共服务": ItemSort.SERVICE,
    "Service": ItemSort.SERVICE,
    "小微权力": ItemSort.SMALL,
    "Small power": ItemSort.SMALL,
    "其他": ItemSort.OTHER,
    "Other": ItemSort.OTHER,
}
MODES = {
    "下放": InstrumentKind.DELEGATE,
    "Delegated": InstrumentKind.DELEGATE,
    "委托": InstrumentKind.ENTRUST,
    "Entrusted": InstrumentKind.ENTRUST,
    "派驻": InstrumentKind.STATION,
    "Stationed": InstrumentKind.STATION,
    "法定": InstrumentKind.STATUTE,
    "Statute": InstrumentKind.STATUTE,
    "清单": InstrumentKind.LIST,
    "List": InstrumentKind.LIST,
}
ACTS = {
    "列入": LineAct.SET,
    "调整": LineAct.SET,
    "Set": LineAct.SET,
    "收回": LineAct.END,
    "取消": LineAct.END,
    "End": LineAct.END,
    "评估": LineAct.ASSESS,
    "Assess": LineAct.ASSESS,
}

POWERS = Spec(
    (
        Column("code", ("事项编号", "Code", "编号"), required=True, most=40),
        Column("name", ("事项名称", "Name", "名称"), most=300),
        Column("name_en", ("英文名称", "English name"), most=400),
        Column("sort", ("事项类型", "Sort"), Kind.CHOICE, choices=SORTS),
        Column("matter", ("目录代码", "Matter"), most=8),
        Column("basis", ("法律依据", "Basis", "依据"), most=200),
        Column("basis_en", ("依据（英文）", "Basis in English"), most=300),
        Column("lead", ("主责单位", "Lead", "承接单位"), most=120),
        Column("source", ("原实施部门", "Held before by", "原实施单位"), most=120),
        Column("mode", ("承接方式", "Way"), Kind.CHOICE, choices=MODES),
        Column("in_name", ("以谁的名义", "In the name of"), most=120),
        Column("suit", ("复议诉讼由谁应", "Answers a suit"), most=120),
        Column("duty", ("主责职责", "Duty of the lead"), most=200),
        Column("helpers", ("配合单位及职责", "Helpers and duties"), most=2000),
        Column("steps", ("办理流程", "Steps"), most=2000),
        Column("roles", ("参与角色", "Roles"), most=500),
        Column("limit", ("办理时限", "Limit"), most=100),
        Column("supervision", ("监督方式", "Supervision"), most=500),
        Column("disclosure", ("公开环节", "Disclosure points"), most=500),
        Column("act", ("动作", "Act"), Kind.CHOICE, choices=ACTS),
    ),
    name="powers",
    most_rows=20_000,
    example={
        "code": "SL-001",
        "name": "对占道经营的处罚（示例）",
        "sort": "行政处罚",
        "matter": "01/05/01",
        "basis": "《示例条例》第十条",
        "lead": "示例区城市管理局",
        "source": "示例市城市管理局",
        "mode": "下放",
        "helpers": "示例区公安分局：维持现场秩序",
        "steps": "立案；调查；告知；决定；执行",
        "limit": "自立案之日起90日",
    },
)

TEXTS = tuple(c.name for c in POWERS.columns if c.name not in {"code", "act", "helpers"})
_PARTS = re.compile(r"[；;\n]+")


@dataclass(frozen=True, slots=True)
class Said:
    """One line as the document says it: words only, nothing looked up yet."""

    row: int
    code: str
    act: str = LineAct.SET
    name: str = ""
    name_en: str = ""
    sort: str = ""
    matter: str = ""
    basis: str = ""
    basis_en: str = ""
    lead: str = ""
    source: str = ""
    mode: str = ""
    in_name: str = ""
    suit: str = ""
    duty: str = ""
    steps: str = ""
    roles: str = ""
    limit: str = ""
    supervision: str = ""
    disclosure: str = ""
    helpers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, row: int, plain: dict) -> Said:
        """Return the line that was kept as plain values."""
        helpers = tuple((who, duty) for who, duty in plain.get("helpers", ()))
        return cls(row, **{**plain, "helpers": helpers})

    @property
    def plain(self) -> dict:
        """The line as plain values, without what it does not say."""
        return {k: v for k, v in asdict(self).items() if v and k != "row"}


def said_of(rows: Iterable[Row], kind: InstrumentKind) -> list[Said]:
    """Return a table's rows as lines; what a row does is the document's kind unless it says so."""
    usual = {InstrumentKind.TAKE_BACK: LineAct.END, InstrumentKind.ASSESS: LineAct.ASSESS}
    return [
        Said(
            row.number,
            str(row["code"]).strip(),
            row["act"] or usual.get(kind, LineAct.SET),
            helpers=_helpers(row["helpers"] or ""),
            **{name: str(row[name] or "").strip() for name in TEXTS},
        )
        for row in rows
    ]


def _helpers(text: str) -> tuple[tuple[str, str], ...]:
    """Return who helps with what: `区公安分局：维持秩序；区消防大队：技术指导`."""
    parts = [p.strip().replace(":", "：") for p in _PARTS.split(text) if p.strip()]
    pairs = (p.partition("：") for p in parts)
    return tuple((who.strip(), duty.strip()[:200]) for who, _, duty in pairs)


def digest_of(lines: Iterable[Said]) -> str:
    """Return the digest of what lines say, in their order; where a row stands does not matter."""
    text = json.dumps([s.plain for s in lines], ensure_ascii=False, sort_keys=True)
    return sm3(text.encode()).hex()
