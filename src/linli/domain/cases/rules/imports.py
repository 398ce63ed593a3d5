"""Cases of another platform as rows of a file: the columns, and which matter and place are meant.

A mapping is a table of `field, value, code`: a value of the column `field` (label, asked, district)
means that matter or place. `*` in a value stands for anything, `*` alone also for an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from linli.domain.cases.rules.filing import WORDS_LIMIT
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.codes import plain
from linli.kernel.errors import Invalid

UNSORTED = "99"  # the matter of what nobody has sorted

APPEALS = Spec(
    (
        Column("id", ("编号", "工单编号", "诉求编号", "留言编号"), Kind.CODE, most=40),
        Column("title", ("标题", "诉求标题", "留言主题", "主题")),
        Column(
            "text",
            ("内容", "诉求内容", "留言详情", "详情", "detail"),
            required=True,
            most=WORDS_LIMIT,
        ),
        Column(
            "at",
            ("时间", "受理时间", "诉求时间", "留言时间", "日期", "time", "date"),
            Kind.MOMENT,
            required=True,
        ),
        Column("asked", ("类型", "诉求类型", "type")),
        Column("channel", ("渠道", "来源渠道", "诉求渠道")),
        Column("anonymous", ("匿名", "是否匿名"), most=200),
        Column("reply", ("答复", "办理结果", "答复内容", "答复意见"), most=WORDS_LIMIT),
        Column("replied", ("答复时间", "答复日期", "reply_time"), Kind.MOMENT),
        Column("days", ("办理天数", "答复天数", "days_to_final_reply"), Kind.WHOLE, least=0),
        Column("transfers", ("转办次数", "流转次数"), Kind.WHOLE, least=0, most=10_000),
        Column("district", ("区县", "所属区县", "行政区")),
        Column("label", ("类别", "分类", "一级标签", "诉求分类")),
    )
)
MAPPING = Spec(
    (
        Column("field", ("列", "字段"), required=True),
        Column("value", ("值", "内容"), required=True),
        Column("code", ("代码", "编码"), required=True),
    )
)
FIELDS = frozenset({"label", "asked", "district"})

# What other platforms write where a name could stand; everything else in the column is a name.
_NAMELESS = frozenset({"", "0", "1", "是", "否", "匿名", "市民", "居民", "群众", "网友", "无"})
_ASKED: Mapping[str, str] = {
    "投诉": "complaint",
    "咨询": "question",
    "建议": "suggestion",
    "举报": "tip",
    "求助": "help",
    "表扬": "praise",
}
_CHANNELS: Mapping[str, str] = {
    "电话": "phone",
    "网站": "web",
    "app": "app",
    "微信": "wechat",
    "qq": "qq",
    "微博": "weibo",
    "短信": "sms",
    "邮件": "mail",
    "来信": "letter",
    "来访": "visit",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a mapping."""

    field: str
    value: str
    code: str

    def fits(self, row: Row) -> bool:
        """Tell whether a row's cell is meant."""
        return fnmatchcase(plain(row[self.field] or ""), self.value)


@dataclass(frozen=True, slots=True)
class Told:
    """When and what was answered; no moment, no answer."""

    at: datetime
    text: str


def rules_of(rows: Iterable[Mapping[str, str]]) -> tuple[Rule, ...]:
    """Return a mapping's lines; raises Invalid `mapping_field` for a column that maps nothing."""
    rules = []
    for row in rows:
        if row["field"] not in FIELDS:
            raise Invalid("mapping_field", name=row["field"], fields="、".join(sorted(FIELDS)))
        rules.append(Rule(row["field"], plain(row["value"]), row["code"].strip()))
    return tuple(rules)


def mapped(row: Row, rules: Sequence[Rule], fields: frozenset[str]) -> str | None:
    """Return the code of the first line that fits a row, None where none does."""
    return next((r.code for r in rules if r.field in fields and r.fits(row)), None)


def words_of(row: Row) -> str:
    """Return title and text as one, the title once."""
    title, text = row["title"] or "", row["text"]
    return text if not title or text.startswith(title) else f"{title}\n{text}"


def name_of(row: Row) -> str:
    """Return the name that stands in the column on anonymity, if one does."""
    said = plain(row["anonymous"] or "")
    return "" if said in _NAMELESS else said


def asked_of(row: Row) -> str:
    """Return the code of what is asked: a complaint, a question; `other` for an unknown word."""
    return _code(row["asked"], _ASKED)


def channel_of(row: Row) -> str:
    """Return the code of the way it came in."""
    return _code(row["channel"], _CHANNELS)


def _code(said: str | None, codes: Mapping[str, str]) -> str:
    word = plain(said or "").casefold()
    if not word:
        return ""
    return next((code for part, code in codes.items() if part in word), "other")


def told_of(row: Row) -> Told | None:
    """Return the answer with its moment; raises Invalid when an answer has none.

    Days count from the moment of filing, so that a histogram of days says what the file says.
    """
    if not row["reply"]:
        return None
    at = row["replied"]
    if row["days"] is not None:
        at = row["at"] + timedelta(days=min(row["days"], 100_000))
    if at is None:
        raise Invalid("reply_without_day", field="days")
    if at < row["at"]:
        raise Invalid("reply_before_filing", field="replied")
    return Told(at, row["reply"])
