"""Identifiers: ordered, unguessable, and forgiving of a tired hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import ids


def test_uuids_are_version_7_and_rise() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {u.version for u in made} == {7}
    assert {u.variant for u in made} == {"specified in RFC 4122"}


def test_uuids_of_several_threads_are_all_different() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.uuid7(), range(4000)))
    assert len(set(made)) == 4000


def test_the_floor_of_a_moment_bounds_its_ids() -> None:
    before = ids.uuid7_floor(datetime(2026, 1, 1, tzinfo=UTC))
    after = ids.uuid7_floor(datetime(2200, 1, 1, tzinfo=UTC))
    assert before < ids.uuid7() < after
    assert ids.uuid7_millis(before) == 1_767_225_600_000
    assert before.version == 7


def test_numbers_read_as_typed() -> None:
    number = ids.case_number()
    assert ids.read_case_number(number) == number
    assert ids.read_case_number(f" {number.lower().replace('-', ' ')} ") == number
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    assert ids.read_case_number(wide) == number


def test_letters_that_look_like_digits_are_forgiven() -> None:
    number = next(n for n in (ids.case_number() for _ in range(2000)) if "0" in n and "1" in n)
    assert ids.read_case_number(number.replace("0", "O").replace("1", "l")) == number


@given(st.integers(0, 9), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_noticed(place: int, letter: str) -> None:
    good = ids.case_number().replace("-", "")
    bad = good[:place] + letter + good[place + 1 :]
    assert (ids.read_case_number(bad) is not None) == (bad == good)


def test_two_swapped_characters_are_nearly_always_noticed() -> None:
    # ISO 7064's hybrid scheme misses a few pairs of neighbours, as the standard says.
    missed = 0
    for a in ids.ALPHABET:
        for b in ids.ALPHABET:
            good = f"7K3M{a}{b}XT2"
            swapped = f"7K3M{b}{a}XT2"
            missed += a != b and ids._check(good) == ids._check(swapped)
    assert missed <= 4


@given(st.text(max_size=30))
def test_any_text_may_be_asked_for(text: str) -> None:
    number = ids.read_case_number(text)
    assert number is None or ids.read_case_number(number) == number
    ids.read_tracking_code(text)


def test_a_tracking_code_has_eighty_bits_and_reads_as_typed() -> None:
    code = ids.tracking_code()
    assert len(code.replace("-", "")) * 5 == 80
    assert ids.read_tracking_code(code.lower()) == code
    assert ids.tracking_code() != code
