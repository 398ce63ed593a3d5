"""What the pages ask for that change organisations by an instrument."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.foundation.ui.text import say_lazy

# verb of an instrument -> the fields its form asks for
ASKED = {
    "rename": ("body", "name", "name_en"),
    "merge": ("bodies", "name", "name_en"),
    "move": ("body", "superior"),
    "abolish": ("body", "heir"),
}


def _line(name: str, most: int = 64, **more: Any) -> forms.CharField:
    return forms.CharField(label=say_lazy(f"bodies.change.field.{name}"), max_length=most, **more)


class BodyChangeForm(forms.Form):
    """One change of organisations: the fields of its verb; bodies by whole name or id."""

    bodies = _line(
        "bodies",
        4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say_lazy("bodies.change.hint.bodies"),
    )
    body = _line("body", 120, help_text=say_lazy("bodies.change.hint.body"))
    name = _line("name", 120)
    name_en = _line("name_en", 200, required=False)
    superior = _line("superior", 120, help_text=say_lazy("bodies.change.hint.body"))
    heir = _line("heir", 120, required=False, help_text=say_lazy("bodies.change.hint.heir"))

    def __init__(self, *given: Any, verb: str, **more: Any) -> None:
        """Keep what the verb asks for."""
        super().__init__(*given, **more)
        self.fields = {name: self.fields[name] for name in ASKED[verb]}
