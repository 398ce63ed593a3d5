import io

import pytest
from PIL import Image

from linli.foundation.attachments import pictures, rules
from linli.kernel.errors import Invalid
from tests.foundation.attachments import pictures_for_tests as made

LIMITS = rules.Limits()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_gps_camera_and_comment_are_gone() -> None:
    content = made.jpeg(gps=True)
    assert opened(content).getexif().get_ifd(made.GPS)  # it was there
    picture = pictures.remake(content, kind=rules.Kind.JPEG, limits=LIMITS)
    for kept in (picture.content, picture.thumb):
        assert dict(opened(kept).getexif()) == {}
        assert "comment" not in opened(kept).info
        assert "长治".encode() not in kept


def test_a_picture_held_sideways_stands_upright() -> None:
    picture = pictures.remake(
        made.jpeg((800, 600), turned=True), kind=rules.Kind.JPEG, limits=LIMITS
    )
    assert (picture.width, picture.height) == (600, 800)


def test_a_large_picture_is_made_small_enough() -> None:
    picture = pictures.remake(made.jpeg((5000, 2500)), kind=rules.Kind.JPEG, limits=LIMITS)
    assert max(picture.width, picture.height) <= 2048
    assert max(opened(picture.thumb).size) <= 320


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.heic(), rules.Kind.HEIC),
        (made.webp(), rules.Kind.WEBP),
        (made.png(), rules.Kind.PNG),
        (made.png(mode="P"), rules.Kind.PNG),
        (made.png(mode="1"), rules.Kind.PNG),
    ],
)
def test_every_kind_becomes_jpeg(content: bytes, kind: rules.Kind) -> None:
    assert opened(pictures.remake(content, kind=kind, limits=LIMITS).content).format == "JPEG"


def test_what_is_transparent_becomes_white_not_black() -> None:
    picture = pictures.remake(made.png(), kind=rules.Kind.PNG, limits=LIMITS)
    assert min(opened(picture.content).getpixel((5, 5))) > 250


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(Invalid) as refused:
        pictures.remake(made.bomb(), kind=rules.Kind.PNG, limits=LIMITS)
    assert refused.value.code == "file_pixels"


@pytest.mark.parametrize("cut", [4, 20, 200])
def test_a_broken_picture_is_refused_not_a_crash(cut: int) -> None:
    with pytest.raises(Invalid) as refused:
        pictures.remake(made.jpeg()[:cut], kind=rules.Kind.JPEG, limits=LIMITS)
    assert refused.value.code == "file_damaged"


def test_a_disguise_never_reaches_another_decoder() -> None:
    with pytest.raises(Invalid) as refused:
        pictures.remake(made.heic(), kind=rules.Kind.JPEG, limits=LIMITS)
    assert refused.value.code == "file_damaged"
