"""A resident tells what is the matter: words, place, contact or none, done. No login, no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies.queries import BodyName
from linli.domain.cases import actions, queries
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.resident import (
    ContactForm,
    OnePageForm,
    PlaceForm,
    SignedWordsForm,
    WordsForm,
)
from linli.domain.cases.queries import publications
from linli.domain.cases.rules.filing import Contact, Filing
from linli.domain.cases.states import Source
from linli.domain.cases.views import keep
from linli.domain.cases.views.picker import picker, places_named
from linli.domain.cases.views.words import told_of
from linli.domain.mandates import queries as mandates
from linli.domain.territory.queries import PlaceName, Signed
from linli.foundation.attachments import actions as files
from linli.foundation.attachments import queries as file_queries
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named
from linli.kernel.access import ANONYMOUS
from linli.kernel.errors import Refusal
from linli.kernel.ids import uuid7

UNKNOWN_MATTER = "99"  # nobody is asked to classify: the desk does


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sign on a wall led to: the place with its path, and the desk that answers there."""

    signed: Signed
    path: tuple[PlaceName, ...]
    desk: BodyName | None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: Request) -> HttpResponse:
    """First screen: what is the matter, with pictures."""
    return words_screen(request)


def words_screen(request: Request, sign: Sign | None = None) -> HttpResponse:
    """Answer the first screen; where a sign led here, the second one is answered with it."""
    draft = keep.draft(request) or keep.Draft()
    kind = SignedWordsForm if sign else WordsForm
    if request.method != "POST":
        start = {"key": draft.id, "words": draft.words, "address": draft.address}
        return _words_page(request, kind(initial=start), draft, sign)
    form = kind(request.POST, request.FILES)
    if not form.is_valid():
        return _words_page(request, form, draft, sign)
    draft.words = form.cleaned_data["words"]
    if sign:
        draft.place, draft.sign = sign.signed.place.id, sign.signed.code
        draft.address = form.cleaned_data["address"]
    kept = _keep_files(request, form, draft.id)
    keep.keep_draft(request, draft)
    onward = "cases:report_contact" if sign else "cases:report_place"
    return redirect(onward) if kept else _words_page(request, form, draft, sign)


def _words_page(
    request: Request, form: WordsForm, draft: keep.Draft, sign: Sign | None
) -> HttpResponse:
    status = 422 if form.errors else 200
    ctx = {
        "form": form,
        "pictures": _pictures(draft.id),
        "draft": draft,
        "sign": sign,
        "channels": mandates.other_channels(formats.local(request.at).date()),
    }
    return render(request, "cases/resident/words.html", ctx, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request) -> HttpResponse:
    """Second screen: where it is, found by name, initials or code, or level by level."""
    draft = keep.draft(request)
    if draft is None or not draft.words:
        return redirect("cases:report")
    if request.method != "POST":
        return _place_page(request, PlaceForm(initial={"address": draft.address}), draft)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _place_page(request, form, draft)
    draft.place, draft.address = form.cleaned_data["place"], form.cleaned_data["address"]
    keep.keep_draft(request, draft)
    return redirect("cases:report_contact")


def _place_page(request: Request, form: PlaceForm, draft: keep.Draft) -> HttpResponse:
    ctx = {"form": form, "draft": draft, "picker": picker(request, draft.place)}
    status = 422 if form.errors else 200
    return render(request, "cases/resident/place.html", ctx, "picker", status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Request) -> HttpResponse:
    """Third screen: a phone to be told by, or none; sending files the case."""
    draft = keep.draft(request)
    if draft is None or draft.place is None:
        return redirect("cases:report_place" if draft else "cases:report")
    if request.method != "POST":
        return _contact_page(request, ContactForm(), draft)
    form = ContactForm({"anonymous": "1"} if "anonymous" in request.POST else request.POST)
    if form.is_valid():
        try:
            return _filed(request, draft, form.cleaned_data)
        except Refusal as refusal:
            show(form, refusal)
    return _contact_page(request, form, draft)


def _contact_page(request: Request, form: ContactForm, draft: keep.Draft) -> HttpResponse:
    on = formats.local(request.at).date()
    ctx = {
        "form": form,
        "draft": draft,
        "place": picker(request, draft.place).chosen,
        "alike": publications.alike(draft.words, draft.place or 0, on),
        "pictures": _pictures(draft.id),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/resident/contact.html", ctx, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_page(request: Request) -> HttpResponse:
    """Everything on one page, for those who prefer it, with the same fields."""
    if request.method != "POST":
        return _one_page(request, OnePageForm(initial={"key": uuid7()}))
    data, places = with_place(request, request.POST)
    form = OnePageForm(data, request.FILES, places=places)
    if form.is_valid():
        values = form.cleaned_data
        draft = keep.Draft(values["key"], values["words"], values["place"], values["address"])
        try:
            return _filed(request, draft, values)
        except Refusal as refusal:
            show(form, refusal)
    return _one_page(request, form)


def _one_page(request: Request, form: OnePageForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "cases/resident/one-page.html", {"form": form}, status=status)


def with_place(request: Request, data: QueryDict) -> tuple[QueryDict, list[tuple[int, str]]]:
    """Return what was sent and the places that the typed name may mean.

    A name that can mean only one place is taken as chosen.
    """
    found = places_named(request, data.get("where", ""))
    choices = [(hit.place_id, " ".join(named(p) for p in hit.path[-4:])) for hit in found]
    if len(found) == 1 and not data.get("place"):
        data = data.copy()
        data["place"] = str(found[0].place_id)
    return data, choices


@login_not_required
@require_safe
def done(request: Request) -> HttpResponse:
    """Fourth screen: number and tracking code, large, to copy and to print."""
    receipt = keep.receipt(request)
    if receipt is None:
        return redirect("cases:report")
    told = told_of(queries.public_status(receipt.case, at=request.at), request.at)
    return render(request, "cases/resident/done.html", {"receipt": receipt, "told": told})


def _filed(request: Request, draft: keep.Draft, values: dict[str, Any]) -> HttpResponse:
    """File the draft, its pictures with it, and lead to the receipt."""
    filing = Filing(
        matter=UNKNOWN_MATTER,
        place=draft.place or 0,
        words=draft.words,
        source=Source.SIGN if draft.sign else Source.WEB,
        address=draft.address,
        contact=Contact(phone=values.get("phone", ""), name=values.get("name", "")),
        confidential=values.get("confidential", False),
    )
    filed = actions.file_draft(
        by=ANONYMOUS,
        at=request.at,
        filing=filing,
        draft=draft.id,
        uploads=values.get("file", ()),
    )
    keep.drop(request)
    keep.keep_receipt(request, keep.Receipt(filed.case, filed.number, filed.tracking_code))
    keep.prove(request, filed.case)
    return redirect("cases:report_done")


def _keep_files(request: Request, form: WordsForm, draft: UUID) -> bool:
    """Keep the pictures sent with a form; False if one was refused, said at its field."""
    for file in form.cleaned_data["file"]:
        try:
            files.add(
                by=ANONYMOUS, at=request.at, subject_kind="draft", subject_id=draft, file=file
            )
        except Refusal as refusal:
            show(form, refusal)
            return False
    return True


def _pictures(draft: UUID) -> list[Any]:
    return file_queries.of("draft", [draft]).get(draft, [])
