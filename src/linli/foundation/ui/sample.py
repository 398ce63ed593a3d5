"""What the gallery shows: invented figures and words, marked 示例."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from linli.foundation.ui.components.base import STATE_SHAPES, TONES
from linli.foundation.ui.components.figures import Bar
from linli.foundation.ui.components.lists import TimelineItem
from linli.foundation.ui.components.maps import Region
from linli.foundation.ui.shell import MenuItem, Shell
from linli.foundation.ui.text import say, say_lazy

KINDS = ("parking", "noise", "light", "rubbish", "road", "other")
MENU = ("today", "requests", "grid", "whistle", "ledger", "who", "places", "figures")


class SampleItem(MenuItem):
    """A menu word of the gallery: the icon's name stands in for the portal's text."""

    @property
    def label(self) -> str:
        """The item's word."""
        return say(f"ui.gallery.menu.{self.key}")


class SampleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(
        label=say_lazy("ui.gallery.form.words"),
        help_text=say_lazy("ui.gallery.form.words_hint"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=say_lazy("ui.gallery.form.kind"),
        choices=[(k, say_lazy(f"ui.gallery.form.kind.{k}")) for k in KINDS],
        widget=forms.RadioSelect,
    )
    body = forms.ChoiceField(
        label=say_lazy("ui.gallery.form.body"),
        choices=[("1", say_lazy("ui.gallery.place.1")), ("2", say_lazy("ui.gallery.place.2"))],
        required=False,
    )
    phone = forms.CharField(
        label=say_lazy("ui.gallery.form.phone"),
        help_text=say_lazy("ui.gallery.form.phone_hint"),
        required=False,
    )
    pictures = forms.FileField(label=say_lazy("ui.gallery.form.pictures"), required=False)
    agree = forms.BooleanField(label=say_lazy("ui.gallery.form.agree"), required=False)

    def clean_phone(self) -> str:
        """Refuse what is not eleven digits."""
        phone = str(self.cleaned_data["phone"])
        if phone and len(phone) != 11:
            raise forms.ValidationError(say("ui.gallery.form.fault", count=len(phone)))
        return phone


def context(request: HttpRequest) -> dict[str, Any]:
    """Return everything that the gallery's templates ask for."""
    at = getattr(request, "at", None) or timezone.now()
    opened = {"2": 2, "3": 3}.get(request.GET.get("row", ""), 1)
    rows = _rows(at, opened)
    wrong = SampleForm({"words": "", "kind": "light", "phone": "13800"})
    wrong.is_valid()
    return {
        "tones": [t for t in TONES if t],
        "states": [(s, say(f"ui.gallery.state.{s}")) for s in STATE_SHAPES],
        "alerts": [
            (t, say(f"ui.gallery.alert.{t}")) for t in ("primary", "success", "warning", "danger")
        ],
        "form": SampleForm(auto_id="good_%s"),
        "wrong": wrong,
        "rows": rows,
        "row": rows[opened - 1],
        "above": [say("ui.gallery.place.1"), say("ui.gallery.place.2")],
        "columns": [
            say("ui.gallery.table.place"),
            (say("ui.gallery.table.filed"), "figure"),
            (say("ui.gallery.table.late"), "figure"),
            (say("ui.gallery.table.median"), "figure"),
        ],
        "story": _story(at),
        "steps": [say(f"ui.gallery.steps.{s}") for s in ("what", "where", "contact", "done")],
        "because": [say(f"ui.gallery.because.{n}") for n in (1, 2, 3)],
        "tab_items": [
            {"label": say("ui.gallery.tab.mine"), "url": "#", "current": True, "count": 12},
            {"label": say("ui.gallery.tab.sent"), "url": "#", "current": False, "count": 3},
            {"label": say("ui.gallery.tab.closed"), "url": "#", "current": False, "count": None},
        ],
        "moves": [
            {"label": say("ui.gallery.primary"), "url": "#", "tone": "primary", "key": "a"},
            {"label": say("ui.gallery.secondary"), "url": "#"},
            {"label": say("ui.gallery.danger"), "url": "#", "tone": "danger"},
        ],
        "tiles": [
            {
                "icon": k,
                "title": say(f"ui.gallery.tile.{k}"),
                "note": say(f"ui.gallery.tile.{k}_note"),
            }
            for k in ("report", "progress", "near", "services")
        ],
        "regions": _regions(),
        "bars": _bars(),
        "days": [Bar(str(n), v) for n, v in enumerate((3, 14, 32, 41, 22, 12, 7, 3, 2, 1), 1)],
        "line": (12, 9, 14, 18, 11, 16, 21, 17, 15, 13, 12, 9),
        "grey": (15, 14, 14, 16, 17, 18, 18, 19, 17, 16, 16, 15),
        "names": ("10-01", "10-12"),
        "menu": lambda: [
            SampleItem(m, "#", n * 7 or 12, m, current=not n) for n, m in enumerate(MENU)
        ],
        "shell": lambda: Shell(
            say("ui.gallery.place.2"), say("ui.gallery.place.1"), "#", "#", "#", 3
        ),
        "soon": at + timedelta(hours=5),
        "far": at + timedelta(days=2, hours=3),
        "past": at - timedelta(days=1, hours=3),
        "at": at,
    }


def _rows(at: datetime, opened: int) -> list[dict[str, Any]]:
    made = (("late", -4), ("new", 6), ("active", 72))
    return [
        {
            "title": say(f"ui.gallery.row.{n}"),
            "shape": shape,
            "word": say(f"ui.gallery.state.{shape}"),
            "due": at + timedelta(hours=hours),
            "url": f"?row={n}",
            "opened": n == opened,
        }
        for n, (shape, hours) in enumerate(made, 1)
    ]


def _regions() -> list[Region]:
    """Nine squares: a map of nowhere."""
    made = []
    for n in range(9):
        x, y = 110 + n % 3 * 0.2, 30 - n // 3 * 0.2
        ring = [[x, y], [x + 0.2, y], [x + 0.2, y - 0.2], [x, y - 0.2], [x, y]]
        outline = {"type": "Polygon", "coordinates": [ring]}
        value = None if n == 4 else float(n * n + 3)
        made.append(Region(f"{say('ui.gallery.place.3')} {n + 1}", value, outline, "#figures"))
    return made


def _bars() -> list[Bar]:
    names = [say(f"ui.gallery.place.{n}") for n in (1, 2, 3)]
    return [Bar(names[0], 128, "#"), Bar(names[1], 96, "#"), Bar(names[2], 41, "#", grey=True)]


def _story(at: datetime) -> list[TimelineItem]:
    team = say("ui.gallery.place.1")
    return [
        TimelineItem(
            at,
            say("ui.gallery.timeline.done"),
            team,
            say("ui.gallery.timeline.said"),
            "",
            "success",
        ),
        TimelineItem(at - timedelta(days=1), say("ui.gallery.timeline.signed"), team),
        TimelineItem(
            at - timedelta(days=1, hours=3),
            say("ui.gallery.timeline.sent"),
            say("ui.gallery.place.2"),
        ),
        TimelineItem(at - timedelta(days=2), say("ui.gallery.timeline.filed")),
    ]
