"""A refusal is said at its field of a form; a missing right is no matter of a field."""

from __future__ import annotations

import pytest
from django import forms

from linli.foundation.ui.refusals import told_in
from linli.kernel.errors import Invalid, NotPermitted


class Asked(forms.Form):
    """Two fields, as a page has them."""

    since = forms.CharField(required=False)
    amount = forms.CharField(required=False)


@pytest.fixture
def form() -> Asked:
    made = Asked({})
    assert made.is_valid()
    return made


@pytest.mark.parametrize(
    ("field", "more", "where"),
    [
        ("since", {}, "since"),
        ("value", {}, "__all__"),
        ("value", {"fields": {"value": "amount"}}, "amount"),
        ("value", {"other": "since"}, "since"),
        (None, {}, "__all__"),
    ],
)
def test_it_is_said_where_the_form_has_it(
    form: Asked, field: str | None, more: dict, where: str
) -> None:
    with told_in(form, **more):
        raise Invalid("basis_missing", field=field)
    assert list(form.errors) == [where]


def test_nothing_refused_says_nothing(form: Asked) -> None:
    with told_in(form):
        pass
    assert not form.errors


def test_a_missing_right_goes_on(form: Asked) -> None:
    with pytest.raises(NotPermitted), told_in(form):
        raise NotPermitted("not_permitted", permission="x")
    assert not form.errors
