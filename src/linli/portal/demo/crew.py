"""Whose hands the demo's turns are made by: actors of bodies and of grids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Crew:
    """Actors by body and by grid, in the order in which they were appointed."""

    bodies: Mapping[int, tuple[Actor, ...]]
    grids: Mapping[int, Actor]

    def of(self, body: int | None, permission: str, *, but: int | None = None) -> Actor | None:
        """Return someone of a body who holds a permission and is not the person `but`."""
        for actor in self.bodies.get(body or 0, ()):
            if actor.person != but and actor.of(permission):
                return actor
        return None

    def first(self, bodies: Iterable[int], permission: str) -> Actor | None:
        """Return the first such person of several bodies."""
        return next((a for b in bodies if (a := self.of(b, permission))), None)
