"""Pictures of a report, one by one while the words are still being written."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.domain.cases.views import keep
from linli.foundation.attachments import actions as files
from linli.foundation.attachments import queries as file_queries
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.kernel.access import ANONYMOUS
from linli.kernel.errors import NotFound, Refusal

DRAFT = "draft"


@login_not_required
@require_POST
def add(request: Request) -> HttpResponse:
    """Keep one picture with the draft and answer with all it has; the refusal in words if not.

    The same picture sent again, after an answer that was lost on its way, is kept once.
    """
    draft = keep.draft(request) or keep.Draft()
    file = request.FILES.get("file")
    try:
        if file is None:
            raise NotFound("unknown_file")
        files.add(by=ANONYMOUS, at=request.at, subject_kind=DRAFT, subject_id=draft.id, file=file)
    except Refusal as refusal:
        status = 404 if isinstance(refusal, NotFound) else 422
        return HttpResponse(str(sentence(refusal)), content_type="text/plain", status=status)
    keep.keep_draft(request, draft)
    kept = file_queries.of(DRAFT, [draft.id]).get(draft.id, [])
    return render(request, "cases/resident/_pictures.html", {"pictures": kept, "drop": True})


@login_not_required
@require_POST
def drop(request: Request) -> HttpResponse:
    """Take a picture out of the draft."""
    draft = keep.draft(request)
    try:
        picture = UUID(request.POST.get("picture", ""))
    except ValueError:
        raise NotFound("unknown_file") from None
    if draft is not None:
        files.remove(
            by=ANONYMOUS,
            at=request.at,
            subject_kind=DRAFT,
            subject_id=draft.id,
            attachment_id=picture,
        )
    return redirect("cases:report")
