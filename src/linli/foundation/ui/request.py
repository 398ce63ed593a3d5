"""The request as views know it: with the time and the actor that the composition root puts on."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from linli.kernel.access import Actor


class Request(HttpRequest):
    """A request that has passed the middleware; for annotations only."""

    at: datetime
    actor: Actor
