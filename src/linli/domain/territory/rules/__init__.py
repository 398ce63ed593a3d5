"""Decisions about places that need no database: nesting, names, the Atlas."""
