"""Form fields and their faults."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.forms.widgets import CheckboxSelectMultiple, FileInput
from django.template import Library

register = Library()


def _widget(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "choice"
    if isinstance(widget, FileInput):
        # a table is chosen with the browser's own button; only pictures are taken and shown
        asked = str(widget.attrs.get("accept", "image"))
        return "file" if "image" in asked else "plain"
    return "plain"


@register.inclusion_tag("ui/components/field.html")
def field(
    bound: BoundField,
    /,
    *,
    label: str = "",
    hint: str | None = None,
    placeholder: str = "",
    short: bool = False,
    tiles: bool = False,
    optional: bool = True,
) -> dict[str, Any]:
    """A field with its label, hint and faults, tied together for screen readers.

    A hint is the field's help text unless given; a placeholder shows only when given here.
    `short` narrows it, `tiles` lays choices out as tiles, `optional` marks what may stay empty.
    """
    hint = str(bound.help_text or "") if hint is None else hint
    own = bound.id_for_label or bound.auto_id
    described = [f"{own}-hint"] if hint else []
    described += [f"{own}-fault"] if bound.errors else []
    attrs: dict[str, Any] = {"placeholder": placeholder or False}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "kind": _widget(bound),
        "label": label or bound.label,
        "hint": hint,
        "short": short,
        "tiles": tiles,
        "optional": optional and not bound.field.required,
        "id": own,
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*, form: BaseForm) -> dict[str, Any]:
    """All faults of a form, each leading to its field; stands above the form."""
    faults = [
        (fault, form[name].id_for_label or form[name].auto_id)
        for name, faults in form.errors.items()
        if name in form.fields
        for fault in faults
    ]
    return {"general": form.non_field_errors(), "faults": faults, "form": form}
