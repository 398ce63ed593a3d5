"""Words to search by: rjieba's words and, so that no cut hides one, pairs of Chinese characters."""

from __future__ import annotations

import re
import unicodedata

import rjieba

# Han characters, extensions B and later too
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LONGEST = 40  # characters of one token; longer runs are no words
_MOST = 4_000  # tokens of one text


def tokens_of(text: str) -> list[str]:
    """Return the distinct tokens of a text, in order, at most 4,000."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\x00", "")
    found = dict.fromkeys(w for w in _cut(plain) if _is_word(w))
    for run in _HAN.findall(plain):
        found |= dict.fromkeys(_pairs(run))
    return list(found)[:_MOST]


def query_of(text: str) -> str:
    """Return a text as a tsquery of the same tokens, all of them needed; "" if it has none."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\x00", "")
    wanted: dict[str, None] = {}
    for run in _HAN.findall(plain):
        wanted |= dict.fromkeys(_pairs(run))
    for word in _cut(_HAN.sub(" ", plain)):
        if _is_word(word):
            wanted[word] = None
    return " & ".join(_quoted(w) for w in list(wanted)[:40])


def as_vector(tokens: list[str]) -> str:
    """Return tokens as the text of a tsvector, for COPY."""
    return " ".join(map(_quoted, tokens))


def _cut(text: str) -> list[str]:
    return list(rjieba.cut_for_search(text, True))  # noqa: FBT003 - guess unknown words too


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _is_word(word: str) -> bool:
    return any(c.isalnum() for c in word) and len(word) <= _LONGEST


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
