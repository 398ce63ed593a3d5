"""Sums of entries, declared once and folded to tallies."""
