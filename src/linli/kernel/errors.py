"""Refusals: what the rules forbid, as values that a page, the API and a job can each explain."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is not an error
    """Something a rule forbids; never a bug.

    `code` names the text `refusal.<code>` in the translation files, which says what, where, by
    which rule and what to do; `params` fill it; `field` is the form field at fault.
    """

    status: ClassVar[int] = 422

    def __init__(self, code: str, /, *, field: str | None = None, **params: Any) -> None:
        """Keep the code, the field and the values of the text."""
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.field = field
        self.params = params


class Invalid(Refusal):
    """Input that cannot be taken as it is (422)."""


class NotPermitted(Refusal):
    """A colleague without the right (403)."""

    status = 403


class NotFound(Refusal):
    """Absent, or outside what the asker may see: the two answer alike (404)."""

    status = 404


class Conflict(Refusal):
    """The world has moved on, or the same key came with another body (409)."""

    status = 409


class MoveNotAllowed(Conflict):
    """No rule allows this move from this state; `allowed` names the moves that are (409)."""

    def __init__(self, code: str, /, *, allowed: tuple[str, ...], **params: Any) -> None:
        """Keep the moves that the state allows."""
        super().__init__(code, **params)
        self.allowed = allowed
