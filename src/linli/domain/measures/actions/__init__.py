"""Keep the tallies in step with the journal."""

from linli.domain.measures.actions.folding import fold

__all__ = ["fold"]
