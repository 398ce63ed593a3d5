"""The columns of a place's row, in the order in which bulk loads write them."""

COLUMNS = (
    "id",
    "place_id",
    "parent_id",
    "code",
    "name",
    "official",
    "kind",
    "level",
    "pinyin",
    "initials",
    "schematic",
    "source",
    "instrument",
    "valid_from",
    "valid_to",
)
