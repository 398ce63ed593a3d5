"""What a hand fills in for someone else."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.cases.forms.resident import OnePageForm
from linli.domain.cases.states import Source, TellBy, Whose
from linli.foundation.ui.text import say
from linli.foundation.ui.text import say_lazy as _

TELL_BY = tuple((t.value, _(f"cases.tell_by.{t.value}")) for t in TellBy)
WHOSE = tuple((w.value, _(f"cases.whose.{w.value}")) for w in Whose)
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

    whose = forms.ChoiceField(
        label=_("cases.behalf.whose"), choices=WHOSE, widget=forms.RadioSelect, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A call or a text needs a phone, and a phone says whose it is."""
        values: dict[str, Any] = super().clean() or {}
        phone = values.get("phone")
        if values.get("tell_by") in ("call", "sms") and phone == "":
            self.add_error("phone", say("cases.behalf.phone_for_call"))
        if not (phone or values.get("name")):
            values["whose"] = ""
        elif not values.get("whose"):
            self.add_error("whose", say("cases.behalf.whose.missing"))
        return values
