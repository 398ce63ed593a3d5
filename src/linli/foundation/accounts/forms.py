"""Proving again who one is."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest

from linli.foundation.accounts.models import User
from linli.foundation.ui.text import say, say_lazy


class ProofForm(forms.Form):
    """The password, or the code of the second factor."""

    secret = forms.CharField(
        label=say_lazy("accounts.proof.secret"),
        help_text=say_lazy("accounts.proof.hint"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        """Keep whose proof it is."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.request = request

    def clean_secret(self) -> str:
        """Accept what proves the person; after too many tries accept nothing for a while."""
        secret = str(self.cleaned_data["secret"])
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.user):
            raise forms.ValidationError(say("accounts.proof.too_many"))
        if self.user.check_password(secret) or self._code(secret):
            return secret
        raise forms.ValidationError(say("accounts.proof.wrong"))

    def _code(self, secret: str) -> bool:
        factors = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP)
        return any(f.wrap().validate_code(secret) for f in factors.order_by("pk"))


class AddressForm(ProofForm):
    """A new address for messages, given by someone who proves to be the owner of the login."""

    email = forms.EmailField(required=False, label=say_lazy("accounts.address.email"))
    field_order = ("email", "secret")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the address that stands."""
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = self.user.email
