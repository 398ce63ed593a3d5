"""What the entries of organisations carry: ids, codes, numbers, days."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "organisation"

SCHEMAS: Schemas = {
    PROCEDURE: {
        "found": {"kind": Kind.CODE, "superior": Kind.ID},
        "end": {"on": Kind.DATE, "posts": Kind.NUMBER},
        "set_up_post": {"post": Kind.ID, "role": Kind.CODE, "place": Kind.ID},
        "set_quota": {"post": Kind.ID, "quota": Kind.NUMBER},
        "end_post": {"post": Kind.ID, "on": Kind.DATE},
        "appoint": {"post": Kind.ID, "person": Kind.ID, "acting": Kind.FLAG, "since": Kind.DATE},
        "appoint_many": {"posts": Kind.NUMBER},
        "end_appointment": {"post": Kind.ID, "person": Kind.ID, "on": Kind.DATE},
        "state_hours": {"since": Kind.DATE},
        "found_from_template": {"bodies": Kind.NUMBER, "posts": Kind.NUMBER},
        "set_up_grid_posts": {"posts": Kind.NUMBER},
    }
}
