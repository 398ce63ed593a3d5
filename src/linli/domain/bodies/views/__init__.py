"""Pages of organisations and of their duty."""

from linli.domain.bodies.views.pages import body, index

__all__ = ["body", "index"]
