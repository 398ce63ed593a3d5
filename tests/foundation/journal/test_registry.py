"""The schemas that the areas really declare."""

from linli.foundation.journal.entries import PARTICULARS, Kind
from linli.foundation.journal.registry import schemas


def test_every_field_of_every_move_is_of_a_known_kind(monkeypatch) -> None:
    monkeypatch.undo()  # the made-up procedure of this folder's tests
    schemas.cache_clear()
    found = schemas()
    assert {"appeal", "grid_event"} <= set(found)
    for moves in found.values():
        for fields in moves.values():
            assert PARTICULARS not in fields
            assert all(isinstance(kind, Kind) for kind in fields.values())
