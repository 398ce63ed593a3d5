"""Names of places: tidied, and the statistics' names brought to the common ones."""

from __future__ import annotations

import re
import unicodedata

from linli.domain.territory.states import Kind
from linli.kernel.errors import Invalid

LONGEST = 64

_TOWN = re.compile(r"(?:街道|镇|乡|苏木)$")
_NOT_TOWN = re.compile(r"开发区|园区|试验区|示范区|保税区|直辖村级区划|特殊乡镇|管理区")


def clean_name(text: str) -> str:
    """Return a name as it is stored: NFC, single spaces, no control characters."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Invalid("place_name_empty", field="name")
    if len(name) > LONGEST:
        raise Invalid("place_name_long", field="name", longest=LONGEST)
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name):
        raise Invalid("place_name_control", field="name")
    return name


_WIDE = {**{n: n - 0xFEE0 for n in range(0xFF10, 0xFF1A)}, 0xFF0D: 0x2D}
_WIDE |= {n: n - 0xFEE0 for n in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def half_width(text: str) -> str:
    """Return a name with plain digits and letters: １２号楼 → 12号楼; brackets stay as they are."""
    return text.translate(_WIDE)


def common_name(official: str, kind: Kind) -> str:
    """Return the common name of a village or community from its committee's name.

    演武社区居委会 → 演武社区, 东脑村委会 → 东脑村, 河峪村村委会 → 河峪村; a name that says
    neither village nor community keeps what it has, and one that would vanish stays whole.
    """
    name = official.strip()
    if name.endswith("）") or kind in {Kind.VIRTUAL, Kind.ZONE}:
        return name
    if kind is Kind.VILLAGE:
        return _village(name)
    if kind is Kind.COMMUNITY:
        return _community(name)
    if kind is Kind.SUBDISTRICT and name.endswith("街道办事处"):
        return name.removesuffix("办事处")  # as older lists have it
    return name


_VILLAGE_ENDINGS = ("村民委员会", "村委员会", "村委会", "村委")
_COMMUNITY_ENDINGS = ("居民委员会", "居委会", "村民委员会", "村委会")


def _village(name: str) -> str:
    for ending in _VILLAGE_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if stem.endswith(("村", "社区", "嘎查")) else stem + "村"
    return name


def _community(name: str) -> str:
    for ending in _COMMUNITY_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if stem.endswith(("社区", "村")) else stem + "社区"
    return name


def town_kind(code: str, name: str) -> Kind:
    """Return the kind of a town-level entry from its code's class, then its name.

    GB/T 10114: 001–099 subdistricts, 100–199 towns, 200–399 townships, 400–599 units like them;
    among the last, streets and towns not yet given a proper code are real by their name.
    """
    serial = int(code[6:9])
    if "直辖村级区划" in name:
        return Kind.ZONE
    if serial < 100:
        return Kind.SUBDISTRICT
    if serial < 200:
        return Kind.TOWN
    if serial < 400:
        return Kind.TOWNSHIP
    if not _TOWN.search(name) or _NOT_TOWN.search(name):
        return Kind.ZONE
    return {"道": Kind.SUBDISTRICT, "镇": Kind.TOWN}.get(name[-1], Kind.TOWNSHIP)


def village_kind(code: str) -> Kind:
    """Return the kind of a village-level entry from its code's class (…98 are statistics' own)."""
    serial = int(code[9:12])
    if serial in {498, 499, 598, 599}:
        return Kind.VIRTUAL
    like_community = serial < 200 or 400 <= serial < 500
    return Kind.COMMUNITY if like_community else Kind.VILLAGE


def county_kind(code: str, name: str, above: str) -> Kind:
    """Return the kind of a county-level entry; `above` is its prefecture's name."""
    if code.endswith("00") or name == above:
        return Kind.DIRECT
    zone = 71 <= int(code[4:6]) <= 79 and not name.endswith(("县", "市", "旗"))
    return Kind.ZONE if zone else Kind.COUNTY


def prefecture_kind(name: str) -> Kind:
    """Return the kind of a prefecture-level entry: 市辖区 and the like only fill the level."""
    fills = name in {"市辖区", "县"} or name.endswith("直辖县级行政区划")
    return Kind.DIRECT if fills else Kind.PREFECTURE
