"""What a file is, by its first bytes, and whether it may come in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.errors import Invalid


class Kind(StrEnum):
    """The kinds of file that Linli takes; the value is kept in the row."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})

MEDIA_TYPES = {Kind.JPEG: "image/jpeg", Kind.PDF: "application/pdf"}  # what is kept, so served

# Brands of the ISO base file that hold HEVC pictures; AVIF and video share the box, not the brand.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

# The longest edge of a kept picture and of its thumbnail, in pixels.
EDGE = 2048
THUMB_EDGE = 320


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one subject may hold: bytes and pixels of one file, number of files."""

    bytes: int = 15 * 1024 * 1024
    pixels: int = 60_000_000
    files: int = 9


def kind_of(head: bytes) -> Kind | None:
    """Return the kind that the first 16 bytes show, None for all else; names are never asked."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    return None


def admit(head: bytes, *, size: int, limits: Limits) -> Kind:
    """Return the kind of a file that may come in; raises Invalid file_empty, _large or _kind."""
    if size == 0:
        raise Invalid("file_empty", field="file")
    if size > limits.bytes:
        raise Invalid("file_large", field="file", limit=limits.bytes // (1024 * 1024))
    kind = kind_of(head)
    if kind is None:
        raise Invalid("file_kind", field="file")
    return kind


def admit_pixels(width: int, height: int, *, limits: Limits) -> None:
    """Refuse a picture whose header promises more pixels than memory should hold."""
    if width < 1 or height < 1 or width * height > limits.pixels:
        raise Invalid("file_pixels", field="file", limit=limits.pixels // 1_000_000)


def fitted(width: int, height: int, edge: int) -> tuple[int, int]:
    """Return the size that fits into a square of `edge` and keeps the proportions, never larger."""
    scale = min(1.0, edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
