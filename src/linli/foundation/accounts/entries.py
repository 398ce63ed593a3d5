"""What the entries of a login carry: ids and days, never a name or an address."""

from __future__ import annotations

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "login"
CREATE, INVITE, ASSIGN, END, RESTORE = "create", "invite", "assign", "end", "restore"

SCHEMAS: Schemas = {
    PROCEDURE: {
        CREATE: {"login": Kind.ID},
        INVITE: {"login": Kind.ID},  # a new one-time link
        ASSIGN: {"login": Kind.ID, "person": Kind.ID},
        END: {"login": Kind.ID, "until": Kind.DATE},
        RESTORE: {"login": Kind.ID},
    }
}
