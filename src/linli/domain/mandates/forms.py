"""The question "who is responsible": a matter to choose; the place comes from the picker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from linli.domain.mandates.queries import MatterName
from linli.foundation.ui.text import named, say, say_lazy


class WhoForm(forms.Form):
    """Matter, place and day; the matters are grouped by the first level."""

    matter = forms.ChoiceField(
        label=say_lazy("mandates.who.matter"),
        error_messages={"invalid_choice": say_lazy("mandates.who.unknown")},
    )
    place = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, matters: Iterable[MatterName], **kwargs: Any) -> None:
        """Offer the catalogue as it is now."""
        super().__init__(*args, **kwargs)
        field = self.fields["matter"]
        field.choices = choices(matters)  # type: ignore[attr-defined]


def choices(matters: Iterable[MatterName]) -> list[Any]:
    """Return the catalogue as choices grouped by first level, deeper ones by their path."""
    out: list[Any] = [("", say("mandates.who.choose"))]
    groups: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}
    for m in matters:
        first, _, rest = m.code.partition("/")
        if not rest:
            titles[first] = named(m)
            groups[first] = [(m.code, say("mandates.who.whole", name=named(m)))]
        else:
            indent = "　" if m.code.count("/") > 1 else ""
            groups[first].append((m.code, indent + named(m)))
    return out + [(titles[first], rows) for first, rows in groups.items()]
