"""What the entries of catalogue and mandates carry."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "mandate"
INSTRUMENT = "power_instrument"
ADMISSION, DEMAND, GAPS = "grid_admission", "demand", "power_gaps"
_MOVED = {
    "list": Kind.ID,
    "kind": Kind.CODE,
    "since": Kind.DATE,
    "new": Kind.NUMBER,
    "changed": Kind.NUMBER,
    "ended": Kind.NUMBER,
    "assessed": Kind.NUMBER,
    "mandates_begun": Kind.NUMBER,
    "mandates_ended": Kind.NUMBER,
}

SCHEMAS: Schemas = {
    PROCEDURE: {
        "import_pack": {
            "matters": Kind.NUMBER,
            "rules": Kind.NUMBER,
            "thresholds": Kind.NUMBER,
            "since": Kind.DATE,
        },
        "adopt_template": {"mandates": Kind.NUMBER},
        "grant": {
            "mandate": Kind.ID,
            "matter": Kind.CODE,
            "role": Kind.CODE,
            "instrument": Kind.CODE,
            "since": Kind.DATE,
        },
        "set_threshold": {"key": Kind.CODE, "value": Kind.CODE, "since": Kind.DATE},
        "follow": {"reorganisation": Kind.ID, "successor": Kind.ID, "on": Kind.DATE},
        "restore": {"reorganisation": Kind.ID},
        "take_back": {"mandate": Kind.ID, "matter": Kind.CODE, "on": Kind.DATE},
        "follow_list": {
            "reorganisation": Kind.ID,
            "list": Kind.ID,
            "successor": Kind.ID,
            "on": Kind.DATE,
        },
        "open_list": {"list": Kind.ID, "kind": Kind.CODE},
    },
    INSTRUMENT: {
        "draft": {"list": Kind.ID, "kind": Kind.CODE, "since": Kind.DATE, "lines": Kind.NUMBER},
        "check": {"faults": Kind.NUMBER},
        "enact": _MOVED,
        "revoke": _MOVED,
        "drop": {},
    },
    ADMISSION: {
        "ask": {"list": Kind.ID, "matter": Kind.CODE},
        "review": {},
        "publish": {},
        "admit": {"instrument": Kind.ID},
        "check": {},
        "exit": {"instrument": Kind.ID},
        "refuse": {},
        "withdraw": {},
        "object": {"objection": Kind.ID},
        "answer": {"objection": Kind.ID, "upheld": Kind.FLAG},
    },
    GAPS: {"recount": {"gaps": Kind.NUMBER}},
    DEMAND: {
        "make": {"kind": Kind.CODE, "receiver": Kind.ID},
        "refuse": {"kind": Kind.CODE, "receiver": Kind.ID, "item": Kind.ID},
        "object": {"objection": Kind.ID},
        "answer": {"objection": Kind.ID, "upheld": Kind.FLAG},
    },
}
