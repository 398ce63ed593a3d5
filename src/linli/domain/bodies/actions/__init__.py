"""Founding and ending bodies, setting up posts, appointing people, stating office hours."""

from linli.domain.bodies.actions.appointing import appoint, appoint_many, end_appointment
from linli.domain.bodies.actions.grids import set_up_grid_posts
from linli.domain.bodies.actions.organising import (
    end,
    end_post,
    found,
    set_up_post,
    state_hours,
)
from linli.domain.bodies.actions.taking import (
    set_up_usual_posts,
    take_body,
    take_hours,
    take_partner,
    take_person,
    take_post,
)
from linli.domain.bodies.actions.template import Founded, found_from_template

__all__ = [
    "Founded",
    "appoint",
    "appoint_many",
    "end",
    "end_appointment",
    "end_post",
    "found",
    "found_from_template",
    "set_up_grid_posts",
    "set_up_post",
    "set_up_usual_posts",
    "state_hours",
    "take_body",
    "take_hours",
    "take_partner",
    "take_person",
    "take_post",
]
