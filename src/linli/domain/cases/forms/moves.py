"""A form for any move, made from what the move must and may be supplied with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django import forms

from linli.domain.cases.queries import AllowedMove
from linli.domain.cases.rules.supplies import GROUNDS
from linli.domain.cases.states import Channel, DataGround, Reached
from linli.foundation.ui.text import say_lazy

Made = Callable[[str, str], forms.Field]


class Pictures(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """A list of files, possibly none."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return all files that came."""
        listed = [d for d in (data if isinstance(data, list | tuple) else [data]) if d]
        return [super(PicturesField, self).clean(d, initial) for d in listed]


def _text(move: str, name: str) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000)


def _line(move: str, name: str) -> forms.Field:
    return forms.CharField(max_length=200)


def _codes(codes: type[StrEnum], prefix: str) -> forms.Field:
    choices = [(c.value, say_lazy(f"{prefix}.{c.value}")) for c in codes]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _yes_no(move: str, name: str) -> forms.Field:
    choices = [(a, say_lazy(f"cases.{name}.{a}")) for a in ("yes", "no")]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


MAKERS: Mapping[str, Made] = {
    "lead": lambda move, name: forms.ChoiceField(),
    "matter": lambda move, name: forms.ChoiceField(),
    "place": lambda move, name: forms.ChoiceField(),
    "office": _line,
    "phone": _line,
    "solved": _yes_no,
    "satisfied": _yes_no,
    "ground": lambda move, name: _codes(GROUNDS[move], "cases.ground"),
    "channel": lambda move, name: _codes(Channel, "cases.channel"),
    "reached": lambda move, name: _codes(Reached, "cases.reached"),
    "data_ground": lambda move, name: _codes(DataGround, "cases.ground"),
    "evidence": lambda move, name: PicturesField(),
}

# What a field means in one move only.
LABELS: Mapping[tuple[str, str], str] = {("told", "words"): "cases.supply.told_words"}


class MoveForm(forms.Form):
    """The fields of one move; `options` fill the choices (lead, matter, place)."""

    def __init__(
        self,
        *args: Any,
        allowed: AllowedMove,
        options: Mapping[str, Sequence[tuple[Any, str]]],
        **kwargs: Any,
    ) -> None:
        """Build the fields in the table's order, those that must come first."""
        super().__init__(*args, **kwargs)
        self.allowed = allowed
        for name in (*allowed.supplies, *allowed.takes):
            if name in ("place", "clock"):
                continue  # corrected on the place's own page; clocks are the table's business
            made = MAKERS.get(name, _text)(allowed.name, name)
            made.required = name in allowed.supplies
            made.label = say_lazy(LABELS.get((allowed.name, name), f"cases.supply.{name}"))
            if name in options:
                made.choices = options[name]  # type: ignore[attr-defined]
            made.initial = allowed.defaults.get(name)
            self.fields[name] = made

    def supplies(self) -> dict[str, Any]:
        """Return what was filled in, pictures apart."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "evidence"}
        return {k: v for k, v in given.items() if v not in ("", None)}
