"""What the pages of reorganisations ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from linli.domain.territory.rules.reorganising.tabled import KINDS
from linli.domain.territory.states import Verb
from linli.foundation.ui.choices import offer
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say, say_lazy
from linli.kernel.errors import Refusal

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
# verb -> the fields its form asks for
ASKED = {
    Verb.MERGE: ("places", "name", "code", "kind", "parent"),
    Verb.SPLIT: ("place", "parts", "heir"),
    Verb.MOVE: ("place", "parent", "code"),
    Verb.RENAME: ("place", "name", "code", "kind"),
    Verb.RECODE: ("place", "code"),
    Verb.CREATE: ("name", "code", "kind", "parent"),
    Verb.ABOLISH: ("place", "heir"),
}
OPTIONAL = frozenset({("rename", "code"), ("rename", "kind"), ("move", "code"), ("split", "heir")})
OPTIONAL |= {("abolish", "heir"), ("merge", "kind"), ("merge", "parent")}


def _text(name: str, most: int = 64, **more: Any) -> forms.CharField:
    key = f"territory.reorganising.field.{name}"
    return forms.CharField(label=say_lazy(key), max_length=most, **more)


class HeadForm(forms.Form):
    """What an instrument is called, who decided it, from which day."""

    title = _text("title", 200)
    document = _text("document", 120, required=False)
    decided_by = _text("decided_by", 120)
    effective = forms.DateField(
        label=say_lazy("territory.reorganising.field.effective"), widget=_DAY
    )
    note = _text("note", 2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ChangeForm(forms.Form):
    """One change: the fields of its verb; places by code or name."""

    places = _text(
        "places",
        4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say_lazy("territory.reorganising.hint.places"),
    )
    place = _text("place", 200, help_text=say_lazy("territory.reorganising.hint.place"))
    name = _text("name")
    code = _text("code", 32)
    kind = forms.ChoiceField(
        label=say_lazy("territory.reorganising.field.kind"),
        choices=[("", "–"), *((k.value, say_lazy(f"territory.kind.{k}")) for k in KINDS.values())],
    )
    parent = _text("parent", 200, help_text=say_lazy("territory.reorganising.hint.place"))
    parts = _text(
        "parts",
        4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=say_lazy("territory.reorganising.hint.parts"),
    )
    heir = _text("heir", 200, help_text=say_lazy("territory.reorganising.hint.heir"))

    def __init__(self, *given: Any, verb: Verb, **more: Any) -> None:
        """Keep what the verb asks for."""
        super().__init__(*given, **more)
        wanted = ASKED[verb]
        self.fields = {name: self.fields[name] for name in wanted}
        for name in wanted:
            self.fields[name].required = (verb.value, name) not in OPTIONAL


class FileForm(forms.Form):
    """A file with the changes: JSON, or a table."""

    file = forms.FileField(
        label=say_lazy("territory.reorganising.field.file"),
        help_text=say_lazy("territory.reorganising.hint.file"),
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx,.csv"}),
    )


class ListForm(forms.Form):
    """A list of sub-places and cases with the part that each goes to."""

    file = forms.FileField(
        label=say_lazy("territory.halves.list"),
        help_text=say_lazy("territory.halves.list_hint"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class BoundaryForm(forms.Form):
    """A half drawn on the map, typed as points or brought as a file, and which part it is."""

    part = forms.ChoiceField(label=say_lazy("territory.halves.part"))
    points = forms.CharField(
        label=say_lazy("territory.draw.points"),
        help_text=say_lazy("territory.draw.points_hint"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "inputmode": "decimal"}),
    )
    outline = forms.FileField(
        required=False,
        label=say_lazy("territory.halves.outline"),
        help_text=say_lazy("territory.halves.outline_hint"),
        widget=forms.FileInput(attrs={"accept": ".json,.geojson"}),
    )

    def __init__(self, *given: Any, parts: Mapping[str, str], **more: Any) -> None:
        """Offer the parts."""
        super().__init__(*given, **more)
        offer(self, "part", [(code, f"{name} {code}".strip()) for code, name in parts.items()])

    def clean(self) -> dict[str, Any]:
        """Ask for the points or the file: one of them, not both."""
        given = super().clean() or {}
        points, file = given.get("points", "").strip(), given.get("outline")
        if not self.errors and bool(points) == bool(file):
            self.add_error("points", say("territory.halves.one_of"))
        return given


class ReasonForm(forms.Form):
    """Why an instrument is revoked."""

    reason = _text("reason", 200)


def show(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))


def lines(text: str) -> Iterable[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
