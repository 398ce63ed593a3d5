"""Turns a refusal into a page in the reader's language, or into a sentence at a form's field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from linli.foundation.ui.render import render
from linli.foundation.ui.text import say
from linli.kernel.errors import MoveNotAllowed, NotPermitted, Refusal


def sentence(refusal: Refusal) -> str:
    """Return what was refused, by which rule and where to go instead, in words."""
    return say(f"refusal.{refusal.code}", **refusal.params)


@contextmanager
def told_in(
    form: BaseForm, *, fields: Mapping[str, str] | None = None, other: str | None = None
) -> Iterator[None]:
    """Say what is refused inside at its field of a form; a missing right goes on to its page.

    `fields` are the form's names for the refusal's, `other` the field of what has none there (the
    whole form unless given). Whoever uses it asks `form.errors` afterwards.
    """
    try:
        yield
    except NotPermitted:
        raise
    except Refusal as refusal:
        field = (fields or {}).get(str(refusal.field), refusal.field)
        form.add_error(field if field in form.fields else other, sentence(refusal))


class Refusals:
    """Answers refusals that no form has shown at its field."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; other errors are not ours."""
        if not isinstance(error, Refusal):
            return None
        return refused(request, error)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal, or its fragment for htmx."""
    allowed = refusal.allowed if isinstance(refusal, MoveNotAllowed) else ()
    ctx = {
        "sentence": sentence(refusal),
        "status": refusal.status,
        "allowed": allowed,
        "back_url": _whence(request),
    }
    answer = render(request, "ui/refusal.html", ctx, "refusal", status=refusal.status)
    answer["X-Refusal"] = refusal.code
    return answer


def _whence(request: HttpRequest) -> str:
    """Return the page the person came from, if it was ours."""
    origin = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(origin, {request.get_host()})
    return origin if ours else "/"
