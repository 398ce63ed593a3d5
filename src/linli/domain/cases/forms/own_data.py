"""What a person fills in to use the rights on their own data, and a desk that checks papers."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.cases.forms.fields import LineField, PhoneField, WordsField
from linli.domain.cases.forms.resident import KeyedForm
from linli.domain.cases.states import Asked, Papers
from linli.foundation.ui.text import say
from linli.foundation.ui.text import say_lazy as _


class CodeForm(forms.Form):
    """The code that was sent to the contact on file."""

    code = forms.CharField(
        label=_("cases.mine.code"),
        help_text=_("cases.mine.code.hint"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CorrectForm(KeyedForm):
    """What is to stand instead."""

    phone = PhoneField(label=_("cases.mine.new_phone"), required=False)
    name = LineField(label=_("cases.mine.new_name"), required=False, max_length=40)


class EraseForm(KeyedForm):
    """Why, if one likes to say."""

    reason = WordsField(label=_("cases.mine.reason"), rows=2, required=False)


class DeskForm(KeyedForm):
    """A request that a desk takes after checking papers."""

    asked = forms.ChoiceField(
        label=_("cases.rights.asked"),
        choices=tuple((a.value, _(f"cases.asked.{a.value}")) for a in Asked),
        widget=forms.RadioSelect,
    )
    papers = forms.ChoiceField(
        label=_("cases.rights.papers"),
        help_text=_("cases.rights.papers.hint"),
        choices=tuple((p.value, _(f"cases.papers.{p.value}")) for p in Papers),
        widget=forms.RadioSelect,
    )
    phone = PhoneField(label=_("cases.mine.new_phone"), required=False)
    name = LineField(label=_("cases.mine.new_name"), required=False, max_length=40)
    reason = WordsField(label=_("cases.mine.reason"), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        """A correction says what is to stand instead."""
        values: dict[str, Any] = super().clean() or {}
        told = values.get("phone") or values.get("name")
        if values.get("asked") == Asked.CORRECT and not told and not self.errors.get("phone"):
            self.add_error("phone", say("refusal.nothing_to_correct"))
        return values
