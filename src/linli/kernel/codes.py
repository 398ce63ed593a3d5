"""Codes that others issue: divisions, organisations, citizens, phones; and how each is masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.kernel.errors import Invalid


def plain(text: str) -> str:
    """Return text with full-width letters and digits made plain and the ends trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- Divisions: 2 province, 2 prefecture, 2 county, 3 township, 3 village digits ---


class DivisionKind(StrEnum):
    """What a division's code says it is, by level and by the range of its last digits."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    ZONE = "zone"  # like a township: development zone, farm, administration
    COMMUNITY = "community"
    VILLAGE = "village"
    COMMUNITY_LIKE = "community_like"
    VILLAGE_LIKE = "village_like"
    VIRTUAL = "virtual"  # the stand-in village of a township that has none


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A division's code without padding, its level (1 province … 5 village) and what it is."""

    code: str
    level: int
    parent: str | None
    kind: DivisionKind


_LENGTHS = (2, 4, 6, 9, 12)
_PROVINCES = _words(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82"
)
# Cities without counties: the published list puts a county of the same name between.
_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400"})
_UPPER = (DivisionKind.PROVINCE, DivisionKind.PREFECTURE, DivisionKind.COUNTY)
_TOWNS = {0: DivisionKind.SUBDISTRICT, 1: DivisionKind.TOWN, 2: DivisionKind.TOWNSHIP}
_TOWNS |= {3: DivisionKind.TOWNSHIP, 4: DivisionKind.ZONE, 5: DivisionKind.ZONE}
_VILLAGES = {0: DivisionKind.COMMUNITY, 1: DivisionKind.COMMUNITY}
_VILLAGES |= {2: DivisionKind.VILLAGE, 3: DivisionKind.VILLAGE}
_VILLAGES |= {4: DivisionKind.COMMUNITY_LIKE, 5: DivisionKind.VILLAGE_LIKE}
_VIRTUAL = frozenset({"498", "598"})


def division(text: str) -> DivisionCode:
    """Read a division code of 2, 4, 6, 9 or 12 digits, padded with zeros or not.

    `140400` and `140400000000` are Changzhi (1404). Raises Invalid.
    """
    digits = plain(text)
    code = _unpadded(digits)
    level = _LENGTHS.index(len(code)) + 1 if len(code) in _LENGTHS else 0
    kind = _kind(code, level)
    if not re.fullmatch(r"[0-9]{2,12}", digits) or code[:2] not in _PROVINCES or kind is None:
        raise Invalid("division_code", text=text)
    parent = code[: _LENGTHS[level - 2]] if level > 1 else None
    return DivisionCode(code, level, parent, kind)


def _unpadded(code: str) -> str:
    for shorter, longer in zip(_LENGTHS[-2::-1], _LENGTHS[:0:-1], strict=True):
        whole = len(code) == longer and code not in _WITHOUT_COUNTIES
        if whole and code[shorter:] == "0" * (longer - shorter):
            code = code[:shorter]
    return code


def _kind(code: str, level: int) -> DivisionKind | None:
    if not level or not code.isdecimal():
        return None
    if level <= len(_UPPER):
        return _UPPER[level - 1]
    if code[-3:] in _VIRTUAL and level == len(_LENGTHS):
        return DivisionKind.VIRTUAL
    return (_TOWNS if level == 4 else _VILLAGES).get(int(code[-3]))


# --- Unified social credit code, GB 32100-2015 ---

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(3**n % 31 for n in range(17))


def read_uscc(text: str) -> str | None:
    """Return an organisation's code as printed, None if its letters or its check are wrong.

    Any first letter is taken: collective economic organisations of villages begin with N.
    """
    code = plain(text).upper()
    if len(code) != 18 or any(c not in _USCC for c in code):
        return None
    total = sum(_USCC.index(c) * w for c, w in zip(code[:17], _USCC_WEIGHTS, strict=True))
    # A sum that 31 divides has the check 0, not the thirty-first letter.
    return code if _USCC[-total % 31] == code[17] else None


def is_uscc(text: str) -> bool:
    """Tell whether a text is a unified social credit code with a right check character."""
    return read_uscc(text) is not None


# --- Citizen number, GB 11643-1999 ---

_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
# Residence permits of Hong Kong, Macao and Taiwan and foreigners' cards share the shape.
_CITIZEN_AREAS = _PROVINCES | {"83"}


def read_citizen_number(text: str) -> str | None:
    """Return a citizen number with a capital X, None if its area, date or check is wrong."""
    number = plain(text).upper()
    if not _CITIZEN.fullmatch(number) or not _is_day(number[6:14]):
        return None
    if number[:2] not in _CITIZEN_AREAS and number[0] != "9":
        return None
    total = sum(int(c) * w for c, w in zip(number[:17], _CITIZEN_WEIGHTS, strict=True))
    return number if "10X98765432"[total % 11] == number[17] else None


def is_citizen_number(text: str) -> bool:
    """Tell whether a text is a citizen number with a real date and a right check character."""
    return read_citizen_number(text) is not None


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1850
    except ValueError:
        return False


# --- Phones ---

# 100 begins no assigned mobile number: the block that demos and tests may use.
_MOBILE = re.compile(r"1(?:[3-9][0-9]|00)[0-9]{8}")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([1-9][0-9]{6,7})")
_LOCAL = re.compile(r"[1-9][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_EXTENSION = re.compile(r"(?:转|#|,|ext\.?|x)\s*([0-9]{1,6})$|-([0-9]{1,5})$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s()\-‐-―−.·]+")
_ABROAD = re.compile(r"^(?:\+|00)86(?=[0-9])")


def read_phone(text: str, *, area: str = "") -> str | None:
    """Return a phone number in one form, None if it is none.

    `13812341234`, `0355-2012345`, `0355-2012345-801`, `400-123-4567`. Full-width digits, spaces,
    brackets and +86 are taken; `area` completes a landline without its area code.
    """
    written = plain(text)
    number = _digits(written)
    if _MOBILE.fullmatch(number):
        return number
    if _SERVICE.fullmatch(number):
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    whole = _landline(number, area)
    if whole is not None:
        return whole
    tail = _EXTENSION.search(written)
    whole = _landline(_digits(written[: tail.start()]), area) if tail else None
    return f"{whole}-{tail[1] or tail[2]}" if tail and whole else None


def _digits(written: str) -> str:
    number = _ABROAD.sub("", _BETWEEN.sub("", written))
    # +86 355 2012345 leaves the area code without the 0 that it has at home.
    needs_zero = number != _BETWEEN.sub("", written) and not number.startswith(("0", "1"))
    return f"0{number}" if needs_zero else number


def _landline(number: str, area: str) -> str | None:
    if area and _LOCAL.fullmatch(number):
        number = area + number
    found = _LANDLINE.fullmatch(number)
    return f"{found[1]}-{found[2]}" if found else None


# --- Masking: the one place that decides how much of a person's data is shown ---

_COMPOUND = _words(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳"
    " 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西"
    " 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘"
    " 左丘 东门 西门 第五 贺兰 完颜 纳兰 即墨"
)


def mask_name(name: str) -> str:
    """Return a name with all but the surname hidden: 张三 → 张*, 欧阳小明 → 欧阳**."""
    clean = plain(name)
    if len(clean) < 2:
        return "*" * len(clean)
    if clean.isascii():
        return f"{clean[0]}***"
    surname = 2 if len(clean) > 2 and clean[:2] in _COMPOUND else 1
    return clean[:surname] + "*" * (len(clean) - surname)


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: 138****1234, 0355-****345."""
    number = read_phone(phone)
    if number is None:
        return "****"
    area, dash, rest = number.partition("-")
    if not dash:
        return f"{number[:3]}****{number[7:]}"
    local = rest.partition("-")[0] if area.startswith("0") else rest.replace("-", "")
    return f"{area}-{'*' * (len(local) - 3)}{local[-3:]}"


def mask_citizen_number(number: str) -> str:
    """Return a citizen number with only its first and last character (never for the public)."""
    clean = plain(number)
    return f"{clean[0]}{'*' * 16}{clean[-1]}" if len(clean) == 18 else "*" * 18
