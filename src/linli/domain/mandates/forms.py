"""What the pages of mandates ask for: who is responsible, a list to open, a document that moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from linli.domain.mandates.queries import MatterName
from linli.domain.mandates.states import DemandKind, InstrumentKind, ListKind, ThresholdKind
from linli.foundation.ui.as_of import EARLIEST
from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import named, say, say_lazy

LATEST = date(2099, 12, 31)  # of a document; later is a slip of the hand


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
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    source = forms.CharField(
        label=say_lazy("mandates.powers.source_note"), max_length=300, required=False
    )
    file = forms.FileField(
        label=say_lazy("mandates.powers.file"),
        help_text=say_lazy("mandates.powers.file_hint"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


UNITS = {
    ThresholdKind.LIMIT: ("min", "h", "d", "wmin", "wh", "wd"),
    ThresholdKind.SPAN: ("min", "h", "d"),
}


class LimitForm(forms.Form):
    """What a threshold is to be from a day on, and by which document; fields as its kind wants."""

    amount = forms.IntegerField(
        label=say_lazy("mandates.limits.amount"), min_value=1, max_value=999_999
    )
    unit = forms.ChoiceField(label=say_lazy("mandates.limits.unit"))
    time = forms.TimeField(
        label=say_lazy("mandates.limits.time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    since = forms.DateField(
        label=say_lazy("mandates.limits.since"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    basis = forms.CharField(
        label=say_lazy("mandates.col.basis"),
        help_text=say_lazy("mandates.limits.basis_hint"),
        max_length=200,
    )
    basis_en = forms.CharField(
        label=say_lazy("mandates.limits.basis_en"), max_length=300, required=False
    )

    def __init__(self, *given: Any, kind: ThresholdKind, **more: Any) -> None:
        """Keep the fields that a value of this kind needs."""
        super().__init__(*given, **more)
        self.kind = kind
        is_time = kind is ThresholdKind.TIME
        for name in ("amount", "unit") if is_time else ("time",):
            del self.fields[name]
        if kind in UNITS:
            units = [(u, say(f"mandates.unit.{u}")) for u in UNITS[kind]]
            offer(self, "unit", units)
        elif not is_time:
            del self.fields["unit"]
        if kind is ThresholdKind.SHARE:
            self.fields["amount"].label = say("mandates.limits.percent")

    @property
    def value(self) -> str:
        """The value as it is kept."""
        given = self.cleaned_data
        if self.kind is ThresholdKind.TIME:
            return f"{given['time']:%H:%M}"
        tail = "%" if self.kind is ThresholdKind.SHARE else given.get("unit", "")
        return f"{given['amount']}{tail}"


Choices = list[tuple[int, str]]


class AdmissionForm(forms.Form):
    """A matter that a department asks to put on a place's grids."""

    body = forms.TypedChoiceField(label=say_lazy("mandates.admission.body"), coerce=int)
    power_list = forms.TypedChoiceField(label=say_lazy("mandates.admission.list"), coerce=int)
    matter = forms.ChoiceField(label=say_lazy("mandates.who.matter"))
    need = forms.CharField(
        label=say_lazy("mandates.admission.need"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(label=say_lazy("mandates.powers.basis"), max_length=200)
    funds = forms.CharField(
        label=say_lazy("mandates.admission.funds"),
        help_text=say_lazy("mandates.admission.funds_hint"),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, matters: Iterable[MatterName], lists: Choices, bodies: Choices
    ) -> None:
        """Offer the catalogue, the lists and one's own bodies."""
        super().__init__(*args)
        offer(self, "matter", choices(matters))
        offer(self, "power_list", lists)
        offer(self, "body", bodies)


class StepForm(forms.Form):
    """What may come with a step of a request: which of it must, the procedure says."""

    finding = forms.CharField(
        label=say_lazy("mandates.admission.finding"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    number = forms.CharField(
        label=say_lazy("mandates.powers.number"), max_length=80, required=False
    )
    decided_by = forms.CharField(
        label=say_lazy("mandates.powers.decided_by"), max_length=120, required=False
    )


class DemandForm(forms.Form):
    """A demand on a subdistrict or town."""

    body = forms.TypedChoiceField(label=say_lazy("mandates.demands.sender"), coerce=int)
    receiver = forms.TypedChoiceField(label=say_lazy("mandates.demands.receiver"), coerce=int)
    kind = forms.ChoiceField(
        label=say_lazy("mandates.demands.kind"),
        choices=[(k.value, say_lazy(f"mandates.demand.{k.value}")) for k in DemandKind],
    )
    title = forms.CharField(label=say_lazy("mandates.demands.title_field"), max_length=200)

    def __init__(self, *args: Any, receivers: Choices, bodies: Choices) -> None:
        """Offer the subdistricts below and one's own bodies."""
        super().__init__(*args)
        offer(self, "receiver", receivers)
        offer(self, "body", bodies)


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
