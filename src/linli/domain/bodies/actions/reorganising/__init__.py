"""Bodies, posts, people, office hours and rotas when the map changes."""

from linli.domain.bodies.actions.reorganising.part import BodiesPart

__all__ = ["BodiesPart"]
