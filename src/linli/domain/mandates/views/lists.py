"""Lists of powers to read: all lists, one on a day, an item with its history, two compared."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.domain.mandates.queries import powers as queries
from linli.domain.mandates.queries.powers import Comparison, Pair, Power
from linli.domain.mandates.states import ListKind, Permission
from linli.domain.mandates.views.asked import a_day, a_number, frame_of
from linli.domain.territory import queries as territory
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.as_of import dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Target, can

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("item", "lead", "way", "basis")
EXPORTED = (
    *("code", "name", "sort", "matter", "lead", "source", "way", "in_name_of", "answers_suit"),
    *("basis", "duty", "helpers", "steps", "roles", "limit", "supervision", "disclosure", "since"),
)
PAIRS = ("item", "how", "before", "after")
LEADLESS = (ListKind.GRID, ListKind.CLEARED)  # their items say what may be, not who acts
SHOWN = 300  # differences on one page; the Excel file has all of them


def manages(request: Request, place: int, on: date) -> bool:
    """Tell whether the reader may move the powers of a place."""
    path = territory.path_ids(place, on)
    return can(request.actor, Permission.MANAGE, Target(places=path))


@login_not_required
@require_safe
def lists(request: Request) -> HttpResponse:
    """Show every published list, place by place, with the number of its items on the day."""
    on = day_of(request)
    found = queries.power_lists(on)
    groups = [
        {"place": place, "rows": [_list_row(row, request) for row in rows]}
        for place, rows in groupby(found, key=lambda r: r.place)
        if place is not None
    ]
    ctx = {
        "frame": frame_of(request),
        "on": on,
        "groups": groups,
        "count": len(found),
        "may_open": bool(request.actor.of(Permission.MANAGE)),
    }
    return render(request, "mandates/powers/lists.html", ctx)


def _list_row(row: queries.Listed, request: Request) -> dict[str, Any]:
    return {
        "list": row.power_list,
        "kind_key": f"mandates.list.{row.power_list.kind}",
        "count": row.count,
        "href": dated(reverse("mandates:list", args=[row.power_list.pk]), request),
    }


@login_not_required
@require_safe
def one_list(request: Request, pk: int) -> HttpResponse:
    """Show a list as it is on a day, page by page; its instruments stand beside it."""
    on, listed = day_of(request), queries.power_list(pk)
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")[:40]
    page = queries.items_on(listed, on, text=text, after=after)
    mine = manages(request, listed.place_id, on)
    asked = {"on": on.isoformat()} | ({"q": text} if text else {})
    here = reverse("mandates:list", args=[pk])
    follow = urlencode(asked | {"after": page.following})
    ctx = {
        "frame": frame_of(request),
        "list": listed,
        "place": territory.named([listed.place_id], on).get(listed.place_id),
        "kind_key": f"mandates.list.{listed.kind}",
        "about_key": f"mandates.list.{listed.kind}.about",
        "on": on,
        "leads": listed.kind not in LEADLESS,
        "followers": queries.followers_of(listed),
        "text": text,
        "count": page.count,
        "rows": [power_row(p, pk, request) for p in page.powers],
        "columns": [say(f"mandates.powers.col.{c}") for c in COLUMNS],
        "next_url": f"{here}?{follow}" if page.following else "",
        "first_url": f"{here}?{urlencode(asked)}" if after else "",
        "instruments": [
            {"it": i, "kind_key": f"mandates.paper.{i.kind}", "state_key": state_key(i.state)}
            for i in queries.instruments_of(listed, drafts=mine)
        ],
        "manages": mine,
        "export": f"{reverse('mandates:list_export', args=[pk])}?on={on.isoformat()}",
    }
    return render(request, "mandates/powers/list.html", ctx)


def state_key(state: str) -> str:
    """Return the key of the word for where an instrument stands."""
    return f"mandates.paper.state.{state}"


def power_row(power: Power, pk: int, request: Request) -> dict[str, Any]:
    """Return an item as a list shows it."""
    term = power.term
    return {
        "power": power,
        "name": named(term),
        "basis": either(term.basis, term.basis_en),
        "way": say(f"mandates.paper.{term.mode}"),
        "own_name": not power.lends_name,
        "href": dated(reverse("mandates:item", args=[pk, power.code]), request),
    }


@login_not_required
@require_safe
def item(request: Request, pk: int, code: str) -> HttpResponse:
    """Show an item: what it says on the day, what it said before, and what moved it."""
    on, listed = day_of(request), queries.power_list(pk)
    story = queries.story_of(listed, code, on)
    now = story.now
    ctx = {
        "frame": frame_of(request),
        "list": listed,
        "leads": listed.kind not in LEADLESS,
        "on": on,
        "code": code,
        "title": named(now.term if now else story.powers[0].term) if story.powers else code,
        "now": power_row(now, pk, request) if now else None,
        "facts": _facts(now) if now else [],
        "steps": _steps(now.term.steps) if now else [],
        "disclosure": _steps(now.term.disclosure) if now else [],
        "history": [power_row(p, pk, request) for p in story.powers],
        "lines": [
            {"line": line, "act_key": f"mandates.act.{line.act}", "note": line.said.get("duty", "")}
            for line in story.lines
        ],
        "who": _who_url(now, listed.place_id, on) if now else "",
    }
    return render(request, "mandates/powers/item.html", ctx)


def _facts(power: Power) -> list[tuple[str, str]]:
    """Return what a page says of an item, label and words, without what is not said."""
    term = power.term
    told = (
        ("sort", say(f"mandates.sort.{term.sort}")),
        ("matter", named(term.matter) if term.matter else ""),
        ("source", named(power.source)),
        ("duty", term.duty),
        ("roles", term.roles),
        ("limit", term.limit),
        ("supervision", term.supervision),
        ("basis", either(term.basis, term.basis_en)),
    )
    return [(say(f"mandates.powers.{key}"), words) for key, words in told if words]


def _steps(text: str) -> list[str]:
    return [s.strip() for s in text.replace(";", "；").replace("\n", "；").split("；") if s.strip()]


def _who_url(power: Power, place: int, on: date) -> str:
    if power.term.matter is None or power.lead is None:
        return ""
    asked = {"matter": power.term.matter.code, "place": place, "on": on.isoformat()}
    return f"{reverse('mandates:who')}?{urlencode(asked)}"


@login_not_required
@require_safe
def days(request: Request, pk: int) -> HttpResponseBase:
    """Show what changed in a list between two days."""
    on, listed = day_of(request), queries.power_list(pk)
    until = a_day(request, "until", on)
    since = a_day(request, "since", until.replace(month=1, day=1))
    told = queries.compare_days(listed, since, until)
    ctx = {
        "list": listed,
        "since": since,
        "until": until,
        "export": f"{request.path}?{urlencode({'since': since, 'until': until, 'xlsx': 1})}",
    }
    heads = (f"{since:%Y-%m-%d}", f"{until:%Y-%m-%d}")
    if request.GET.get("xlsx"):
        return _compared_file(told, f"{listed.name} {heads[0]} {heads[1]}", heads)
    return _compared(request, "mandates/powers/days.html", told, heads, ctx)


@login_not_required
@require_safe
def places(request: Request) -> HttpResponseBase:
    """Show how the lists of two places differ on a day, item by item of the same code."""
    on = day_of(request)
    kind = ListKind.DUTIES
    if request.GET.get("kind") in list(ListKind):
        kind = ListKind(request.GET["kind"])
    offered = [r for r in queries.power_lists(on) if r.power_list.kind == kind and r.place]
    one, other = a_number(request, "one"), a_number(request, "other")
    ctx: dict[str, Any] = {
        "on": on,
        "kind": kind.value,
        "kinds": [(k.value, say(f"mandates.list.{k}")) for k in ListKind],
        "offered": [(r.place.id, named(r.place)) for r in offered if r.place],
        "one": one,
        "other": other,
        "asked": bool(one and other),
        "export": f"{request.path}?{request.GET.urlencode()}&xlsx=1",
    }
    if not (one and other):
        heads, told = ("", ""), Comparison(())
    else:
        told = queries.compare_places(queries.list_of(one, kind), queries.list_of(other, kind), on)
        names = territory.named([one, other], on)
        heads = (named(names.get(one)), named(names.get(other)))
    if request.GET.get("xlsx"):
        return _compared_file(told, f"{heads[0]} {heads[1]}", heads, kind.value)
    return _compared(request, "mandates/powers/places.html", told, heads, ctx)


def _compared(
    request: Request,
    template: str,
    told: Comparison,
    heads: tuple[str, str],
    ctx: dict[str, Any],
) -> HttpResponse:
    differing = told.differing
    words = _how(ctx.get("kind"), heads)
    ctx |= {
        "frame": frame_of(request),
        "counts": [(word, told.count(how)) for how, word in words.items()],
        "differing": len(differing),
        "more": len(differing) > SHOWN,
        "columns": [say("mandates.powers.col.item"), say("mandates.powers.col.how"), *heads],
        "heads": heads,
        "rows": [pair_row(p, words) for p in differing[:SHOWN]],
    }
    return render(request, template, ctx)


def _how(across: str | None, heads: tuple[str, str]) -> dict[str, str]:
    """Return the words for what became of an item; between places, where it is."""
    words = {h: say(f"mandates.how.{h}") for h in ("added", "gone", "changed", "same")}
    if across:
        words["added"] = say("mandates.how.only", place=heads[1])
        words["gone"] = say("mandates.how.only", place=heads[0])
    return words


def pair_row(pair: Pair, words: dict[str, str]) -> dict[str, Any]:
    """Return a pair as a page and a file show it."""
    power = pair.power
    return {
        "code": pair.code,
        "name": named(power.term) if power else "",
        "how": pair.how,
        "how_word": words[pair.how],
        "before": _side(pair.one, pair.fields),
        "after": _side(pair.other, pair.fields),
    }


def _side(power: Power | None, fields: tuple[str, ...]) -> str:
    """Return one side of a pair in words: who leads, and what differs."""
    if power is None:
        return ""
    told = [
        named(power.lead) or say("mandates.powers.nobody"),
        say(f"mandates.paper.{power.term.mode}"),
    ]
    if power.lends_name:
        told.append(say("mandates.of.in_name_of", name=named(power.in_name_of)))
    told += [
        say("mandates.powers.pair", name=say(f"mandates.powers.{f}"), words=_words(power, f) or "–")
        for f in fields
        if f not in {"lead", "mode", "in_name_of"}
    ]
    return say("mandates.powers.and").join(told)


def _words(power: Power, name: str) -> str:
    if name == "helpers":
        told = (say("mandates.powers.pair", name=named(h.who), words=h.duty) for h in power.helpers)
        return say("mandates.powers.and").join(told)
    if name == "matter":
        return named(power.term.matter)
    if name == "answers_suit":
        return named(power.answers_suit)
    return str(getattr(power.term, name))


def _compared_file(
    told: Comparison, title: str, heads: tuple[str, str], across: str | None = None
) -> StreamingHttpResponse:
    words = _how(across, heads)
    names = [
        say("mandates.powers.code"),
        say("mandates.powers.col.item"),
        say("mandates.powers.col.how"),
    ]
    rows = (
        [r["code"], r["name"], r["how_word"], r["before"], r["after"]]
        for r in (pair_row(p, words) for p in told.differing)
    )
    return _file([Heading(n, 24) for n in (*names, *heads)], rows, title)


@login_not_required
@require_safe
def list_export(request: Request, pk: int) -> StreamingHttpResponse:
    """Give a list as it is on a day as an Excel file."""
    on, listed = day_of(request), queries.power_list(pk)
    heads = [Heading(say(f"mandates.powers.{c}"), 24) for c in EXPORTED]
    rows = map(exported, queries.all_items(listed, on))
    return _file(heads, rows, f"{named(listed)} {on:%Y-%m-%d}")


def exported(power: Power) -> list[Any]:
    """Return an item as the row of a file."""
    t = power.term
    helpers = "；".join(f"{named(h.who)}：{h.duty}" for h in power.helpers)
    return [
        power.code,
        named(t),
        say(f"mandates.sort.{t.sort}"),
        t.matter.code if t.matter else "",
        named(power.lead),
        named(power.source),
        say(f"mandates.paper.{t.mode}"),
        named(power.in_name_of),
        named(power.answers_suit),
        either(t.basis, t.basis_en),
        *(t.duty, helpers, t.steps, t.roles, t.limit, t.supervision, t.disclosure, t.valid_from),
    ]


def _file(heads: list[Heading], rows: Any, title: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(xlsx_chunks(heads, rows, title=title), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer
