"""A consent to publish a private number: the number, and where the signed paper lies."""

from __future__ import annotations

from django import forms

from linli.foundation.ui.text import say_lazy


class ConsentForm(forms.Form):
    """Given in writing; without the paper there is none."""

    phone = forms.CharField(
        label=say_lazy("people.consent.phone"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    document = forms.CharField(
        label=say_lazy("people.consent.document"),
        help_text=say_lazy("people.consent.document_hint"),
        max_length=120,
    )
