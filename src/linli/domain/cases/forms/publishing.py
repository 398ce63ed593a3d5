"""What a publisher fills in: words for everybody, until when, why it is taken back."""

from __future__ import annotations

from django import forms

from linli.domain.cases.forms.fields import LineField, WordsField
from linli.domain.cases.rules.publishing import TITLE, WORDS
from linli.domain.cases.states import RetractGround
from linli.foundation.ui.text import say_lazy as _


class PublishForm(forms.Form):
    """Title, words and last day of a publication."""

    title = LineField(label=_("cases.publish.title"), max_length=TITLE)
    words = WordsField(
        label=_("cases.publish.words"), help_text=_("cases.publish.words.hint"), max_length=WORDS
    )
    until = forms.DateField(
        label=_("cases.publish.until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class RetractForm(forms.Form):
    """Why a publication is taken back."""

    ground = forms.ChoiceField(
        label=_("cases.retract.ground"),
        choices=[(g.value, _(f"cases.retract.{g}")) for g in RetractGround],
        widget=forms.RadioSelect,
    )
