"""A tree beside a list: equal, missing, extra, renamed, recoded, moved; what explains it."""

from datetime import date

import pytest

from linli.domain.territory.rules.compare import Known, Ours, Turn, Word, compare
from linli.domain.territory.rules.divisions import Division
from linli.domain.territory.states import Kind, Level

COUNTY, OLD, NEW, A, B, C = range(1, 7)
DAY, LISTED, BETWEEN = date(2020, 1, 1), date(2021, 1, 1), date(2020, 6, 1)


def ours(place: int, code: str, parent: int | None, name: str, level: Level) -> Ours:
    return Ours(place, code, parent, name, Kind.COMMUNITY, level)


def listed(code: str, parent: str, name: str, level: Level) -> Division:
    return Division(code, parent, name, "", Kind.COMMUNITY, level)


TREE = [
    ours(COUNTY, "c", None, "某区", Level.COUNTY),
    ours(OLD, "c1", COUNTY, "东街", Level.TOWN),
    ours(A, "c1a", OLD, "甲社区", Level.COMMUNITY),
    ours(B, "c1b", OLD, "乙社区", Level.COMMUNITY),
]
SAME = [
    listed("c", "", "某区", Level.COUNTY),
    listed("c1", "c", "东街", Level.TOWN),
    listed("c1a", "c1", "甲社区", Level.COMMUNITY),
    listed("c1b", "c1", "乙社区", Level.COMMUNITY),
]
CODES = {o.code: o.place for o in TREE}


def found(theirs: list[Division], known: Known | None = None) -> list[tuple]:
    told = compare(TREE, theirs, known or Known(CODES, {}, DAY, LISTED))
    return [(d.words, d.place, d.instruments, d.open) for d in told.differences]


def test_the_same_list_has_no_difference() -> None:
    told = compare(TREE, SAME, Known(CODES, {}))
    assert told.counts() == {
        "equal": 4,
        **dict.fromkeys(("missing", "extra", "renamed", "recoded", "moved", "open"), 0),
    }


def test_each_kind_of_difference_is_told_once() -> None:
    theirs = [
        *SAME[:2],
        listed("c1a", "c1", "甲一社区", Level.COMMUNITY),
        listed("c2", "c", "西街", Level.TOWN),
        listed("c2b", "c2", "乙社区", Level.COMMUNITY),
    ]
    assert found(theirs) == [
        ((Word.RENAMED,), A, (), (Word.RENAMED,)),
        ((Word.MISSING,), None, (), (Word.MISSING,)),
        ((Word.RECODED, Word.MOVED), B, (), (Word.RECODED, Word.MOVED)),
    ]


def test_a_name_that_leaves_a_doubt_pairs_nothing() -> None:
    theirs = [
        *SAME[:3],
        listed("c2", "c", "西街", Level.TOWN),
        listed("c2x", "c2", "乙社区", Level.COMMUNITY),
        listed("c2y", "c2", "乙社区", Level.COMMUNITY),
    ]
    assert [w for (w,), *_ in found(theirs)] == [Word.EXTRA, *[Word.MISSING] * 3]


def history(since: date, instrument: str) -> dict[int, list[Turn]]:
    return {
        B: [
            Turn(None, since, "c1b", "乙社区", OLD, ""),
            Turn(since, None, "c2b", "乙社区", NEW, instrument),
        ]
    }


AFTER = [
    *SAME[:3],
    listed("c2", "c", "西街", Level.TOWN),
    listed("c2b", "c2", "乙社区", Level.COMMUNITY),
]


@pytest.mark.parametrize(
    ("since", "instrument", "why", "unexplained"),
    [
        (BETWEEN, "某府〔2020〕1号", ("某府〔2020〕1号",), ()),
        (BETWEEN, "", (), (Word.RECODED, Word.MOVED)),
        (date(2021, 6, 1), "某府〔2021〕9号", (), (Word.RECODED, Word.MOVED)),
        (date(2019, 6, 1), "某府〔2019〕9号", (), (Word.RECODED, Word.MOVED)),
    ],
)
def test_only_an_instrument_between_the_two_days_explains(
    since: date, instrument: str, why: tuple[str, ...], unexplained: tuple[Word, ...]
) -> None:
    codes = CODES | {"c2": NEW, "c2b": B}
    told = found(AFTER, Known(codes, history(since, instrument), DAY, LISTED))
    assert told[-1] == ((Word.RECODED, Word.MOVED), B, why, unexplained)


def test_what_an_instrument_did_not_do_stays_open_beside_what_it_did() -> None:
    theirs = [*AFTER[:-1], listed("c2b", "c2", "乙新社区", Level.COMMUNITY)]
    known = Known(CODES | {"c2": NEW, "c2b": B}, history(BETWEEN, "号"), DAY, LISTED)
    assert found(theirs, known)[-1] == (
        (Word.RENAMED, Word.RECODED, Word.MOVED),
        B,
        ("号",),
        (Word.RENAMED,),
    )


def test_a_place_that_came_or_went_between_the_days_is_explained() -> None:
    turns = {
        OLD: [Turn(None, BETWEEN, "c1", "东街", COUNTY, "", "撤")],
        NEW: [Turn(BETWEEN, None, "c2", "西街", COUNTY, "设")],
    }
    told = found(
        [SAME[0], listed("c2", "c", "西街", Level.TOWN)],
        Known(CODES | {"c2": NEW}, turns, DAY, LISTED),
    )
    assert told[0] == ((Word.EXTRA,), OLD, ("撤",), ())
    assert told[-1] == ((Word.MISSING,), NEW, ("设",), ())


def test_a_name_never_pairs_a_place_that_the_register_knows_as_another() -> None:
    """太平街道 before and after its merger: the same name, not the same place."""
    theirs = [SAME[0], listed("c9", "c", "东街", Level.TOWN)]
    told = found(theirs, Known(CODES | {"c9": NEW}, {}, DAY, LISTED))
    assert [w for w, *_ in told] == [(Word.EXTRA,)] * 3 + [(Word.MISSING,)]
