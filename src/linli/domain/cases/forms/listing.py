"""What narrows a list of cases: the address of a list is the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms

from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries import Filters
from linli.domain.cases.states import Sort, Source, State
from linli.foundation.ui.text import say_lazy

# What a list can show at all: its tab. The rest narrows it.
VIEWS = ("to_act", "open", "late", "all")
CLOSED = (State.CLOSED, State.REFUSED, State.REFERRED, State.WITHDRAWN)


def _choices(empty: str, codes: Any, prefix: str, suffix: str = "") -> list[tuple[str, Any]]:
    listed = [(c.value, say_lazy(f"{prefix}.{c.value}{suffix}")) for c in codes]
    return [("", say_lazy(empty)), *listed]


class ListForm(forms.Form):
    """View, words, state, matter, source and order, read from the address; junk is ignored."""

    q = forms.CharField(required=False, max_length=100, label=say_lazy("cases.list.q"))
    state = forms.ChoiceField(
        required=False,
        label=say_lazy("cases.list.state"),
        choices=_choices("cases.list.any_state", State, "cases.state", ".staff"),
    )
    matter = forms.ChoiceField(required=False, label=say_lazy("cases.list.matter"))
    source = forms.ChoiceField(
        required=False,
        label=say_lazy("cases.list.source"),
        choices=_choices("cases.list.any_source", Source, "cases.source"),
    )
    sort = forms.ChoiceField(
        required=False,
        label=say_lazy("cases.list.sort"),
        choices=[(s.value, say_lazy(f"cases.sort.{s.value}")) for s in Sort],
    )

    def __init__(self, data: Any, *, matters: list[tuple[str, str]]) -> None:
        """Read the address; `matters` are first-level codes with their names."""
        super().__init__(data)
        self.fields["matter"].choices = [("", say_lazy("cases.list.any_matter")), *matters]  # type: ignore[attr-defined]
        self.is_valid()
        procedure = data.get("procedure", "")
        self.procedure = procedure if procedure in PROCEDURES else ""
        view = data.get("view", "")
        self.view = view if view in VIEWS else VIEWS[0]
        self.data = {**data.dict(), "sort": self.sort_key}  # the order shown is the order taken

    def value(self, name: str) -> str:
        """Return a clean value, empty where the address held junk."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def sort_key(self) -> str:
        """The order: by what is due, or by age where closed work is shown."""
        chosen = self.value("sort") or (Sort.DUE if self.view != "all" else Sort.NEWEST)
        if self.view == "all" and chosen == Sort.DUE:
            return str(Sort.NEWEST)
        return str(chosen)

    def filters(
        self, at: datetime, *, place: int | None = None, level: int | None = None
    ) -> Filters:
        """Return what the address asks for."""
        state = self.value("state")
        return Filters(
            open_only=self.view != "all" and state not in CLOSED,
            states=(state,) if state else (),
            matter1=self.value("matter"),
            source=self.value("source"),
            procedure=self.procedure,
            late_at=at if self.view == "late" else None,
            to_act=self.view == "to_act",
            place=place,
            level=level,
            words=self.value("q"),
        )

    def address(self, **changes: str) -> str:
        """Return the query string of this list with some values changed."""
        given = {name: self.value(name) for name in self.fields}
        given |= {"view": self.view, "procedure": self.procedure} | changes
        return "?" + urlencode({k: v for k, v in given.items() if v})
