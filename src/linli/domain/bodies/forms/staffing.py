"""What the pages of staffing ask for."""

from __future__ import annotations

from django import forms

from linli.domain.bodies.states import ADMINISTRATORS, LentKind, QuotaAct, QuotaKind, Role
from linli.domain.people.states import Education
from linli.foundation.ui.text import say_lazy

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_BODY = "bodies.lent.body_hint"


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=say_lazy(label), widget=_DAY)


class QuotaPaperForm(forms.Form):
    """A paper about quotas, its lines as a file."""

    act = forms.ChoiceField(
        label=say_lazy("bodies.quotas.act"),
        choices=[(a.value, say_lazy(f"bodies.quotas.act.{a.value}")) for a in QuotaAct],
        initial=QuotaAct.MOVE.value,
        widget=forms.RadioSelect,
        help_text=say_lazy("bodies.quotas.act.hint"),
    )
    document = forms.CharField(label=say_lazy("bodies.quotas.document"), max_length=80)
    decided_by = forms.CharField(label=say_lazy("bodies.quotas.decided_by"), max_length=120)
    basis = forms.CharField(label=say_lazy("bodies.quotas.basis"), max_length=200)
    basis_en = forms.CharField(
        label=say_lazy("bodies.quotas.basis_en"), max_length=300, required=False
    )
    on = _day("bodies.quotas.on")
    file = forms.FileField(
        label=say_lazy("bodies.quotas.file"),
        help_text=say_lazy("bodies.quotas.file_hint"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class QuotaSeatForm(forms.Form):
    """On whose quota a person sits; no body takes it away."""

    body = forms.CharField(
        label=say_lazy("bodies.quotas.seat.body"),
        help_text=say_lazy("bodies.quotas.seat.body_hint"),
        max_length=120,
        required=False,
    )
    kind = forms.ChoiceField(
        label=say_lazy("bodies.quotas.kind"),
        choices=[(k.value, say_lazy(f"bodies.quotas.kind.{k.value}")) for k in QuotaKind],
        widget=forms.RadioSelect,
    )
    since = _day("bodies.quotas.seat.since")


class LendingForm(forms.Form):
    """Who is to work where, for which days, by which paper."""

    person = forms.CharField(label=say_lazy("bodies.lent.person"), max_length=60)
    home = forms.CharField(
        label=say_lazy("bodies.lent.home"), help_text=say_lazy(_BODY), max_length=120
    )
    destination = forms.CharField(
        label=say_lazy("bodies.lent.destination"), help_text=say_lazy(_BODY), max_length=120
    )
    kind = forms.ChoiceField(
        label=say_lazy("bodies.lent.kind"),
        choices=[(k.value, say_lazy(f"bodies.lent.kind.{k.value}")) for k in LentKind],
        initial=LentKind.SECONDED.value,
        widget=forms.RadioSelect,
    )
    first = _day("bodies.lent.first")
    last = _day("bodies.lent.last")
    document = forms.CharField(label=say_lazy("bodies.lent.document"), max_length=80)


class LentFilterForm(forms.Form):
    """Which lendings to list."""

    kind = forms.ChoiceField(
        label=say_lazy("bodies.lent.kind"),
        choices=[
            ("", say_lazy("bodies.lent.any")),
            *((k.value, say_lazy(f"bodies.lent.kind.{k.value}")) for k in LentKind),
        ],
        required=False,
    )
    state = forms.ChoiceField(
        label=say_lazy("bodies.lent.state"),
        choices=[
            ("", say_lazy("bodies.lent.any")),
            *((s, say_lazy(f"bodies.lent.state.{s}")) for s in ("asked", "running", "coming")),
        ],
        required=False,
    )


class FactsForm(forms.Form):
    """A person's own year of birth and education, for the figures of rosters."""

    born = forms.IntegerField(
        label=say_lazy("bodies.roster.born"),
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    education = forms.ChoiceField(
        label=say_lazy("bodies.roster.education"),
        choices=[(e.value, say_lazy(f"bodies.roster.education.{e.value}")) for e in Education],
        required=False,
        widget=forms.RadioSelect,
    )


class PairForm(forms.Form):
    """Who brings whom along, in what, for which days."""

    body = forms.CharField(
        label=say_lazy("bodies.mentor.body"), help_text=say_lazy(_BODY), max_length=120
    )
    mentee = forms.CharField(label=say_lazy("bodies.mentor.mentee"), max_length=60)
    mentor_body = forms.CharField(
        label=say_lazy("bodies.mentor.mentor_body"), help_text=say_lazy(_BODY), max_length=120
    )
    mentor = forms.CharField(label=say_lazy("bodies.mentor.mentor"), max_length=60)
    topic = forms.CharField(label=say_lazy("bodies.mentor.topic"), max_length=120)
    first = _day("bodies.lent.first")
    last = _day("bodies.lent.last")


class ReserveForm(forms.Form):
    """Who agreed to be thought of for which post in which body, for which days."""

    body = forms.CharField(
        label=say_lazy("bodies.reserve.body"), help_text=say_lazy(_BODY), max_length=120
    )
    role = forms.ChoiceField(
        label=say_lazy("bodies.reserve.role"),
        choices=[
            (r.value, say_lazy(f"bodies.role.{r.value}")) for r in Role if r not in ADMINISTRATORS
        ],
    )
    home = forms.CharField(
        label=say_lazy("bodies.reserve.home"), help_text=say_lazy(_BODY), max_length=120
    )
    person = forms.CharField(label=say_lazy("bodies.lent.person"), max_length=60)
    proposed_by = forms.CharField(label=say_lazy("bodies.reserve.proposed_by"), max_length=120)
    consent = forms.CharField(
        label=say_lazy("bodies.reserve.consent"),
        help_text=say_lazy("bodies.reserve.consent_hint"),
        max_length=120,
    )
    first = _day("bodies.lent.first")
    last = _day("bodies.lent.last")
