"""What residents fill in: report, track, answer, rate, ask again, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from linli.domain.cases.forms.fields import (
    LineField,
    PhoneField,
    Pictures,
    PicturesField,
    WordsField,
    YesNoField,
)
from linli.foundation.ui.text import say
from linli.foundation.ui.text import say_lazy as _


class KeyedForm(forms.Form):
    """A form that is sent once: its key makes a second press the same act."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class WordsForm(KeyedForm):
    """First screen: what is the matter, with pictures if there are any."""

    words = WordsField(label=_("cases.report.words"), help_text=_("cases.report.words.hint"))
    file = PicturesField(
        label=_("cases.report.pictures"),
        help_text=_("cases.report.pictures.hint"),
        required=False,
        # WeChat offers camera and album for this and nothing else; `capture` would hide the album
        widget=Pictures(attrs={"accept": "image/*"}),
    )


class SignedWordsForm(WordsForm):
    """First screen after a sign was read: the place is known, where in it can be said."""

    address = LineField(
        label=_("cases.report.address"),
        help_text=_("cases.report.address.hint"),
        required=False,
        max_length=200,
    )

    field_order = ("key", "words", "address", "file")


class PlaceForm(forms.Form):
    """Second screen: where it is."""

    place = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _("refusal.place_missing")}
    )
    address = LineField(
        label=_("cases.report.address"),
        help_text=_("cases.report.address.hint"),
        required=False,
        max_length=200,
    )


class ContactForm(forms.Form):
    """Third screen: how to be reached, or not at all."""

    phone = PhoneField(
        label=_("cases.report.phone"), help_text=_("cases.report.phone.hint"), required=False
    )
    name = LineField(
        label=_("cases.report.name"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    confidential = forms.BooleanField(
        label=_("cases.report.confidential"),
        help_text=_("cases.report.confidential.hint"),
        required=False,
    )


class OnePageForm(WordsForm, ContactForm):
    """Everything on one page; the place is named in words or by its code."""

    where = LineField(
        label=_("cases.report.where"), help_text=_("cases.report.where.hint"), required=False
    )
    place = forms.TypedChoiceField(
        label=_("cases.report.which"), required=False, coerce=int, widget=forms.RadioSelect
    )
    address = LineField(
        label=_("cases.report.address"),
        help_text=_("cases.report.address.hint"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """Offer the places that the typed name may mean."""
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = list(places)
        field.required = self.is_bound
        field.error_messages["required"] = say("refusal.place_missing")
        self.places = tuple(places)

    field_order = ("key", "words", "file", "where", "place", "address", "phone", "name")


class TrackForm(forms.Form):
    """Number and tracking code."""

    number = forms.CharField(
        label=_("cases.track.number"),
        help_text=_("cases.track.number.hint"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("cases.track.code"),
        help_text=_("cases.track.code.hint"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class SupplementForm(KeyedForm):
    """An answer to what was asked."""

    words = WordsField(label=_("cases.track.answer"), rows=4)
    file = PicturesField(label=_("cases.track.add_pictures"), required=False)


class PicturesForm(KeyedForm):
    """Pictures that the reporter adds later."""

    file = PicturesField(
        label=_("cases.track.add_pictures"),
        help_text=_("cases.report.pictures.hint"),
        error_messages={"required": _("cases.track.add.missing")},
    )


class RateForm(KeyedForm):
    """Solved or not, satisfied or not; words if one likes."""

    solved = YesNoField(
        label=_("cases.rate.solved"), yes="cases.rate.solved.yes", no="cases.rate.solved.no"
    )
    satisfied = YesNoField(
        label=_("cases.rate.satisfied"),
        yes="cases.rate.satisfied.yes",
        no="cases.rate.satisfied.no",
    )
    words = WordsField(label=_("cases.rate.words"), rows=3, required=False)


class ReasonForm(KeyedForm):
    """Why the reporter asks for it again."""

    reason = WordsField(
        label=_("cases.re_open.reason"),
        rows=3,
        error_messages={"required": _("cases.re_open.reason.missing")},
    )


class ObjectForm(KeyedForm):
    """Why the reporter does not agree with an answer."""

    reason = WordsField(
        label=_("cases.object.reason"),
        rows=3,
        error_messages={"required": _("cases.object.reason.missing")},
    )


class WithdrawForm(KeyedForm):
    """The reporter takes the case back."""

    reason = WordsField(label=_("cases.withdraw.reason"), rows=2, required=False)
