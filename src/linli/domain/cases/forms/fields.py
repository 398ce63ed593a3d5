"""Fields that several forms share: several pictures, yes or no, a phone, faults in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from linli.domain.cases.rules.filing import clean_line, clean_words
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say, say_lazy
from linli.kernel.codes import read_phone
from linli.kernel.errors import Refusal

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"


class Pictures(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PicturesField(forms.FileField):
    """Several files at once; the clean value is a list; contents are judged later."""

    widget = Pictures

    def __init__(self, **kwargs: Any) -> None:
        """Offer the kinds that are taken."""
        kwargs.setdefault("widget", Pictures(attrs={"accept": ACCEPT}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files; an empty one is left to the judge of contents, who says so."""
        given: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        files = [file for file in given if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"])
        return files


class WordsField(forms.CharField):
    """A text in someone's own words, cleaned; its refusals are said at the field."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        """Offer a text box of some rows."""
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("error_messages", {"required": say_lazy("refusal.words_missing")})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the text without control characters, or its fault."""
        text = super().clean(value)
        return str(said(lambda: clean_words(text))) if text else ""


class LineField(forms.CharField):
    """One line, cleaned."""

    def clean(self, value: Any) -> str:
        """Return the line, or its fault."""
        text = super().clean(value)
        return str(said(lambda: clean_line(text, name="line")))


class PhoneField(forms.CharField):
    """A phone as people type it; the clean value is digits as they are kept."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the number keys of a phone."""
        attrs = {"inputmode": "tel", "autocomplete": "tel"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the phone, or its fault."""
        text = super().clean(value)
        if not text.strip():
            return ""
        phone = read_phone(text)
        if phone is None:
            raise forms.ValidationError(say("refusal.phone_unreadable"))
        return phone


def said(ask: Any) -> Any:
    """Return what `ask` gives; a refusal becomes the field's fault, in words."""
    try:
        return ask()
    except Refusal as refusal:
        raise forms.ValidationError(sentence(refusal)) from refusal


def show(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal at its field, or above the form where it names none."""
    field = "file" if refusal.field == "evidence" else refusal.field
    at = field if field in form.fields else None
    form.add_error(at, sentence(refusal))


class YesNoField(forms.ChoiceField):
    """Two large choices; the clean value is a bool."""

    def __init__(self, *, yes: str, no: str, **kwargs: Any) -> None:
        """Name the two answers by their text keys."""
        choices = (("yes", say_lazy(yes)), ("no", say_lazy(no)))
        super().__init__(choices=choices, widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> bool:
        """Return whether the answer was yes."""
        return bool(super().clean(value) == "yes")
