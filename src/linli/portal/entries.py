"""What the entries of printing carry: codes and numbers."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "posters"

SCHEMAS: Schemas = {
    PROCEDURE: {"ask_posters": {"size": Kind.CODE, "posters": Kind.NUMBER}},
}
