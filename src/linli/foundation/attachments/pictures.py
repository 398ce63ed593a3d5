"""Pictures made anew from their pixels: nothing that rode along in the file comes in."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.foundation.attachments.rules import (
    EDGE,
    THUMB_EDGE,
    Kind,
    Limits,
    admit_pixels,
    fitted,
)
from linli.kernel.errors import Invalid

pillow_heif.register_heif_opener()

_DECODERS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: JPEG bytes, its size in pixels, and a small one for lists."""

    content: bytes
    thumb: bytes
    width: int
    height: int


def remake(content: bytes, *, kind: Kind, limits: Limits) -> Picture:
    """Return the picture turned upright, at most 2048 pixels long, without any metadata.

    Only the decoder of its own kind is asked; raises Invalid file_pixels before decoding what
    would not fit in memory, file_damaged for what cannot be decoded.
    """
    try:
        with warnings.catch_warnings():
            # The header's size is judged below by our own limit, before a pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _remake(content, kind, limits)
    except Image.DecompressionBombError as error:
        raise Invalid("file_pixels", field="file", limit=limits.pixels // 1_000_000) from error
    except _BROKEN as error:
        raise Invalid("file_damaged", field="file") from error


def _remake(content: bytes, kind: Kind, limits: Limits) -> Picture:
    with Image.open(io.BytesIO(content), formats=[_DECODERS[kind]]) as source:
        admit_pixels(*source.size, limits=limits)
        # A JPEG can be decoded at a fraction of its size: a tenth of the memory.
        source.draft("RGB", (EDGE, EDGE))
        upright = ImageOps.exif_transpose(source)
        flat = _on_white(upright)
    large = flat.resize(fitted(*flat.size, EDGE), Image.Resampling.LANCZOS)
    small = large.resize(fitted(*large.size, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(large, 82), _jpeg(small, 72), large.width, large.height)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # pixels only: a copied image would carry its info along
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
