"""What a person wants by e-mail."""

from __future__ import annotations

from django import forms

from linli.foundation.ui.text import say_lazy


class WishForm(forms.Form):
    """Three kinds of message, each wanted or not."""

    single = forms.BooleanField(required=False, label=say_lazy("notices.wish.single"))
    morning = forms.BooleanField(required=False, label=say_lazy("notices.wish.morning"))
    evening = forms.BooleanField(required=False, label=say_lazy("notices.wish.evening"))
