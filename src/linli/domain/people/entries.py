"""What the entries of persons carry: ids and days, never a name or a number."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "person"

SCHEMAS: Schemas = {
    PROCEDURE: {
        "correct": {"person": Kind.ID, "fields": Kind.CODES},
        "leave": {"person": Kind.ID, "on": Kind.DATE},
        "state_facts": {"person": Kind.ID, "fields": Kind.CODES},
        "allow_phone": {"person": Kind.ID, "since": Kind.DATE},
        "withdraw_phone": {"person": Kind.ID, "on": Kind.DATE},
    }
}
