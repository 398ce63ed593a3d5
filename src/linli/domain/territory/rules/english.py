"""English names of places by rule: the stem in pinyin, the kind in words."""

from __future__ import annotations

ENDINGS = {
    "街道": "Subdistrict",
    "社区": "Community",
    "自治州": "Prefecture",
    "自治县": "County",
    "地区": "Prefecture",
    "苏木": "Sumu",
    "嘎查": "Gacha",
    "省": "Province",
    "市": "City",
    "区": "District",
    "县": "County",
    "旗": "Banner",
    "盟": "League",
    "镇": "Town",
    "乡": "Township",
    "村": "Village",
    "网格": "Grid",
}

WHOLE = {
    "中国": "China",
    "山西省": "Shanxi Province",
    "陕西省": "Shaanxi Province",
    "内蒙古自治区": "Inner Mongolia",
    "广西壮族自治区": "Guangxi",
    "西藏自治区": "Xizang",
    "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
    "市辖区": "Districts under the City",
}

LONGEST = 6  # syllables written as one word; a longer name is a description


def english(name: str, pinyin: str) -> str:
    """Return 太行东街街道 as `Taihangdongjie Subdistrict`; without pinyin, the name itself."""
    if name in WHOLE:
        return WHOLE[name]
    parts = pinyin.split()
    if not parts:
        return name
    for ending, word in ENDINGS.items():
        if name.endswith(ending) and len(parts) == len(name) > len(ending):
            return f"{_joined(parts[: -len(ending)])} {word}"
    return _joined(parts)


def stem(english_name: str) -> str:
    """Return an English name without its kind, as a map has room for: `Luzhou District`, Luzhou."""
    name, _, kind = english_name.rpartition(" ")
    return name if name and kind in ENDINGS.values() else english_name


def _joined(parts: list[str]) -> str:
    return ("" if len(parts) <= LONGEST else " ").join(parts).capitalize()
