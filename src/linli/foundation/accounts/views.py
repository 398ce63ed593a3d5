"""Pages of one's own account: who is here, changing places, the demo's roles."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import actions, demo, present
from linli.foundation.accounts.forms import AddressForm, ProofForm
from linli.foundation.accounts.models import User
from linli.foundation.ui.render import render
from linli.foundation.ui.text import say
from linli.foundation.ui.when import at_of
from linli.kernel.errors import NotFound

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Show who has signed in on this computer, to those between two people."""
    ctx = {"others": [p for p in present.people(request, at_of(request)) if not p.current]}
    return render(request, "accounts/here.html", ctx)


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show who is signed in here and the account's security."""
    here = present.people(request, at_of(request))
    others = [p for p in here if not p.current]
    return render(request, "accounts/me.html", {"others": others, "name": display(request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Let the owner of a login change where its messages go, after proving to be the owner."""
    user = present.owner(request)
    data = request.POST if request.method == "POST" else None
    form = AddressForm(data, user=user, request=request)
    if data is not None and form.is_valid():
        actions.set_email(user_id=user.pk, email=form.cleaned_data["email"])
        messages.info(request, say("accounts.address.kept"))
        return redirect("accounts:me")
    status = 422 if form.errors else 200
    return render(request, "accounts/address.html", {"form": form}, status=status)


def display(user: AbstractBaseUser | AnonymousUser) -> str:
    """Return the name shown for a login."""
    full = user.get_full_name() if isinstance(user, User) else ""
    return full or user.get_username()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change to someone who has signed in here; after a while idle they prove it again."""
    here = {p.user.pk: p for p in present.people(request, at_of(request))}
    if user_id not in here:
        raise NotFound("login_not_here")
    wanted = here[user_id]
    if not wanted.needs_proof and request.method == "POST":
        return _change(request, wanted.user)
    form = ProofForm(
        request.POST if "secret" in request.POST else None, user=wanted.user, request=request
    )
    if request.method == "POST" and form.is_valid():
        return _change(request, wanted.user)
    ctx = {"form": form, "name": display(wanted.user)}
    status = 422 if form.errors else 200
    return render(request, "accounts/switch.html", ctx, status=status)


def _change(request: HttpRequest, user: User) -> HttpResponse:
    held = present.marks(request)
    login(request, user, backend=BACKEND)
    present.keep(request, held, user, at_of(request))
    return redirect("/")


@require_POST
def another(request: HttpRequest) -> HttpResponse:
    """Step aside so that another person can sign in; the list of who is here stays."""
    held = present.marks(request)
    logout(request)
    request.session[present.KEY] = held
    return redirect("account_login")


@login_not_required
@require_POST
def leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take one of the others off this browser's list."""
    present.forget(request, user_id)
    return redirect("accounts:me")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_roles(request: HttpRequest) -> HttpResponse:
    """Let a visitor of the demo be any of its people by one click."""
    roles = demo.roles(request)
    if request.method == "POST":
        return _become(request, roles)
    return render(request, "accounts/demo.html", {"roles": roles})


def _become(request: HttpRequest, roles: list[demo.DemoRole]) -> HttpResponse:
    wanted = request.POST.get("username", "")
    if wanted == "":
        logout(request)
        return redirect("/")
    if wanted not in {r.username for r in roles}:
        raise NotFound("login_not_here")
    user = get_user_model().objects.filter(username=wanted, is_active=True).first()
    if user is None:
        raise NotFound("login_not_here")
    return _change(request, user)
