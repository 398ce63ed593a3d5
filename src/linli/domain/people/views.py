"""A consent to publish a private number: given, seen, taken down, by its owner or on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.people import actions, queries
from linli.domain.people.forms import ConsentForm
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.codes import mask_phone
from linli.kernel.errors import NotFound, NotPermitted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """Show one's own consent, give one or take it down."""
    if request.actor.person is None:
        raise NotFound("unknown_person")
    return _page(request, request.actor.person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: Request, pk: int) -> HttpResponse:
    """Show somebody's consent, for whoever manages people; the number is masked."""
    if not queries.may_consent(request.actor, pk):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    return _page(request, pk)


@never_cache
@require_safe
def phones(request: Request) -> HttpResponse:
    """List whose private number is published, and find others by name."""
    if not request.actor.of(Permission.MANAGE):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    on, asked = timezone.localdate(request.at), request.GET.get("q", "").strip()[:60]
    ctx = {
        "asked": asked,
        "found": queries.called(asked, on) if asked else [],
        "rows": queries.consents(on),
    }
    return render(request, "people/phones.html", ctx)


def _page(request: Request, pk: int) -> HttpResponse:
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise NotFound("unknown_person")
    form = ConsentForm()
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        actions.withdraw_phone(by=request.actor, at=request.at, person=person)
        messages.info(request, say("people.consent.withdrawn"))
        return redirect(request.path)
    if request.method == "POST":
        form = ConsentForm(request.POST)
        if form.is_valid() and _given(request, form, person):
            messages.info(request, say("people.consent.kept"))
            return redirect(request.path)
    own = request.actor.person == pk
    standing = queries.consent_of(pk, timezone.localdate(request.at))
    number = queries.consented_number(standing) if standing else ""
    ctx = {
        "form": form,
        "person": person,
        "own": own,
        "standing": standing,
        "number": number if own else mask_phone(number) if number else "",
        "work_phone": bool(person.work_phone),
    }
    return render(request, "people/phone.html", ctx, status=422 if form.errors else 200)


def _given(request: Request, form: ConsentForm, person: Person) -> bool:
    with told_in(form):
        actions.allow_phone(by=request.actor, at=request.at, person=person, **form.cleaned_data)
    return not form.errors
