import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.attachments import rules
from linli.kernel.errors import Invalid
from tests.foundation.attachments import pictures_for_tests as made


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.jpeg(), "jpeg"),
        (made.png(), "png"),
        (made.webp(), "webp"),
        (made.heic(), "heic"),
        (made.PDF, "pdf"),
    ],
)
def test_a_kind_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert rules.kind_of(content[:16]) == kind


@pytest.mark.parametrize("content", [made.SVG, made.HTML, b"GIF89a", b"MZ\x90", b"PK\x03\x04", b""])
def test_what_is_not_taken_has_no_kind(content: bytes) -> None:
    assert rules.kind_of(content) is None


@given(st.binary(max_size=64))
def test_any_bytes_are_judged_without_an_error(content: bytes) -> None:
    assert rules.kind_of(content) in {None, *rules.Kind}


@pytest.mark.parametrize(
    ("head", "size", "code"),
    [
        (b"", 0, "file_empty"),
        (made.jpeg()[:16], 15 * 1024 * 1024 + 1, "file_large"),
        (made.HTML, len(made.HTML), "file_kind"),
    ],
)
def test_a_refusal_says_why(head: bytes, size: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.admit(head, size=size, limits=rules.Limits())
    assert refused.value.code == code
    assert refused.value.field == "file"


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_a_fitted_picture_is_inside_the_square_and_never_larger(width: int, height: int) -> None:
    w, h = rules.fitted(width, height, rules.EDGE)
    assert 1 <= w <= min(width, rules.EDGE)
    assert 1 <= h <= min(height, rules.EDGE)
