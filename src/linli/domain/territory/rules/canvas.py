"""The map one draws an outline on: what lies around, beside and in it, as paths of one picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry import shape

from linli.domain.territory.rules.drawing import Frame
from linli.domain.territory.rules.gridding import Near

Named = tuple[str, str]  # what a place is called, its path


@dataclass(frozen=True, slots=True)
class Canvas:
    """The frame of the picture, and the places that are shown in it."""

    frame: Frame
    inside: tuple[Named, ...]
    beside: tuple[Named, ...]
    within: tuple[Named, ...]


def canvas(
    inside: Iterable[Near],
    beside: Iterable[Near] = (),
    within: Iterable[Near] = (),
    *,
    is_exact: bool = True,
) -> Canvas | None:
    """Return the map to draw on, None where nothing around has an outline.

    Where `inside` is not exact (somebody far above), the frame is as wide as the rest alone.
    """
    around, others, parts = list(inside), list(beside), list(within)
    near = [*others, *parts] if not is_exact else [*around, *others, *parts]
    near = near or around
    if not near:
        return None
    frame = Frame.around([shape(dict(n.outline)) for n in near])

    def shown(rows: Iterable[Near]) -> tuple[Named, ...]:
        return tuple((n.name, frame.path(n.outline)) for n in rows)

    return Canvas(frame, shown(around), shown(others), shown(parts))
