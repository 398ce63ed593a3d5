"""What the entries of a case may hold: codes, ids, numbers, moments; never words.

Every entry carries what it changed in the state row, so that the row can be rebuilt from the
journal alone (`linli verify cases`).
"""

from __future__ import annotations

from collections.abc import Mapping

from linli.foundation.journal.entries import Fields, Kind, Schemas

# Field of the entry -> column of the state row, for what moves may change.
TRACKED: Mapping[str, str] = {
    "matter": "matter",
    "place": "place_id",
    "prefecture": "prefecture_id",
    "county": "county_id",
    "town": "town_id",
    "community": "community_id",
    "grid": "grid_id",
    "desk": "desk_id",
    "lead": "lead_id",
    "hand": "hand_id",
    "verifier": "verifier_id",
    "teller": "teller_id",
    "telling": "telling",
    "erased": "erased",
    "handled_by": "handled_by_id",
    "urgency": "urgency",
    "verification": "verification",
    "checks": "checks",
    "returns": "returns",
    "re_opens": "re_opens",
    "solved": "solved",
    "satisfied": "satisfied",
    "due": "due_at",
    "closed": "closed_at",
    "re_open_until": "re_open_until",
}

# What only the first entry says.
BORN: Mapping[str, str] = {
    "source": "source",
    "filed_by": "filed_by_id",
    "filed_for": "filed_for",
    "reachable": "reachable",
    "tell_by": "tell_by",
    "whose": "whose",
    "origin": "origin_id",
    "confidential": "confidential",
    "barred": "barred_ids",
    "version": "version",
    "history": "history",
    "trial": "trial_id",
}

# What a case belongs to: where it lies, and which bodies have a hand in it.
PLACES = ("place", "prefecture", "county", "town", "community", "grid")
BODIES = ("desk", "lead", "hand", "verifier", "teller")
NAMES = (*PLACES, *BODIES)

_ROW: Fields = {
    "matter": Kind.CODE,
    **{name: Kind.ID for name in ("place", "prefecture", "county", "town", "community", "grid")},
    **{name: Kind.ID for name in ("desk", "lead", "hand", "verifier", "teller", "handled_by")},
    "telling": Kind.FLAG,
    "erased": Kind.FLAG,
    "urgency": Kind.CODE,
    "verification": Kind.CODE,
    "checks": Kind.CODE,
    "returns": Kind.NUMBER,
    "re_opens": Kind.NUMBER,
    "solved": Kind.FLAG,
    "satisfied": Kind.FLAG,
    "due": Kind.MOMENT,
    "closed": Kind.MOMENT,
    "re_open_until": Kind.MOMENT,
}

_FILE: Fields = {
    **_ROW,
    "source": Kind.CODE,
    "filed_by": Kind.ID,
    "filed_for": Kind.FLAG,
    "reachable": Kind.FLAG,
    "confidential": Kind.FLAG,
    "barred": Kind.IDS,
    "version": Kind.NUMBER,
    "history": Kind.FLAG,
    "trial": Kind.ID,
    "transfers": Kind.NUMBER,
    "asked": Kind.CODE,
    "channel": Kind.CODE,
    "evidence": Kind.IDS,
    "tell_by": Kind.CODE,
    "whose": Kind.CODE,
    "origin": Kind.ID,
    "papers": Kind.CODE,
}

_EVIDENCE: Fields = {**_ROW, "evidence": Kind.IDS}
_DISPATCH: Fields = {**_ROW, "resolved": Kind.ID, "mandate": Kind.ID, "missed": Kind.FLAG}
_GROUND: Fields = {**_ROW, "ground": Kind.CODE}
_RATING: Fields = {**_ROW, "said_solved": Kind.FLAG, "said_satisfied": Kind.FLAG}
_REQUEST: Fields = {**_ROW, "request": Kind.ID, "reachable": Kind.FLAG}

_MOVES: Mapping[str, Fields] = {
    "file": _FILE,
    "accept": _ROW,
    "pass_on": _ROW,
    "refer": {**_ROW, "channel": Kind.CODE},
    "refuse": _GROUND,
    "dispatch": _DISPATCH,
    "re_dispatch": _DISPATCH,
    "adjudicate": _DISPATCH,
    "sign_for": _ROW,
    "send_back": _GROUND,
    "ask_reporter": _ROW,
    "supplement": _ROW,
    "supplement_by_desk": _ROW,
    "resume": _ROW,
    "handle": _EVIDENCE,
    "settle_on_spot": _EVIDENCE,
    "explain": _ROW,
    "verify_pass": _EVIDENCE,
    "verify_fail": _EVIDENCE,
    "report_back": _ROW,
    "rate": _RATING,
    "call_back": _RATING,
    "close": _ROW,
    "close_by_desk": _ROW,
    "re_open": _ROW,
    "re_open_by_desk": _ROW,
    "re_open_by_reporter": _ROW,
    "withdraw": _ROW,
    "clear": _ROW,
    "escalate": _ROW,
    "escalate_missed": {**_ROW, "clock": Kind.CODE},
    "answered_elsewhere": _ROW,
    "re_home": {
        **_ROW,
        **{f"was_{name}": Kind.ID for name in NAMES},
        "reorganisation": Kind.ID,
        "back": Kind.FLAG,
    },
    "recount": {**_ROW, "clocks": Kind.CODES, "was": Kind.MOMENT},
    "join": {**_ROW, "into": Kind.ID},
    "told": {**_RATING, "reached": Kind.CODE},
    "not_reached": _ROW,
    "object": _ROW,
    "mark_objection": _ROW,
    "uphold": _ROW,
    "dismiss": _ROW,
    "grant": _ROW,
    "correct": _REQUEST,
    "erase": _REQUEST,
}

# Their number may look like a telephone number: the entry names the order by our id.
_ORDER: Fields = {**_ROW, "order": Kind.ID, "platform": Kind.CODE}
_NOTES: Mapping[str, Fields] = {
    "order_received": {
        **_ORDER,
        "received": Kind.MOMENT,
        "sign_by": Kind.MOMENT,
        "their_due": Kind.MOMENT,
        "from_case": Kind.ID,
        "reachable": Kind.FLAG,
    },
    "order_changed": {
        **_ORDER,
        "changed": Kind.CODES,
        "reachable": Kind.FLAG,
        "sign_by": Kind.MOMENT,
        "their_due": Kind.MOMENT,
    },
    "order_answered": _ORDER,
    "hand_over": {"filed_by": Kind.ID, "giver": Kind.ID},
    "order_rated": {
        **_ORDER,
        "called": Kind.MOMENT,
        "their_solved": Kind.FLAG,
        "their_satisfied": Kind.FLAG,
    },
}

_TRIAL: Mapping[str, Fields] = {"start": {}, "end": {"end": Kind.CODE, "cases": Kind.NUMBER}}
# A list taken out of the system: who, when and in which form; what was in it is its scope.
LISTS: Mapping[str, Fields] = {"export": {"form": Kind.CODE}}

_PUBLICATION: Mapping[str, Fields] = {
    "publish": {"case": Kind.ID, "place": Kind.ID, "until": Kind.DATE},
    "retract": {"case": Kind.ID, "ground": Kind.CODE},
}

SCHEMAS: Schemas = {
    "appeal": {**_MOVES, **_NOTES},
    "grid_event": {**_MOVES, **_NOTES},
    "trial": _TRIAL,
    "case_list": LISTS,
    "own_data": _MOVES,
    "publication": _PUBLICATION,
}
