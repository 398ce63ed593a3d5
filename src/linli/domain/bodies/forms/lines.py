"""What the pages of second lines, opinions and coverage ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from linli.domain.bodies.states import TEMPORARY, CoverageOf, Decides, HearingAct, Subject
from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say_lazy

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=say_lazy(label), widget=_DAY)


def _decides(subject: Subject) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=say_lazy(f"bodies.stationing.{subject.value}"),
        choices=[(d.value, say_lazy(f"bodies.decides.{d.value}")) for d in Decides],
        widget=forms.RadioSelect,
    )


class StationingForm(forms.Form):
    """At which body of its place an office is stationed, and what each line decides about it."""

    host = forms.TypedChoiceField(label=say_lazy("bodies.stationing.host"), coerce=int)
    staffing = _decides(Subject.STAFFING)
    money = _decides(Subject.MONEY)
    duties = _decides(Subject.DUTIES)
    appraisal = _decides(Subject.APPRAISAL)
    since = _day("bodies.stationing.since")
    document = forms.CharField(
        label=say_lazy("bodies.stationing.document"), max_length=80, required=False
    )
    basis = forms.CharField(label=say_lazy("bodies.stationing.basis"), max_length=200)
    basis_en = forms.CharField(
        label=say_lazy("bodies.stationing.basis_en"), max_length=300, required=False
    )

    def __init__(self, *given: Any, hosts: list[tuple[int, str]], **more: Any) -> None:
        """Offer the bodies of the place."""
        super().__init__(*given, **more)
        offer(self, "host", hosts)


class OpinionForm(forms.Form):
    """Who is to come to, or go from, the head's post of a stationed office."""

    post = forms.TypedChoiceField(
        label=say_lazy("bodies.hearing.post"), coerce=int, widget=forms.RadioSelect
    )
    act = forms.ChoiceField(
        label=say_lazy("bodies.hearing.about"),
        choices=[(a.value, say_lazy(f"bodies.hearing.act.{a.value}")) for a in HearingAct],
        widget=forms.RadioSelect,
    )
    person = forms.TypedChoiceField(label=say_lazy("bodies.hearing.person"), coerce=int)
    words = forms.CharField(
        label=say_lazy("bodies.hearing.ask_words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *given: Any,
        people: list[tuple[int, str]],
        posts: list[tuple[int, str]],
        **more: Any,
    ) -> None:
        """Offer the heads' posts and the people of the line."""
        super().__init__(*given, **more)
        offer(self, "post", posts)
        offer(self, "person", people)


class AttachForm(forms.Form):
    """A firm or place that a party organisation covers, or to which it sends an instructor."""

    target = forms.CharField(
        label=say_lazy("bodies.coverage.target"),
        help_text=say_lazy("bodies.coverage.target_hint"),
        max_length=200,
    )
    instructor = forms.TypedChoiceField(
        label=say_lazy("bodies.coverage.instructor"),
        help_text=say_lazy("bodies.coverage.instructor_hint"),
        coerce=int,
        required=False,
        empty_value=None,
    )
    since = _day("bodies.coverage.since")
    basis = forms.CharField(label=say_lazy("bodies.coverage.basis"), max_length=200, required=False)

    def __init__(self, *given: Any, people: list[tuple[int, str]], **more: Any) -> None:
        """Offer who may be sent."""
        super().__init__(*given, **more)
        offer(self, "instructor", [("", say_lazy("bodies.coverage.nobody")), *people])


class CoverageRuleForm(forms.Form):
    """How coverage is counted from a day on."""

    of = forms.ChoiceField(
        label=say_lazy("bodies.coverage.of"),
        choices=[(o.value, say_lazy(f"bodies.coverage.of.{o.value}")) for o in CoverageOf],
    )
    kinds = forms.MultipleChoiceField(
        label=say_lazy("bodies.coverage.kinds"), help_text=say_lazy("bodies.coverage.kinds_hint")
    )
    joint = forms.BooleanField(label=say_lazy("bodies.coverage.joint"), required=False)
    by_organisation = forms.BooleanField(
        label=say_lazy("bodies.coverage.by_organisation"), required=False
    )
    words = forms.CharField(
        label=say_lazy("bodies.coverage.words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words_en = forms.CharField(
        label=say_lazy("bodies.coverage.words_en"),
        max_length=700,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    since = _day("bodies.coverage.since")
    basis = forms.CharField(label=say_lazy("bodies.coverage.basis"), max_length=200)
    basis_en = forms.CharField(
        label=say_lazy("bodies.coverage.basis_en"), max_length=300, required=False
    )

    def __init__(self, *given: Any, kinds: list[tuple[str, str]], **more: Any) -> None:
        """Offer the kinds of bodies and places."""
        super().__init__(*given, **more)
        offer(self, "kinds", kinds)


class UnitForm(forms.Form):
    """A unit that is to sit on a committee."""

    unit = forms.CharField(
        label=say_lazy("bodies.members.unit"),
        help_text=say_lazy("bodies.members.unit_hint"),
        max_length=120,
    )
    since = _day("bodies.coverage.since")
    basis = forms.CharField(label=say_lazy("bodies.coverage.basis"), max_length=200, required=False)


class CharterForm(forms.Form):
    """Until when a temporary body goes on, by which document."""

    last = _day("bodies.temporary.last")
    document = forms.CharField(label=say_lazy("bodies.temporary.document"), max_length=80)


class TemporaryForm(CharterForm):
    """A temporary body."""

    kind = forms.ChoiceField(
        label=say_lazy("bodies.temporary.kind"),
        choices=[(k.value, say_lazy(f"bodies.temporary.kind.{k.value}")) for k in TEMPORARY],
        widget=forms.RadioSelect,
        initial=TEMPORARY[0].value,
    )
    name = forms.CharField(label=say_lazy("bodies.temporary.name"), max_length=120)
    name_en = forms.CharField(
        label=say_lazy("bodies.temporary.name_en"), max_length=200, required=False
    )
    purpose = forms.CharField(label=say_lazy("bodies.temporary.purpose"), max_length=300)
    purpose_en = forms.CharField(
        label=say_lazy("bodies.temporary.purpose_en"), max_length=400, required=False
    )
    superior = forms.TypedChoiceField(
        label=say_lazy("bodies.superior"), coerce=int, required=False, empty_value=None
    )
    hands = forms.IntegerField(label=say_lazy("bodies.temporary.hands"), min_value=1, max_value=200)

    def __init__(self, *given: Any, above: list[tuple[int, str]], **more: Any) -> None:
        """Offer the bodies of the place."""
        super().__init__(*given, **more)
        offer(self, "superior", [("", "–"), *above])


class OwnerForm(forms.Form):
    """Which body of a place owns a mechanism there from a day on."""

    mechanism = forms.TypedChoiceField(label=say_lazy("bodies.mechanisms.mechanism"), coerce=int)
    body = forms.TypedChoiceField(label=say_lazy("bodies.mechanisms.owner"), coerce=int)
    since = _day("bodies.coverage.since")
    basis = forms.CharField(label=say_lazy("bodies.coverage.basis"), max_length=200)

    def __init__(
        self,
        *given: Any,
        mechanisms: list[tuple[int, str]],
        bodies: list[tuple[int, str]],
        **more: Any,
    ) -> None:
        """Offer the mechanisms and the bodies of the place."""
        super().__init__(*given, **more)
        offer(self, "mechanism", mechanisms)
        offer(self, "body", bodies)
