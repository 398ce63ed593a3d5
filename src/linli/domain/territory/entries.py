"""What the entries of places carry: ids, codes, numbers, days."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "territory"

SCHEMAS: Schemas = {
    PROCEDURE: {
        "create": {"version": Kind.ID, "kind": Kind.CODE, "parent": Kind.ID, "since": Kind.DATE},
        "rename": {"version": Kind.ID, "former": Kind.ID, "since": Kind.DATE},
        "end": {"version": Kind.ID, "on": Kind.DATE},
        "add_alias": {"alias": Kind.ID, "kind": Kind.CODE},
        "lay_out": {"places": Kind.NUMBER, "schematic": Kind.FLAG, "since": Kind.DATE},
        "make_signs": {"signs": Kind.NUMBER},
        "outline": {"boundary": Kind.ID, "schematic": Kind.FLAG, "since": Kind.DATE},
        "import_divisions": {"created": Kind.NUMBER, "already": Kind.NUMBER},
        "state_codes": {"pattern": Kind.CODE, "since": Kind.DATE},
        "open_site": {"since": Kind.DATE},
        "import_outlines": {"created": Kind.NUMBER, "changed": Kind.NUMBER},
        "reorganise": {
            "reorganisation": Kind.ID,
            "verb": Kind.CODE,
            "version": Kind.ID,
            "former": Kind.ID,
            "successors": Kind.IDS,
            "since": Kind.DATE,
        },
        "restore": {"reorganisation": Kind.ID},
    },
    "reorganisation": {
        "draft": {"changes": Kind.NUMBER, "effective": Kind.DATE},
        "change": {},
        "check": {"findings": Kind.NUMBER, "moving": Kind.NUMBER},
        "enact": {"effective": Kind.DATE, "moved": Kind.NUMBER},
        "revoke": {},
        "drop": {},
    },
}
