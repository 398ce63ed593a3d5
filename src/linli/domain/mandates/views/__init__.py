"""Pages of matters, mandates and lists of powers."""

from linli.domain.mandates.views.asking import admission, admission_ask, admissions, demands
from linli.domain.mandates.views.catalogue import body, catalogue, gaps
from linli.domain.mandates.views.instruments import (
    draft,
    instrument,
    move,
    open_list,
    powers_template,
)
from linli.domain.mandates.views.limits import limits
from linli.domain.mandates.views.lists import days, item, list_export, lists, one_list, places
from linli.domain.mandates.views.objecting import answer, demand, object_to
from linli.domain.mandates.views.setting import set_limit
from linli.domain.mandates.views.who import who

__all__ = [
    "admission",
    "admission_ask",
    "admissions",
    "answer",
    "body",
    "catalogue",
    "days",
    "demand",
    "demands",
    "draft",
    "gaps",
    "instrument",
    "item",
    "limits",
    "list_export",
    "lists",
    "move",
    "object_to",
    "one_list",
    "open_list",
    "places",
    "powers_template",
    "set_limit",
    "who",
]
