"""Founding and ending bodies, posts, appointments, office hours; the duty rota and its book."""

from linli.domain.bodies.actions.acting import let_act
from linli.domain.bodies.actions.appointing import appoint, appoint_many, end_appointment
from linli.domain.bodies.actions.covering import end_leave, name_deputy, take_leave
from linli.domain.bodies.actions.departing import depart
from linli.domain.bodies.actions.duty import answer_swap, ask_swap, hand_over, note
from linli.domain.bodies.actions.grids import set_up_grid_posts
from linli.domain.bodies.actions.handing import list_hand_over, sign_hand_over
from linli.domain.bodies.actions.hearing import ask_opinion, lapse_hearings, move_hearing
from linli.domain.bodies.actions.organising import (
    end,
    end_post,
    found,
    set_up_post,
    state_hours,
)
from linli.domain.bodies.actions.reminding import remind, warn_of_ends
from linli.domain.bodies.actions.rota import RotaOutcome, import_rota, state_duty_rule
from linli.domain.bodies.actions.shifts import ShiftWish, drop_shift, plan_shift
from linli.domain.bodies.actions.stationing import end_stationing, station
from linli.domain.bodies.actions.taking import (
    set_up_usual_posts,
    take_body,
    take_hours,
    take_partner,
    take_person,
    take_post,
)
from linli.domain.bodies.actions.telling import pass_on, ring
from linli.domain.bodies.actions.template import Founded, found_from_template
from linli.domain.bodies.actions.terms import TermOutcome, import_terms

__all__ = [
    "Founded",
    "RotaOutcome",
    "ShiftWish",
    "TermOutcome",
    "answer_swap",
    "appoint",
    "appoint_many",
    "ask_opinion",
    "ask_swap",
    "depart",
    "drop_shift",
    "end",
    "end_appointment",
    "end_leave",
    "end_post",
    "end_stationing",
    "found",
    "found_from_template",
    "hand_over",
    "import_rota",
    "import_terms",
    "lapse_hearings",
    "let_act",
    "list_hand_over",
    "move_hearing",
    "name_deputy",
    "note",
    "pass_on",
    "plan_shift",
    "remind",
    "ring",
    "set_up_grid_posts",
    "set_up_post",
    "set_up_usual_posts",
    "sign_hand_over",
    "state_duty_rule",
    "state_hours",
    "station",
    "take_body",
    "take_hours",
    "take_leave",
    "take_partner",
    "take_person",
    "take_post",
    "warn_of_ends",
]
