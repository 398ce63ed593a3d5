"""Pinyin keys of names: syllables and initials, quick enough for the whole country."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

# Readings in place names that the dictionaries of words get wrong.
READINGS = {"长子": ("zhang", "zi"), "洪洞": ("hong", "tong"), "六安": ("lu", "an")}
LETTERS = {"长": "chang", "都": "du", "地": "di", "屯": "tun", "厦": "xia", "石": "shi"}


@cache
def _letter(char: str) -> str:
    return LETTERS.get(char) or (lazy_pinyin(char)[0] if char.isalnum() else "")


# The dictionary writes tones; search does not. ü is v, as people type it.
TONELESS = str.maketrans(
    "āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ",
    "aaaaeeeeooooiiiiuuuuvvvvvnnnm",
    "\u0300\u0301\u0304\u030c",
)


@cache
def _odd() -> dict[str, frozenset[str]]:
    """Return the words that do not read as their characters one by one, by their first two."""
    found: dict[str, set[str]] = {}
    for word, read in phrases_dict.items():
        if not 2 <= len(word) <= 4 or not LETTERS.keys().isdisjoint(word):
            continue
        if [r[0].translate(TONELESS) for r in read] != [_letter(c) for c in word]:
            found.setdefault(word[:2], set()).add(word)
    return {head: frozenset(words) for head, words in found.items()}


def syllables(name: str) -> list[str]:
    """Return the syllables of a name, without tones; other letters stay as they are."""
    odd = _odd()
    for place, reading in READINGS.items():
        if place in name:
            before, after = name.split(place, 1)
            return [*syllables(before), *reading, *syllables(after)]
    for i in range(len(name) - 1):
        if any(name.startswith(word, i) for word in odd.get(name[i : i + 2], ())):
            return _by_words(name)
    return [s for s in map(_letter, name) if s]


def _by_words(name: str) -> list[str]:
    parts = lazy_pinyin(name, errors=list)  # type: ignore[arg-type]
    read = [LETTERS.get(c, s) for c, s in zip(name, parts, strict=True)]
    return [s for s in read if s.strip() and s[0].isalnum()]


def keys(name: str) -> tuple[str, str]:
    """Return the pinyin with spaces and the initials: `yan wu she qu`, `ywsq`."""
    parts = syllables(name)
    return " ".join(parts).lower()[:240], "".join(s[0] for s in parts).lower()[:64]


def keys_of(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the keys of many names, each reckoned once."""
    return {name: keys(name) for name in names}
