"""What the entries of catalogue and mandates carry."""

from linli.foundation.journal.entries import Kind, Schemas

PROCEDURE = "mandate"

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
    }
}
