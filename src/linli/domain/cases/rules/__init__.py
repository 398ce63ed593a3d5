"""Decisions about cases; pure."""
