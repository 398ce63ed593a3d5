"""The register of names: every name of a tree in a few long strings, searched without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from linli.domain.territory.states import Level

END = "\n"
# Names are kept apart by level, so that a city comes before the ten thousand villages like it.
BANDS = ((Level.COUNTRY, Level.COUNTY), (Level.TOWN, Level.TOWN), (Level.COMMUNITY, Level.BUILDING))
Turns = npt.NDArray[np.int32]
MOST = 400  # matches looked at in one band


class Entry(NamedTuple):
    """One row of the register: a place and the keys it is found by."""

    place: int
    level: int
    name: str
    pinyin: str
    initials: str


class Text:
    """Short texts in one string, each found by where it begins."""

    def __init__(self, joined: str, starts: npt.NDArray[np.int32]) -> None:
        """Keep a string of `\\n`-ended texts and the offset of each, with one more at the end."""
        self.joined = joined
        self.starts = starts

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Join texts."""
        lengths = np.fromiter((len(t) + 1 for t in texts), dtype=np.int32, count=len(texts))
        starts = np.concatenate(([1], 1 + np.cumsum(lengths, dtype=np.int32))).astype(np.int32)
        return cls(END + "".join(t + END for t in texts), starts)

    def find(self, text: str, first: int, last: int) -> Iterator[int]:
        """Yield the numbers, within [first, last), of texts that hold `text`, each once."""
        at, end = int(self.starts[first]) - 1, int(self.starts[last])
        while (at := self.joined.find(text, at, end)) >= 0:
            at += text[0] == END  # a leading end belongs to the text before
            # one type with `starts`: otherwise numpy would convert all of them for each question
            number = int(np.searchsorted(self.starts, np.int32(at), side="right")) - 1
            yield number
            at = int(self.starts[number + 1]) - 1


@dataclass(frozen=True)
class Band:
    """The entries of some levels in the order of the walk, so that a subtree is a slice."""

    turns: npt.NDArray[np.int32]
    places: npt.NDArray[np.int64]
    names: Text
    initials: Text
    pinyin: Text

    def slice(self, turns: tuple[int, int] | None) -> tuple[int, int]:
        """Return the numbers of the entries within some turns of the walk."""
        if turns is None:
            return 0, len(self.places)
        first, last = np.searchsorted(self.turns, np.array(turns, dtype=np.int32))
        return int(first), int(last)

    def search(self, texts: Text, pattern: str, turns: tuple[int, int] | None) -> Iterator[int]:
        """Yield the places whose text has the pattern, at most MOST."""
        first, last = self.slice(turns)
        for count, number in enumerate(texts.find(pattern, first, last)):
            if count == MOST:
                return
            yield int(self.places[number])


class Register:
    """Finds places by part of the name, by initials, and towns and above by pinyin too."""

    def __init__(self, bands: Sequence[Band]) -> None:
        """Keep the bands; use `build` or `load`."""
        self.bands = tuple(bands)

    @classmethod
    def build(cls, entries: Sequence[tuple[int, int, str, str, str]], turns: Turns) -> Self:
        """Make the register of some entries (as Entry) and their turns in the Atlas's walk."""
        levels = np.fromiter((e[1] for e in entries), dtype=np.int8, count=len(entries))
        order = np.argsort(turns, kind="stable")
        bands = []
        for number, (top, last) in enumerate(BANDS):
            at = order[(levels[order] >= top) & (levels[order] <= last)]
            shelf = [entries[i] for i in at.tolist()]
            bands.append(_shelve(shelf, turns[at].astype(np.int32), with_pinyin=number < 2))
        return cls(bands)

    def find(
        self, text: str, turns: tuple[int, int] | None = None, limit: int = 20
    ) -> list[tuple[int, str]]:
        """Return (place, how) for a text, the nearest first.

        `how` is name (the whole name), start, part, initials or pinyin. `turns` limits the search
        to a subtree: its turns in the Atlas's walk.
        """
        found: dict[int, str] = {}
        word = text.strip().lower()
        latin = word.replace(" ", "")
        ways = (
            ("name", "names", END + word + END),
            ("start", "names", END + word),
            ("initials", "initials", END + latin),
            ("pinyin", "pinyin", END + latin),
            ("part", "names", word),
        )
        for how, texts, pattern in ways if word else ():
            if texts != "names" and not (latin.isascii() and latin.isalnum()):
                continue
            for band in self.bands:
                for place in band.search(getattr(band, texts), pattern, turns):
                    found.setdefault(place, how)
                    if len(found) >= limit:
                        return list(found.items())
        return list(found.items())

    def __len__(self) -> int:
        return sum(len(band.places) for band in self.bands)

    def save(self, path: Path) -> None:
        """Write the register to a file, whole or not at all."""
        arrays: dict[str, Any] = {}
        for number, band in enumerate(self.bands):
            arrays |= {f"{number}turns": band.turns, f"{number}places": band.places}
            for name in ("names", "initials", "pinyin"):
                texts: Text = getattr(band, name)
                joined = np.frombuffer(texts.joined.encode(), dtype=np.uint8)
                arrays |= {f"{number}{name}": joined, f"{number}{name}at": texts.starts}
        draft = path.with_suffix(f".{id(self)}.part")
        with draft.open("wb") as file:
            np.savez(file, **arrays)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a register that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(
                [
                    Band(
                        file[f"{n}turns"],
                        file[f"{n}places"],
                        *(
                            Text(file[f"{n}{name}"].tobytes().decode(), file[f"{n}{name}at"])
                            for name in ("names", "initials", "pinyin")
                        ),
                    )
                    for n in range(len(BANDS))
                ]
            )


def _shelve(
    shelf: Sequence[tuple[int, int, str, str, str]], turns: Turns, *, with_pinyin: bool
) -> Band:
    return Band(
        turns,
        np.fromiter((e[0] for e in shelf), dtype=np.int64, count=len(shelf)),
        Text.of([e[2].lower() for e in shelf]),
        Text.of([e[4] for e in shelf]),
        Text.of([e[3].replace(" ", "") if with_pinyin else "" for e in shelf]),
    )
