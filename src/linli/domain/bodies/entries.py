"""What the entries of organisations carry: ids, codes, numbers, days."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "organisation"
DUTY = "duty"  # subject kind and procedure of a shift's entries: they are its book

SCHEMAS: Schemas = {
    PROCEDURE: {
        "found": {"kind": Kind.CODE, "superior": Kind.ID, "reorganisation": Kind.ID},
        "succeed": {"reorganisation": Kind.ID, "successor": Kind.ID, "on": Kind.DATE},
        "move_post": {
            "reorganisation": Kind.ID,
            "post": Kind.ID,
            "former": Kind.ID,
            "on": Kind.DATE,
        },
        "move_appointment": {
            "reorganisation": Kind.ID,
            "post": Kind.ID,
            "former": Kind.ID,
            "person": Kind.ID,
        },
        "rename": {"reorganisation": Kind.ID},
        "follow": {"reorganisation": Kind.ID, "superior": Kind.ID},
        "restore": {"reorganisation": Kind.ID},
        "end": {"on": Kind.DATE, "posts": Kind.NUMBER},
        "set_up_post": {"post": Kind.ID, "role": Kind.CODE, "place": Kind.ID},
        "set_quota": {"post": Kind.ID, "quota": Kind.NUMBER},
        "end_post": {"post": Kind.ID, "on": Kind.DATE},
        "appoint": {
            "post": Kind.ID,
            "person": Kind.ID,
            "acting": Kind.FLAG,
            "since": Kind.DATE,
            "until": Kind.DATE,
        },
        "appoint_many": {"posts": Kind.NUMBER},
        "name_deputy": {"post": Kind.ID, "person": Kind.ID, "since": Kind.DATE},
        "end_deputy": {"post": Kind.ID, "person": Kind.ID, "on": Kind.DATE},
        "take_leave": {
            "leave": Kind.ID,
            "person": Kind.ID,
            "kind": Kind.CODE,
            "since": Kind.DATE,
            "until": Kind.DATE,
            "stand_in": Kind.ID,
        },
        "end_leave": {"leave": Kind.ID, "person": Kind.ID, "on": Kind.DATE},
        "renew_term": {"post": Kind.ID, "person": Kind.ID, "until": Kind.DATE},
        "depart": {"person": Kind.ID, "on": Kind.DATE, "posts": Kind.NUMBER},
        "list_hand_over": {
            "list": Kind.ID,
            "post": Kind.ID,
            "giver": Kind.ID,
            "taker": Kind.ID,
            "on": Kind.DATE,
        },
        "sign_hand_over": {"list": Kind.ID, "person": Kind.ID, "how": Kind.CODE},
        "end_appointment": {"post": Kind.ID, "person": Kind.ID, "on": Kind.DATE},
        "state_hours": {"since": Kind.DATE},
        "correct": {"fields": Kind.CODES},
        "found_from_template": {"bodies": Kind.NUMBER, "posts": Kind.NUMBER},
        "set_up_grid_posts": {"posts": Kind.NUMBER},
        "plan_duty": {
            "first": Kind.DATE,
            "last": Kind.DATE,
            "shifts": Kind.NUMBER,
            "changed": Kind.NUMBER,
            "dropped": Kind.NUMBER,
        },
        "state_duty_rule": {"kind": Kind.CODE, "required": Kind.FLAG, "since": Kind.DATE},
    },
    DUTY: {
        "note": {"line": Kind.CODE},
        "hand_over": {"next": Kind.ID, "person": Kind.ID},
        "ask_swap": {"swap": Kind.ID, "giver": Kind.ID, "taker": Kind.ID},
        "agree": {"swap": Kind.ID, "giver": Kind.ID, "taker": Kind.ID},
        "decline": {"swap": Kind.ID, "giver": Kind.ID, "taker": Kind.ID},
        "withdraw": {"swap": Kind.ID, "giver": Kind.ID, "taker": Kind.ID},
        "plan": {"body": Kind.ID, "leader": Kind.ID, "officers": Kind.IDS, "starts": Kind.MOMENT},
        "change": {"leader": Kind.ID, "officers": Kind.IDS, "starts": Kind.MOMENT},
        "drop": {"body": Kind.ID, "starts": Kind.MOMENT},
        "ring": {"case": Kind.ID, "person": Kind.ID},
        "pass_on": {"case": Kind.ID, "leader": Kind.ID},
    },
}
