"""What narrows a list of cases: the address of a list is the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms

from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries import Filters, day
from linli.domain.cases.states import Sort, Source, State
from linli.foundation.ui.choices import offer
from linli.foundation.ui.text import say_lazy
from linli.kernel.access import Actor

# What a list can show at all: its tab. The rest narrows it.
VIEWS = ("to_act", "waiting", "open", "late", "all")
# Parts of the day: lists that Today opens; a tab only while one is open.
PARTS = ("came", "due", "back", "tell")
SINGLE = (*PARTS, *day.RAISED, "returned")
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
        offer(self, "matter", [("", say_lazy("cases.list.any_matter")), *matters])
        self.is_valid()
        procedure = data.get("procedure", "")
        self.procedure = procedure if procedure in PROCEDURES else ""
        view = data.get("view", "")
        self.view = view if view in (*VIEWS, *SINGLE) else VIEWS[0]
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

    @property
    def is_to_do(self) -> bool:
        """Whether the list holds what waits for the reader's own hand."""
        return self.view == "to_act" or self.view in ("came", "due", "back")

    @property
    def tabs(self) -> tuple[str, ...]:
        """The views to choose from, the present one among them."""
        return VIEWS if self.view in VIEWS else (self.view, *VIEWS)

    def filters(
        self,
        at: datetime,
        *,
        actor: Actor,
        place: int | None = None,
        level: int | None = None,
    ) -> Filters:
        """Return what the address asks for."""
        state = self.value("state")
        asked = self._of_the_day(actor, at)
        states = asked.states
        if state:
            states = tuple(s for s in states if s == state) if states else (state,)
        return replace(
            asked,
            open_only=self.view != "all" and state not in CLOSED,
            states=states,
            ids=() if asked.states and not states else asked.ids,
            matter1=self.value("matter"),
            source=self.value("source"),
            procedure=self.procedure or asked.procedure,
            late_at=at if self.view == "late" else asked.late_at,
            place=place,
            level=level,
            words=self.value("q"),
        )

    def _of_the_day(self, actor: Actor, at: datetime) -> Filters:
        """Return what the tab keeps, before anything narrows it."""
        if self.view == "to_act":
            return day.to_do(actor)
        if self.view in (*PARTS, "waiting"):
            return day.part(actor, self.view) or day.NOTHING
        if self.view in day.RAISED:
            return day.raised(self.view, at)
        return Filters(back=True) if self.view == "returned" else Filters()

    def address(self, **changes: str) -> str:
        """Return the query string of this list with some values changed."""
        given = {name: self.value(name) for name in self.fields}
        given |= {"view": self.view, "procedure": self.procedure} | changes
        return "?" + urlencode({k: v for k, v in given.items() if v})
