"""What a hand fills in for someone else."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.cases.forms.resident import OnePageForm
from linli.domain.cases.states import Source
from linli.foundation.ui.text import say
from linli.foundation.ui.text import say_lazy as _

TELL_BY = (
    ("call", _("cases.tell_by.call")),
    ("visit", _("cases.tell_by.visit")),
    ("none", _("cases.tell_by.none")),
)
CAME_BY = (
    (Source.PHONE.value, _("cases.behalf.by_phone")),
    (Source.COUNTER.value, _("cases.behalf.at_counter")),
    (Source.GRID.value, _("cases.behalf.on_visit")),
)


class BehalfForm(OnePageForm):
    """The same words and place; how the person came, and how they wish to be told."""

    source = forms.ChoiceField(
        label=_("cases.behalf.source"), choices=CAME_BY, widget=forms.RadioSelect
    )
    tell_by = forms.ChoiceField(
        label=_("cases.behalf.tell_by"), choices=TELL_BY, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """A call needs a phone to ring."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("tell_by") == "call" and values.get("phone") == "":
            self.add_error("phone", say("cases.behalf.phone_for_call"))
        return values
