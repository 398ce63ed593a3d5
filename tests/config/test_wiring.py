from collections.abc import Sequence

import pytest

from linli.config import jobs
from linli.config.wiring import CONSUMERS, Consumer
from linli.foundation.journal.models import Entry
from linli.kernel.ids import uuid7


def entry(move: str, *, reverses: bool = False) -> Entry:
    return Entry(procedure="appeal", move=move, reverses_id=uuid7() if reverses else None)


def test_a_consumer_takes_its_moves_and_no_reversals() -> None:
    some = Consumer("some", print, frozenset({("appeal", "dispatch")}))
    assert [some.takes(entry(m)) for m in ("dispatch", "file")] == [True, False]
    assert not some.takes(entry("dispatch", reverses=True))
    assert Consumer("every", print).takes(entry("dispatch", reverses=True))


def test_names_of_consumers_are_unique() -> None:
    names = [c.name for c in CONSUMERS]
    assert len(set(names)) == len(names)
    assert "measures" not in names  # the fold's own horizon


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    class Fails(Consumer):
        def deliver(self, limit: int = 5000) -> int:
            raise RuntimeError

    class Works(Consumer):
        def deliver(self, limit: int = 5000) -> int:
            reached.append(self.name)
            return 0

    def nothing(entries: Sequence[Entry]) -> None:
        """Handle nothing."""

    monkeypatch.setattr(jobs, "CONSUMERS", (Fails("a", nothing), Works("b", nothing)))
    jobs.deliver()
    assert reached == ["b"]


@pytest.mark.django_db
def test_the_rounds_run() -> None:
    jobs.make_months()
    jobs.watch_looks()
