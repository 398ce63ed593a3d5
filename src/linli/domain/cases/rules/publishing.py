"""What may be published of a case, and what in a text would give somebody away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.kernel.errors import Invalid

LONGEST = timedelta(days=180)
USUAL = timedelta(days=60)
TITLE, WORDS = 40, 600  # characters
ESTATE, COMMUNITY = 8, 5  # territory's levels

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔向汤申牛栗苗常原连靳平裴霍"
)
# Each finds what a stranger could use; the order is that of the words shown to the publisher.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("citizen", re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)")),
    ("card", re.compile(r"(?<!\d)\d{16,19}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)100\d{8}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}[- ]?[1-9]\d{6,7}(?!\d)")),
    ("phone", re.compile(r"(?:电话|手机|微信|QQ|qq)[号码是：: ]*[A-Za-z0-9_-]{5,}")),
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
            r"[A-Z][·• ]?[A-Z0-9]{5,6}"
        ),
    ),
    (
        "door",
        re.compile(
            r"(?:(?:\d+\s*(?:号楼|楼|栋|幢|座|单元|室|户)"
            r"|[一二三四五六七八九十]+\s*(?:号楼|栋|幢|座|单元|室|户))\s*)+(?:\d{3,4}\s*室?)?"
        ),
    ),
    ("door", re.compile(r"(?<!\d)\d{1,2}\s*[-－—]\s*\d{1,2}\s*[-－—]\s*\d{3,4}(?!\d)")),
    (
        "name",
        re.compile(
            rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|阿姨|大爷|师傅|大妈|奶奶|爷爷)"
            r"|我叫[\u4e00-\u9fff]{2,3}|(?:姓名|户主|业主)[：: ][\u4e00-\u9fff]{2,4}"
        ),
    ),
)
_WIDE = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
_NARROW = {c: c - 0xFEE0 for c in _WIDE}
# What stands instead in the text that is offered: the place in general, the person not at all.
_INSTEAD = {"door": "某楼", "name": "有人"}


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a text that must not be published: what kind it is, and the words."""

    kind: str
    text: str


def found_in(text: str, *, known: Iterable[str] = ()) -> list[Found]:
    """Return what in a text could give somebody away; `known` are names and phones of the case."""
    width = _narrow(text)
    out: dict[str, Found] = {}
    for value in known:
        if len(value) >= 2 and value in width:
            out[value] = Found("known", value)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(width):
            said = match.group().strip()
            if said and not any(said in seen for seen in out):
                out[said] = Found(kind, said)
    return list(out.values())


def suggested(text: str, *, known: Iterable[str] = ()) -> str:
    """Return a text with what was found taken out, for the publisher to go on from."""
    clean = _narrow(text)
    for found in sorted(found_in(clean, known=known), key=lambda f: -len(f.text)):
        clean = clean.replace(found.text, _INSTEAD.get(found.kind, "…"))
    return clean[:WORDS]


def _narrow(text: str) -> str:
    """Return a text with full-width digits and letters made plain; its punctuation stays."""
    return text.translate(_NARROW).strip()


def check_texts(title: str, words: str, *, known: Sequence[str]) -> None:
    """Raise Invalid where a text to publish is missing, too long or gives somebody away."""
    for field, text, most in (("title", title, TITLE), ("words", words, WORDS)):
        if not text.strip():
            raise Invalid("publish_empty", field=field)
        if len(text) > most:
            raise Invalid("publish_long", field=field, limit=most)
        found = found_in(text, known=known)
        if found:
            shown = "、".join(f"「{f.text}」" for f in found[:5])
            raise Invalid("publish_personal", field=field, found=shown)


def check_until(until: date, today: date) -> None:
    """Raise Invalid where the last day has passed or lies too far off."""
    if until <= today:
        raise Invalid("publish_until_past", field="until")
    if until > today + LONGEST:
        raise Invalid("publish_until_far", field="until", days=LONGEST.days)


def public_place(path: Sequence[tuple[int, int]]) -> int:
    """Return the place that may be told: of (id, level) from the top, an estate at the finest.

    A building's is its estate; without one, its community or village.
    """
    for level in (ESTATE, COMMUNITY):
        for place, own in path:
            if own == level:
                return place
    return path[-1][0]
