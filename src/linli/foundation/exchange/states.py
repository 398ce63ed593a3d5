"""What became of a row: new, as it was already, or what stood was corrected."""

from __future__ import annotations

from enum import Enum


class Changed(Enum):
    """A row corrected what stood."""

    YES = "changed"


CHANGED = Changed.YES
