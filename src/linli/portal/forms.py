"""Forms of the pages that cross areas."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.foundation.ui.text import say, say_lazy


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
