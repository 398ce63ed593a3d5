"""What every test needs: nothing remembered from the test before."""

from collections.abc import Iterator

import pytest

from linli.domain.territory import queries as territory


@pytest.fixture(autouse=True)
def _tree_asked_again() -> Iterator[None]:
    """The tree's mark is believed for a second in production; a test's rollback takes less."""
    territory.forget()
    yield
    territory.forget()
