"""Who gives a grid's open work, and who takes it."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say_lazy

Choices = list[tuple[int, str]]


class HandForm(forms.Form):
    """Two people of a grid."""

    giver = forms.TypedChoiceField(label=say_lazy("cases.hand_over.giver"), coerce=int)
    taker = forms.TypedChoiceField(label=say_lazy("cases.hand_over.taker"), coerce=int)

    def __init__(self, *given: Any, givers: Choices, takers: Choices) -> None:
        """Offer who has open cases there, and who holds a post there."""
        super().__init__(*given)
        offer(self, "giver", givers)
        offer(self, "taker", [("", "–"), *takers])
