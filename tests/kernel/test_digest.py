"""The canonical form of an entry: bytes and digests that must never change."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.digest import canonical, commitment, digest, sm3


class Colour(StrEnum):
    RED = "red"


ENTRY = {
    "id": UUID("019A0000-0000-7000-8000-00000000000A"),
    "at": datetime(2026, 2, 13, 16, 0, tzinfo=timezone(timedelta(hours=8))),
    "effective_on": date(2026, 2, 13),
    "move": "file",
    "from_state": None,
    "on_time": True,
    "value": -1,
    "data": {"matter": "09/03", "name": "e\u0301 邻里", "ids": [2, 1]},
}
CANONICAL = (
    '{"at":"2026-02-13T08:00:00.000000Z","data":{"ids":[2,1],"matter":"09/03","name":"é 邻里"},'
    '"effective_on":"2026-02-13","from_state":null,"id":"019a0000-0000-7000-8000-00000000000a",'
    '"move":"file","on_time":true,"value":-1}'
)


def test_sm3_is_that_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert (
        sm3(b"abcd" * 16).hex()
        == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_the_canonical_bytes_of_an_entry() -> None:
    assert canonical(ENTRY) == CANONICAL.encode()


def test_digests_that_must_never_change() -> None:
    assert digest({}).hex() == "acb54145c9cf2d6c935b82fcf91a4557b78f24936e2f105d8ad69124ed69b200"
    assert (
        digest({"a": 1}).hex() == "d49acb3d8eeae6ae1ceb31b7a04fa2aa7dfa76b3cdae4cd183cc95eb37634d7c"
    )
    assert digest(ENTRY).hex() == "063b9b86e8d078ae032759b17936ab111c150ac344102807d4a77786b5b03951"


def test_a_commitment_that_must_never_change() -> None:
    assert (
        commitment(bytes(range(16)), "占道经营".encode()).hex()
        == "3bfb259647a95d2504163e61a2550165b4dfe58b1d90349ddf3db210dca287a1"
    )


def test_a_commitment_needs_salt_and_tells_salt_from_payload() -> None:
    with pytest.raises(ValueError, match="salt"):
        commitment(b"short", b"x")
    salt = bytes(16)
    assert commitment(salt, b"\0x") != commitment(salt + b"\0", b"x")


def test_order_zone_and_form_of_letters_make_no_difference() -> None:
    other = dict(reversed(ENTRY.items()))
    other["at"] = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)
    other["data"] = {"ids": (2, 1), "name": "\u00e9 邻里", "matter": "09/03"}
    assert digest(other) == digest(ENTRY)
    assert canonical({"c": Colour.RED}) == b'{"c":"red"}'


@pytest.mark.parametrize(
    "value", [1.0, Decimal(1), b"x", {1}, object(), [float("nan")], {"x": 0.5}]
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"v": value})


def test_naive_moments_keys_that_are_no_text_and_equal_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        canonical({"at": datetime(2026, 2, 13)})  # noqa: DTZ001
    with pytest.raises(TypeError):
        canonical({"data": {1: "x"}})
    with pytest.raises(ValueError, match="same text"):
        canonical({"e\u0301": 1, "\u00e9": 2})
    with pytest.raises(UnicodeEncodeError):
        canonical({"v": "\ud800"})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.uuids() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), values), st.sampled_from(["a", "b", "c"]))
def test_any_change_changes_the_digest(entry: dict[str, object], key: str) -> None:
    try:
        before = digest(entry)
    except ValueError:  # keys that are one text in NFC, or half a letter
        return
    assert digest(entry | {key: "changed by the test"}) != before
    assert digest(dict(reversed(entry.items()))) == before
