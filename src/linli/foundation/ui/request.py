"""The request as views know it: with the time and the actor that the composition root puts on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest

from linli.kernel.access import Actor


class Duty(Protocol):
    """Who is here: the page that opens first, the place and post it is of, the person's names."""

    @property
    def first_page(self) -> str | None:
        """Return which page the widest role opens with."""

    @property
    def place(self) -> int | None:
        """Return the place of the post."""

    @property
    def title(self) -> str:
        """Return the post's title."""

    @property
    def how(self) -> str:
        """Return how that post is held where it is not for good."""

    @property
    def acting(self) -> Sequence[Any]:
        """Return the posts that the person acts for."""

    @property
    def holder(self) -> Any:
        """Return the person's names, if any."""


class Request(HttpRequest):
    """A request that has passed the middleware; for annotations only."""

    at: datetime
    actor: Actor
    duty: Duty
