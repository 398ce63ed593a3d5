"""Forms of the pages that cross areas."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.cases.states import TrialEnd
from linli.foundation.ui.text import say, say_lazy
from linli.portal.states import Sheet, Size


class SpanForm(forms.Form):
    """The days a board counts, both ends included."""

    since = forms.DateField(
        label=say_lazy("portal.board.since"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=say_lazy("portal.board.until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", say("portal.board.until_before"))
        return given


class TableForm(forms.Form):
    """A filled-in table: the file, or what was tried a moment ago and is sent in now."""

    file = forms.FileField(
        label=say_lazy("portal.opening.file"),
        help_text=say_lazy("portal.opening.file.hint"),
        required=False,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv"}),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    keep_good = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse to go on with neither."""
        given = super().clean() or {}
        if not given.get("file") and not given.get("held"):
            self.add_error("file", say("portal.opening.file.missing"))
        return given


class PostersForm(forms.Form):
    """Paper and kinds of the posters asked for."""

    size = forms.ChoiceField(
        label=say_lazy("portal.posters.size"),
        choices=[(s.value, say_lazy(f"portal.size.{s}")) for s in Size],
        widget=forms.RadioSelect,
        initial=Size.A4.value,
    )
    sheets = forms.MultipleChoiceField(
        label=say_lazy("portal.posters.sheets"),
        choices=[(s.value, say_lazy(f"portal.sheet.{s}")) for s in Sheet],
        widget=forms.CheckboxSelectMultiple,
        initial=[s.value for s in Sheet],
        error_messages={"required": say_lazy("portal.posters.none")},
    )

    @property
    def chosen(self) -> list[Sheet]:
        """The kinds that were chosen."""
        return [Sheet(s) for s in self.cleaned_data["sheets"]]


class TrialForm(forms.Form):
    """Starting a trial run, or ending it: said twice, and what becomes of its cases."""

    end = forms.ChoiceField(
        label=say_lazy("portal.trial.end"),
        choices=[
            (TrialEnd.KEPT.value, say_lazy("portal.trial.keep")),
            (TrialEnd.CLEARED.value, say_lazy("portal.trial.clear")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    sure = forms.BooleanField(
        label=say_lazy("portal.trial.sure"),
        error_messages={"required": say_lazy("portal.trial.sure.missing")},
    )

    def __init__(self, *args: Any, running: bool, **kwargs: Any) -> None:
        """Ask what becomes of the cases only where there is something to end."""
        super().__init__(*args, **kwargs)
        self.fields["end"].required = running
        if not running:
            del self.fields["end"]
