"""What the pages of the duty rota ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.bodies.states import BookLine
from linli.foundation.ui.text import say_lazy


class LineForm(forms.Form):
    """One line of the duty book."""

    line = forms.ChoiceField(
        label=say_lazy("bodies.duty.line"),
        choices=[(b.value, say_lazy(f"bodies.duty.line.{b.value}")) for b in BookLine],
        initial=BookLine.CALL.value,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=say_lazy("bodies.duty.words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_lazy("bodies.duty.words_hint"),
    )


class SwapForm(forms.Form):
    """Whom to ask to take a duty over."""

    taker = forms.TypedChoiceField(label=say_lazy("bodies.duty.taker"), coerce=int)

    def __init__(self, *given: Any, colleagues: list[tuple[int, str]]) -> None:
        """Offer the colleagues."""
        super().__init__(*given)
        self.fields["taker"].choices = colleagues  # type: ignore[attr-defined]


class RotaForm(forms.Form):
    """A rota as a file."""

    file = forms.FileField(label=say_lazy("bodies.duty.file"))


class SheetForm(forms.Form):
    """The days of a printed rota."""

    since = forms.DateField(
        label=say_lazy("bodies.duty.since"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=say_lazy("bodies.duty.until_day"), widget=forms.DateInput(attrs={"type": "date"})
    )
