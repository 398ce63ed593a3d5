import json
import stat
import sys
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from linli.foundation.keys import actions, lookup, masters, queries
from linli.foundation.keys.box import Unreadable
from linli.foundation.keys.models import DataKey

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path: Path) -> Path:
    settings.KEY_FILE = str(tmp_path / "keys" / "master.json")
    settings.KEY_COMMAND = ""
    masters.cached.cache_clear()
    return Path(settings.KEY_FILE)


def run(verb: str, **options: int) -> str:
    out = StringIO()
    call_command("keys", verb, stdout=out, **options)
    return out.getvalue()


def test_the_first_use_makes_a_private_numbered_file(key_file: Path) -> None:
    actions.cipher_for("case", uuid4())
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert json.loads(key_file.read_text())["current"] == 1


def test_a_lost_file_is_never_replaced_while_data_keys_stand(key_file: Path) -> None:
    actions.cipher_for("case", uuid4())
    key_file.unlink()
    masters.cached.cache_clear()
    with pytest.raises(masters.NoMasterKey):
        actions.cipher_for("case", uuid4())
    with pytest.raises(CommandError):
        run("init")
    assert not key_file.exists()


def test_a_file_open_to_others_is_refused(key_file: Path) -> None:
    run("init")
    key_file.chmod(0o644)
    with pytest.raises(masters.NoMasterKey, match="chmod 600"):
        masters.load()


def test_a_command_may_hold_the_keys(key_file: Path, settings) -> None:
    ring = masters.fresh_ring()
    store = key_file.parent.parent / "ring"
    store.write_text(ring.dumps())
    settings.KEY_COMMAND = f"{sys.executable} -c \"print(open('{store}').read())\""
    subject = uuid4()
    sealed = actions.cipher_for("case", subject).seal_text("words", "x")
    again = queries.cipher_for("case", subject)
    assert again is not None
    assert again.open_text(sealed, "x") == "words"
    assert not key_file.exists()


def test_one_key_per_subject_and_kind() -> None:
    a, b = uuid4(), uuid4()
    assert actions.cipher_for("case", a) == actions.cipher_for("case", a)
    assert len({actions.cipher_for(k, s).key for k in ("case", "file") for s in (a, b)}) == 4
    assert set(queries.ciphers_for("case", [a, b, uuid4()])) == {a, b}


def test_boxes_of_many_cost_one_query(django_assert_num_queries) -> None:
    subjects = [uuid4() for _ in range(50)]
    actions.ciphers("case", subjects)
    with django_assert_num_queries(1):
        assert len(queries.ciphers_for("case", subjects)) == 50


def test_a_destroyed_key_is_gone() -> None:
    subject = uuid4()
    sealed = actions.cipher_for("case", subject).seal_text("words", "x")
    assert actions.destroy("case", subject)
    assert queries.cipher_for("case", subject) is None
    with pytest.raises(Unreadable):
        actions.cipher_for("case", subject).open_text(sealed, "x")


def test_a_wrapped_key_moved_to_another_row_does_not_open() -> None:
    a, b = uuid4(), uuid4()
    actions.ciphers("case", [a, b])
    row = DataKey.objects.get(subject_id=a)
    DataKey.objects.filter(subject_id=b).update(wrapped=row.wrapped)
    with pytest.raises(Unreadable):
        queries.cipher_for("case", b)


def test_rotation_rewraps_all_in_batches_and_texts_still_open() -> None:
    subjects = [uuid4() for _ in range(25)]
    sealed = {s: c.seal_text(str(s), "x") for s, c in actions.ciphers("case", subjects).items()}
    before = lookup.lookup_hash("100 0000 0001")
    assert "25 data keys" in run("rotate", batch=10)
    assert set(DataKey.objects.values_list("master_no", flat=True)) == {2}
    run("retire")
    opened = {
        s: c.open_text(sealed[s], "x") for s, c in queries.ciphers_for("case", subjects).items()
    }
    assert opened == {s: str(s) for s in subjects}
    assert lookup.lookup_hash("100-0000-0001") == before


def test_a_rotation_that_was_stopped_is_finished_not_begun_again() -> None:
    actions.ciphers("case", [uuid4() for _ in range(5)])
    masters.replace(masters.grown(masters.load()))
    with pytest.raises(CommandError):
        run("retire")
    assert "5 data keys now wrapped by master 2" in run("rotate", batch=2)


def test_a_process_with_an_old_ring_reads_keys_of_a_newer_master(key_file: Path) -> None:
    subject = uuid4()
    actions.cipher_for("case", subject)
    old = masters.ring()
    masters.replace(masters.grown(old))
    actions.rewrap()
    masters.cached.cache_clear()
    text = key_file.read_text()
    key_file.write_text(old.dumps())
    masters.ring()  # what the other process still holds
    key_file.write_text(text)
    assert queries.cipher_for("case", subject) is not None


def test_status_counts_and_shows_no_key() -> None:
    actions.ciphers("case", [uuid4(), UUID(int=7)])
    text = run("status")
    assert "master 1: 2 data keys" in text
    assert masters.ring().keys[1].hex() not in text


@pytest.mark.parametrize("typed", ["100-0000-0001", " 10000000001 ", "１００００００ ０００１"])
def test_lookup_hash_ignores_how_it_was_typed(typed: str) -> None:
    assert lookup.lookup_hash(typed) == lookup.lookup_hash("10000000001")


def test_lookup_hashes_of_kinds_and_values_differ() -> None:
    hashes = {lookup.lookup_hash(v, k) for v in ("1", "2") for k in ("phone", "name")}
    assert len(hashes) == 4
    assert {len(h) for h in hashes} == {32}
