"""A desk takes a request about someone's own data, after checking papers; another decides."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from linli.domain.cases import queries
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.own_data import DeskForm
from linli.domain.cases.rules.looks import takes_requests
from linli.domain.cases.states import Permission
from linli.domain.cases.views import keep
from linli.domain.cases.views.behalf import RECEIPT
from linli.domain.cases.views.mine import file_request
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotPermitted, Refusal
from linli.kernel.ids import uuid7


@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: Request, case_id: UUID) -> HttpResponse:
    """Ask what they want and which papers were seen; then print the slip with the number."""
    case = queries.visible_to(request.actor).get(case_id)
    if not takes_requests(request.actor, case.desk_id):
        raise NotPermitted("not_permitted", permission=Permission.DATA.value)
    form = DeskForm(request.POST if request.method == "POST" else None, initial={"key": uuid7()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            filed = file_request(request, request.actor, case_id, values["asked"], values)
        except Refusal as refusal:
            show(form, refusal)
        else:
            receipt = keep.Receipt(filed.case, filed.number, filed.tracking_code)
            keep.keep_receipt(request, receipt, RECEIPT)
            return redirect("cases:behalf_done")
    ctx = {"form": form, "case": case}
    return render(request, "cases/rights.html", ctx, status=422 if form.errors else 200)
