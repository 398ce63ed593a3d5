"""`{% load linli %}`: texts, formats and components of every page."""

from django.template import Library

from linli.foundation.ui.components import base, days, fields, figures, layout, lists, maps, texts

register = Library()
for _part in (base, texts, days, layout, lists, fields, figures, maps):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
