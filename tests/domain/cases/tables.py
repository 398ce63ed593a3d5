"""Who may make which move from which state, written out by hand from the regulations."""

from __future__ import annotations

from uuid import UUID

DESK = {"community_desk", "community_secretary"}
ABOVE = {"street_desk"}
ORDERS = {"city_desk", "county_desk", "street_desk"}  # who takes orders of platforms in
LEAD = {"housing_handler", "housing_head"}
HEAD = {"housing_head"}
NEAR = {"grid_worker", "grid_worker2"}
FINDER = {"grid_worker"}
REPORTER = {"reporter"}

# state -> move -> who may; whatever is not here is refused to everybody
APPEAL: dict[str, dict[str, set[str]]] = {
    "filed": {
        "accept": DESK,
        "refer": DESK,
        "refuse": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ORDERS,
    },
    "accepted": {
        "refer": DESK,
        "refuse": DESK,
        "dispatch": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ORDERS,
    },
    "dispatched": {
        "sign_for": LEAD,
        "send_back": LEAD,
        "re_dispatch": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ORDERS,
    },
    "returned": {"adjudicate": DESK, "escalate": DESK, "withdraw": REPORTER},
    "in_hand": {
        "re_dispatch": DESK,
        "ask_reporter": LEAD,
        "handle": LEAD,
        "explain": HEAD,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "waiting": {"supplement": REPORTER, "supplement_by_desk": DESK, "withdraw": REPORTER},
    "handled": {
        "verify_pass": DESK | NEAR,
        "verify_fail": DESK | NEAR,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "reported_back": {
        "rate": REPORTER,
        "call_back": DESK,
        "re_open_by_desk": DESK,
        "withdraw": REPORTER,
    },
    "explained": {
        "object": REPORTER,
        "re_open_by_desk": DESK,
        "re_open_by_reporter": REPORTER,
        "withdraw": REPORTER,
    },
    "closed": {"re_open_by_desk": DESK, "re_open_by_reporter": REPORTER},
    "re_opened": {
        "dispatch": DESK,
        "ask_reporter": LEAD,
        "handle": LEAD,
        "explain": HEAD,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "refused": {"object": REPORTER},
    "referred": {"object": REPORTER},
    "objected": {
        "mark_objection": ABOVE,
        "uphold": ABOVE,
        "dismiss": ABOVE,
        "withdraw": REPORTER,
    },
    "dismissed": {},
    "withdrawn": {},
    "joined": {},
    "cleared": {},
}

GRID_EVENT: dict[str, dict[str, set[str]]] = {
    "filed": {
        "settle_on_spot": NEAR,
        "pass_on": NEAR,
        "withdraw": FINDER,
        "escalate": DESK,
    },
    "accepted": {
        "dispatch": DESK,
        "refer": DESK,
        "refuse": DESK,
        "escalate": DESK,
        "withdraw": FINDER,
    },
    "dispatched": {
        "sign_for": LEAD,
        "send_back": LEAD,
        "re_dispatch": DESK,
        "escalate": DESK,
    },
    "returned": {"adjudicate": DESK, "escalate": DESK},
    "in_hand": {"re_dispatch": DESK, "ask_reporter": LEAD, "handle": LEAD, "escalate": DESK},
    "waiting": {"supplement": NEAR, "supplement_by_desk": DESK},
    "handled": {"verify_pass": DESK | NEAR, "verify_fail": DESK | NEAR, "escalate": DESK},
    "closed": {"re_open_by_desk": DESK},
    "re_opened": {"dispatch": DESK, "ask_reporter": LEAD, "handle": LEAD, "escalate": DESK},
    "refused": {},
    "referred": {},
    "withdrawn": {},
    "cleared": {},
}

# A request about one's own data: the desk decides; what it refuses goes to the desk above.
OWN_DATA: dict[str, dict[str, set[str]]] = {
    "filed": {"grant": DESK, "refuse": DESK, "escalate": DESK, "withdraw": REPORTER},
    "granted": {},
    "refused": {"object": REPORTER},
    "objected": {
        "mark_objection": ABOVE,
        "uphold": ABOVE,
        "dismiss": ABOVE,
        "withdraw": REPORTER,
    },
    "dismissed": {},
    "withdrawn": {},
    "cleared": {},
}

# What is to be told by call or visit, by the desk that took it: these besides, wherever it stands.
TELLERS = DESK | NEAR
TOLD_IN = ("waiting", "refused", "referred", "explained", "reported_back", "dismissed")

# What only the system does, and from where; nobody's post makes these.
SYSTEM_MOVES = {
    "appeal": {
        "resume": {"waiting"},
        "report_back": set(),  # a handled case here waits for its check
        "close": {"reported_back", "explained"},
        "re_open": {"reported_back"},
        "escalate_missed": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            "reported_back",
            "objected",
        },
        "answered_elsewhere": {"filed"},
        "recount": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            *(
                "waiting",
                "reported_back",
                "explained",
                "refused",
                "referred",
                "closed",
                "dismissed",
                "objected",
            ),
        },
        "correct": set(APPEAL) - {"cleared"},
        "erase": {"closed", "refused", "referred", "dismissed", "withdrawn", "joined"},
    },
    "own_data": {
        "escalate_missed": {"filed", "objected"},
        "recount": {"filed", "objected"},
    },
    "grid_event": {
        "resume": {"waiting"},
        "close": set(),
        "escalate_missed": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
        },
        "recount": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            "waiting",
        },
    },
}

SUPPLIES = {
    "refer": {"channel": "petition", "office": "示例信访局", "phone": "0355-0000000"},
    "refuse": {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"},
    "send_back": {"ground": "not_our_matter", "reason": "不是本局的事项"},
    "ask_reporter": {"question": "在哪一栋？"},
    "supplement": {"words": "三号楼。"},
    "supplement_by_desk": {"words": "三号楼。"},
    "handle": {"result": "已修好。"},
    "settle_on_spot": {"result": "已清理。"},
    "explain": {"basis": "示例条例第一条", "result": "依规定不能办理。"},
    "verify_fail": {"reason": "还没修好"},
    "rate": {"solved": True, "satisfied": True},
    "call_back": {"solved": True, "satisfied": False},
    "escalate": {"reason": "超出本级"},
    "escalate_missed": {"clock": "resolve"},
    "close_by_desk": {"reason": "已当面说明"},
    "re_open_by_desk": {"reason": "仍未解决"},
    "re_open_by_reporter": {"reason": "又坏了"},
    "told": {"reached": "self"},
    "not_reached": {"reason": "无人接听"},
    "object": {"reason": "这是公共部位"},
    "uphold": {"reason": "原答复依据不足"},
    "dismiss": {"reason": "原答复依据充分", "go_to": "可向区政府申请行政复议（示例）"},
    "correct": {"request": UUID(int=1), "phone": "13800000001"},
    "erase": {"request": UUID(int=1)},
}
OWN_DATA_REFUSED = {"data_ground": "must_keep", "basis": "示例规定", "go_to": "可向区网信办投诉"}

_WORK = (("community_desk", "dispatch"), ("housing_handler", "sign_for"))
_DONE = (*_WORK, ("housing_handler", "handle"))
_TOLD = (*_DONE, ("community_desk", "verify_pass"))
_BEGIN = {"appeal": ("community_desk", "accept"), "grid_event": ("grid_worker", "pass_on")}
_OBJECTED = (("community_desk", "refuse"), ("reporter", "object"))

# how a case comes into each state, by real moves
ROUTES: dict[str, tuple[tuple[str, str], ...]] = {
    "accepted": (),
    "refused": (("community_desk", "refuse"),),
    "referred": (("community_desk", "refer"),),
    "dispatched": _WORK[:1],
    "returned": (*_WORK[:1], ("housing_handler", "send_back")),
    "in_hand": _WORK,
    "waiting": (*_WORK, ("housing_handler", "ask_reporter")),
    "handled": _DONE,
    "reported_back": _TOLD,
    "explained": (*_WORK, ("housing_head", "explain")),
    "closed": (*_TOLD, ("reporter", "rate")),
    "re_opened": (*_TOLD, ("reporter", "rate"), ("community_desk", "re_open_by_desk")),
    "objected": _OBJECTED,
    "dismissed": (*_OBJECTED, ("street_desk", "dismiss")),
    "granted": (("community_desk", "grant"),),
}
