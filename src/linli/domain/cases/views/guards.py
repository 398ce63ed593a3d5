"""Who may see the files of a case or a draft: named in `settings.ATTACHMENT_GUARDS`."""

from __future__ import annotations

from uuid import UUID

from linli.domain.cases import queries
from linli.domain.cases.views import keep
from linli.foundation.ui.request import Request


def of_case(request: Request, case_id: UUID) -> bool:
    """Whoever has shown number and code, or has the case in scope."""
    return keep.proved(request, case_id) or queries.visible_to(request.actor).sees(case_id)


def of_draft(request: Request, draft_id: UUID) -> bool:
    """The session that writes it."""
    return any(
        draft is not None and draft.id == draft_id
        for draft in (keep.draft(request, name) for name in keep.DRAFTS)
    )
