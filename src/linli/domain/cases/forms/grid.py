"""What a grid worker fills in: a photo, what it is, settled or passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from linli.domain.cases.forms.fields import LineField, PicturesField, WordsField
from linli.domain.cases.forms.resident import KeyedForm
from linli.foundation.ui.text import say
from linli.foundation.ui.text import say_lazy as _

HOW = (("pass_on", _("cases.event.pass_on")), ("settled", _("cases.event.settled")))


class EventForm(KeyedForm):
    """One event; the six big matters are tiles, the rest is found by name."""

    file = PicturesField(label=_("cases.event.photo"), required=False)
    matter = forms.ChoiceField(
        label=_("cases.event.matter"), required=False, widget=forms.RadioSelect
    )
    other = LineField(
        label=_("cases.event.other"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "matters", "autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=_("cases.event.how"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": _("cases.event.how.missing")},
    )
    place = forms.TypedChoiceField(label=_("cases.event.place"), coerce=int)
    address = LineField(label=_("cases.event.address"), required=False, max_length=200)
    words = WordsField(label=_("cases.event.words"), rows=2, required=False)

    def __init__(
        self,
        *args: Any,
        tiles: Sequence[tuple[str, str]],
        names: Iterable[tuple[str, str]],
        places: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the tiles, the names of all matters (for `other`), and the worker's places."""
        super().__init__(*args, **kwargs)
        self._codes = {name: code for code, name in names}
        self._offer("matter", tiles)
        self._offer("place", places)
        if places:
            self.fields["place"].initial = places[0][0]

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """One matter: a typed name comes before a tile."""
        values: dict[str, Any] = super().clean() or {}
        typed = values.get("other", "")
        code = self._meant(typed) if typed else values.get("matter")
        if typed and code is None:
            self.add_error("other", say("cases.event.other.unknown", name=typed))
        elif not code:
            self.add_error("matter", say("cases.event.matter.missing"))
        values["matter"] = code
        return values

    def _meant(self, typed: str) -> str | None:
        """Return the code of a typed name or of the only name that holds it."""
        if typed in self._codes:
            return self._codes[typed]
        held = [code for name, code in self._codes.items() if typed in name]
        return held[0] if len(held) == 1 else None
