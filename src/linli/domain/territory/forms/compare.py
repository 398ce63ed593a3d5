"""What the pages of places ask: a list to compare with, a part of the tree, a day."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.territory import queries
from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say, say_lazy


class CompareForm(forms.Form):
    """A published list, the code of a place, and the day on which the tree is read."""

    release = forms.ChoiceField(label=say_lazy("territory.compare.release"))
    within = forms.CharField(
        label=say_lazy("territory.compare.within"),
        help_text=say_lazy("territory.compare.within.hint"),
        max_length=40,
    )
    on = forms.DateField(
        label=say_lazy("territory.compare.on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the lists that are installed, newest first, with the day each describes."""
        super().__init__(*args, **kwargs)
        offered = [(r.name, _called(r)) for r in reversed(queries.releases())]
        offer(self, "release", offered)


def _called(release: queries.Release) -> str:
    if release.listed is None:
        return release.name
    return say("territory.compare.listed", name=release.name, day=release.listed.isoformat())
