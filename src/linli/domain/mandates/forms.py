"""What the pages of mandates ask for: who is responsible, a list to open, a document that moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from linli.domain.mandates.queries import MatterName
from linli.domain.mandates.states import InstrumentKind, ListKind
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


class ListForm(forms.Form):
    """A list to open for a place."""

    kind = forms.ChoiceField(
        label=say_lazy("mandates.powers.list_kind"),
        choices=[(k.value, say_lazy(f"mandates.list.{k.value}")) for k in ListKind],
    )
    name = forms.CharField(label=say_lazy("mandates.powers.list_name"), max_length=120)
    name_en = forms.CharField(
        label=say_lazy("mandates.powers.list_name_en"), max_length=200, required=False
    )


class PaperForm(forms.Form):
    """A document that moves items of a list, with its table."""

    title = forms.CharField(label=say_lazy("mandates.powers.title"), max_length=200)
    number = forms.CharField(label=say_lazy("mandates.powers.number"), max_length=80)
    decided_by = forms.CharField(label=say_lazy("mandates.powers.decided_by"), max_length=120)
    kind = forms.ChoiceField(
        label=say_lazy("mandates.powers.kind"),
        choices=[(k.value, say_lazy(f"mandates.paper.{k.value}")) for k in InstrumentKind],
    )
    effective_on = forms.DateField(
        label=say_lazy("mandates.powers.effective_on"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    source = forms.CharField(
        label=say_lazy("mandates.powers.source_note"), max_length=300, required=False
    )
    file = forms.FileField(
        label=say_lazy("mandates.powers.file"),
        help_text=say_lazy("mandates.powers.file_hint"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


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
