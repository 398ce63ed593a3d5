"""How a platform's files look: which titles mean which field, what its answers are called.

A form is data kept per source (`OrderSource.form`, shipped in `data/orders`), so that a renamed
column is a line of text and no programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.domain.cases.rules.filing import WORDS_LIMIT
from linli.domain.cases.rules.imports import Rule, rules_of
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.kernel.errors import Invalid

# Fields of an order, with what their cells are.
_ORDER: Mapping[str, tuple[Kind, int | None]] = {
    "number": (Kind.CODE, 60),
    "received": (Kind.MOMENT, None),
    "sign_by": (Kind.MOMENT, None),
    "due": (Kind.MOMENT, None),
    "title": (Kind.TEXT, 200),
    "text": (Kind.TEXT, WORDS_LIMIT),
    "asked": (Kind.TEXT, 100),
    "channel": (Kind.TEXT, 100),
    "label": (Kind.TEXT, 200),
    "district": (Kind.TEXT, 100),
    "town": (Kind.TEXT, 100),
    "community": (Kind.TEXT, 100),
    "grid": (Kind.TEXT, 100),
    "address": (Kind.TEXT, 200),
    "name": (Kind.TEXT, 60),
    "phone": (Kind.TEXT, 60),
    "files": (Kind.TEXT, 2000),
    "ours": (Kind.TEXT, 40),
}
# Every field of an order, for forms that have no column for some of them.
ABSENT: dict[str, Any] = dict.fromkeys(_ORDER)
_ALWAYS = frozenset({"number", "received", "text"})
_RATES: Mapping[str, tuple[Kind, int | None]] = {
    "place": (Kind.TEXT, 100),
    "month": (Kind.TEXT, 20),
    "total": (Kind.WHOLE, None),
    "responded": (Kind.TEXT, 20),
    "solved": (Kind.TEXT, 20),
    "satisfied": (Kind.TEXT, 20),
}

# What a reply can say, by the word a form puts a column to.
REPLY_FIELDS = frozenset(
    {"number", "ours", "result", "reply", "evidence", "done", "body", "state", "title"}
)


@dataclass(frozen=True, slots=True)
class Platform:
    """A source with its form, read."""

    code: str
    name: str
    name_en: str
    way: str
    link_only: bool
    form: Mapping[str, Any]

    def orders(self) -> Spec:
        """Return the columns of an order file."""
        wanted = _ALWAYS | set(self.form.get("required", ()))
        return _spec(_ORDER, self.form["columns"], wanted)

    def ratings(self) -> Spec:
        """Return the columns of a file of call-backs."""
        columns = self.form["ratings"]["columns"]
        words = {w: "yes" for w in self.form["ratings"]["yes"]}
        words |= {w: "no" for w in self.form["ratings"]["no"]}
        said = {
            name: Column(name, tuple(columns[name]), Kind.CHOICE, choices=words)
            for name in ("solved", "satisfied")
            if columns.get(name)
        }
        kinds: dict[str, tuple[Kind, int | None]] = {
            "number": (Kind.CODE, 60),
            "called": (Kind.MOMENT, None),
            "words": (Kind.TEXT, 2000),
        }
        plain = _spec(kinds, columns, frozenset({"number", "called"}))
        return Spec((*plain.columns, *said.values()))

    def rates(self) -> Spec:
        """Return the columns of a file of the platform's own rates."""
        return _spec(_RATES, self.form["rates"], frozenset({"place", "month"}))

    @property
    def matters(self) -> tuple[Rule, ...]:
        """Which of its labels mean which matter; before the catalogue's own names."""
        lines = self.form.get("matters", ())
        return rules_of([{"field": f, "value": v, "code": c} for f, v, c in lines])

    @property
    def replies(self) -> Sequence[tuple[str, str]]:
        """Return (title, field) of the file that goes back."""
        return [(str(t), str(f)) for t, f in self.form["replies"]]

    def result(self, state: str) -> str:
        """Return what the platform calls the end that a case has come to."""
        return str(self.form.get("results", {}).get(state, ""))


def platform_of(given: Mapping[str, Any]) -> Platform:
    """Return a source read from data; raises Invalid `order_source_faulty` naming the fault."""
    try:
        platform = Platform(
            code=str(given["code"]),
            name=str(given["name"]),
            name_en=str(given["name_en"]),
            way=str(given.get("way", "platform")),
            link_only=bool(given.get("link_only", False)),
            form=given.get("form", {}),
        )
        if not platform.link_only:
            _check(platform)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Invalid(
            "order_source_faulty", what=f"{type(fault).__name__}: {fault}"[:200]
        ) from None
    return platform


def _check(platform: Platform) -> None:
    """Build everything a form describes once; what is wrong is wrong now, not at a file."""
    for spec in (platform.orders(), platform.ratings(), platform.rates()):
        spec.by_title  # noqa: B018 - two columns of one title raise here
    unknown = {f for _, f in platform.replies} - REPLY_FIELDS
    unknown |= set(platform.form["columns"]) - set(_ORDER)
    if unknown:
        raise ValueError("、".join(sorted(unknown)))
    platform.matters  # noqa: B018


def _spec(
    kinds: Mapping[str, tuple[Kind, int | None]],
    titles: Mapping[str, Sequence[str]],
    wanted: frozenset[str] | set[str],
) -> Spec:
    for name in wanted:
        if not titles.get(name):
            raise ValueError(name)
    return Spec(
        tuple(
            Column(name, tuple(titles[name]), kind, required=name in wanted, most=most)
            for name, (kind, most) in kinds.items()
            if titles.get(name)
        )
    )
