"""Files leave only here, after their subject was asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.foundation.attachments import queries
from linli.foundation.attachments.models import Attachment
from linli.foundation.attachments.rules import MEDIA_TYPES, Kind


@login_not_required
@require_safe
def show(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Send one file; a stranger gets the same 404 as for a file that never was."""
    row = queries.visible(request, attachment_id)
    return _sent(row, queries.content(row), MEDIA_TYPES[Kind(row.kind)])


@login_not_required
@require_safe
def thumb(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Send the small picture of one file."""
    row = queries.visible(request, attachment_id)
    return _sent(row, queries.thumb(row), "image/jpeg")


def _sent(row: Attachment, data: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    how = "inline" if row.is_picture else "attachment"
    ending = "jpg" if row.is_picture else row.kind
    response["Content-Disposition"] = f'{how}; filename="{row.id.hex[-8:]}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # The person's own device may keep it; nothing between may.
    response["Cache-Control"] = "private, max-age=3600"
    return response
