"""Decisions about measures; `declared` and `engines` alone import ibis and duckdb."""
