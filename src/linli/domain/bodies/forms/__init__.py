"""What the pages of the duty rota ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.bodies.states import (
    BookLine,
    LeaveKind,
)
from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say_lazy

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=say_lazy(label), widget=_DAY)


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
        offer(self, "taker", colleagues)


class ShiftForm(forms.Form):
    """One shift, as whoever manages the rota plans it by hand."""

    day = forms.DateField(label=say_lazy("bodies.duty.col.day"), widget=_DAY)
    name = forms.CharField(label=say_lazy("bodies.duty.col.shift"), max_length=30, required=False)
    start = forms.TimeField(label=say_lazy("bodies.duty.col.start"), widget=_TIME)
    end = forms.TimeField(
        label=say_lazy("bodies.duty.col.end"),
        widget=_TIME,
        help_text=say_lazy("bodies.duty.end_hint"),
    )
    leader = forms.TypedChoiceField(label=say_lazy("bodies.duty.col.leader"), coerce=int)
    officers = forms.TypedMultipleChoiceField(
        label=say_lazy("bodies.duty.col.officers"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": say_lazy("refusal.duty_without_officer")},
    )
    phone = forms.CharField(
        label=say_lazy("bodies.duty.col.phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def __init__(self, *given: Any, people: list[tuple[int, str]], **more: Any) -> None:
        """Offer who may stand in the rota."""
        super().__init__(*given, **more)
        offer(self, "leader", [("", "–"), *people])
        offer(self, "officers", people)


class DutyRuleForm(forms.Form):
    """From a day on: must bodies of a kind have a rota, and when does a shift begin."""

    kind = forms.ChoiceField(label=say_lazy("bodies.duty.rule.kind"), required=False)
    required = forms.TypedChoiceField(
        label=say_lazy("bodies.duty.rule.required"),
        choices=[
            ("yes", say_lazy("bodies.duty.rule.yes")),
            ("no", say_lazy("bodies.duty.rule.no")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    begins = forms.TimeField(
        label=say_lazy("bodies.duty.rule.begins"),
        widget=_TIME,
        help_text=say_lazy("bodies.duty.rule.begins_hint"),
    )
    since = forms.DateField(label=say_lazy("bodies.duty.rule.since"), widget=_DAY)
    basis = forms.CharField(label=say_lazy("bodies.duty.rule.basis"), max_length=200)
    basis_en = forms.CharField(
        label=say_lazy("bodies.duty.rule.basis_en"), max_length=300, required=False
    )

    def __init__(self, *given: Any, kinds: list[tuple[str, str]], **more: Any) -> None:
        """Offer the kinds of bodies."""
        super().__init__(*given, **more)
        offer(self, "kind", kinds)


_POINTS = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "inputmode": "decimal"})


class RedrawForm(forms.Form):
    """The outline of a grid as points, from a day on."""

    points = forms.CharField(
        label=say_lazy("territory.draw.points"),
        help_text=say_lazy("territory.draw.points_hint"),
        max_length=20_000,
        widget=_POINTS,
    )
    since = forms.DateField(label=say_lazy("bodies.grids.since"), widget=_DAY)


class GridForm(RedrawForm):
    """A grid, micro-grid or building: its name, perhaps its code and outline."""

    kind = forms.ChoiceField(label=say_lazy("bodies.grids.kind"), widget=forms.RadioSelect)
    name = forms.CharField(label=say_lazy("bodies.grids.name"), max_length=64)
    code = forms.CharField(
        label=say_lazy("bodies.grids.code"),
        help_text=say_lazy("bodies.grids.code_hint"),
        max_length=32,
        required=False,
    )

    def __init__(self, *given: Any, kinds: list[tuple[str, str]], **more: Any) -> None:
        """Offer what may lie there; an outline may come later."""
        super().__init__(*given, **more)
        offer(self, "kind", kinds)
        self.fields["points"].required = False


class GridCodesForm(forms.Form):
    """The pattern of codes at a place from a day on."""

    pattern = forms.CharField(
        label=say_lazy("bodies.codes.pattern"),
        help_text=say_lazy("bodies.codes.pattern_hint"),
        max_length=40,
    )
    since = forms.DateField(label=say_lazy("bodies.codes.since"), widget=_DAY)
    basis = forms.CharField(label=say_lazy("bodies.codes.basis"), max_length=200)
    basis_en = forms.CharField(
        label=say_lazy("bodies.codes.basis_en"), max_length=300, required=False
    )


class GridFileForm(forms.Form):
    """Grids as a GeoJSON file, from a day on; once tried, the page carries the file itself."""

    file = forms.FileField(
        label=say_lazy("bodies.grids.file"),
        help_text=say_lazy("bodies.grids.file_hint"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        required=False,
    )
    since = forms.DateField(label=say_lazy("bodies.grids.since"), widget=_DAY)

    def clean(self) -> dict[str, Any]:
        """Ask for the file where none is carried along."""
        given = super().clean() or {}
        if not given.get("file") and not self.data.get("held"):
            self.add_error("file", say_lazy("bodies.grids.file_missing"))
        return given


class RotaForm(forms.Form):
    """A rota as a file."""

    file = forms.FileField(label=say_lazy("bodies.duty.file"))


class SheetForm(forms.Form):
    """The days of a printed rota."""

    since = forms.DateField(label=say_lazy("bodies.duty.since"), widget=_DAY)
    until = forms.DateField(label=say_lazy("bodies.duty.until_day"), widget=_DAY)


class LeaveForm(forms.Form):
    """Days on which somebody is away, and who stands in."""

    first = _day("bodies.leave.first")
    last = _day("bodies.leave.last")
    kind = forms.ChoiceField(
        label=say_lazy("bodies.leave.kind"),
        choices=[(k.value, say_lazy(f"bodies.leave.kind.{k.value}")) for k in LeaveKind],
        initial=LeaveKind.LEAVE.value,
        widget=forms.RadioSelect,
        help_text=say_lazy("bodies.leave.kind_hint"),
    )
    stand_in = forms.TypedChoiceField(
        label=say_lazy("bodies.leave.stand_in"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=say_lazy("bodies.leave.stand_in_hint"),
    )

    def __init__(self, *given: Any, people: list[tuple[int, str]], **more: Any) -> None:
        """Offer who could stand in."""
        super().__init__(*given, **more)
        nobody = ("", say_lazy("bodies.leave.the_deputy"))
        offer(self, "stand_in", [nobody, *people])


class DeputyForm(forms.Form):
    """The deputy of a post; nobody takes the deputy away."""

    person = forms.TypedChoiceField(
        label=say_lazy("bodies.deputy"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *given: Any, people: list[tuple[int, str]], **more: Any) -> None:
        """Offer who could be it."""
        super().__init__(*given, **more)
        nobody = ("", say_lazy("bodies.deputy.none"))
        offer(self, "person", [nobody, *people])


class ActingForm(forms.Form):
    """Who acts for a post, from when to when."""

    person = forms.TypedChoiceField(label=say_lazy("bodies.acts.who"), coerce=int)
    first = _day("bodies.acts.first")
    last = forms.DateField(
        label=say_lazy("bodies.acts.last"), widget=_DAY, help_text=say_lazy("bodies.acts.last_hint")
    )

    def __init__(self, *given: Any, people: list[tuple[str, Any]], **more: Any) -> None:
        """Offer who could act, those of the same body apart."""
        super().__init__(*given, **more)
        offer(self, "person", [("", "–"), *people])


class LeaverForm(forms.Form):
    """From which day on somebody is gone, and who takes over what they had."""

    on = forms.DateField(
        label=say_lazy("bodies.leaver.on"), widget=_DAY, help_text=say_lazy("bodies.leaver.on_hint")
    )
    taker = forms.TypedChoiceField(
        label=say_lazy("bodies.leaver.taker"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=say_lazy("bodies.leaver.taker_hint"),
    )

    def __init__(self, *given: Any, people: list[tuple[int, str]], **more: Any) -> None:
        """Offer who could take over; nobody for the body itself."""
        super().__init__(*given, **more)
        offer(self, "taker", [("", say_lazy("bodies.leaver.body")), *people])


class TermsForm(forms.Form):
    """A term change as a file, and its day."""

    on = _day("bodies.terms.on")
    file = forms.FileField(label=say_lazy("bodies.terms.file"))
