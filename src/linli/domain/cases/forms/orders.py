"""What is handed in on the pages of orders: a file, or a petition's number."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say_lazy as _

KINDS = (("orders", _("cases.orders.kind.orders")), ("ratings", _("cases.orders.kind.ratings")))
TABLES = ".xlsx,.xls,.csv"


class UploadForm(forms.Form):
    """Which platform, what of it, and the file as it was exported."""

    source = forms.ChoiceField(label=_("cases.orders.source"))
    kind = forms.ChoiceField(
        label=_("cases.orders.kind"), choices=KINDS, widget=forms.RadioSelect, initial="orders"
    )
    file = forms.FileField(
        label=_("cases.orders.file"),
        help_text=_("cases.orders.file.hint"),
        widget=forms.FileInput(attrs={"accept": TABLES}),
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the platforms by code and name."""
        super().__init__(*args, **kwargs)
        offer(self, "source", sources)


class PetitionForm(forms.Form):
    """A number and a link, nothing else."""

    number = forms.CharField(label=_("cases.orders.petition.number"), max_length=60)
    link = forms.URLField(
        label=_("cases.orders.petition.link"), required=False, assume_scheme="https"
    )
