"""Posters: what stands on each, how a run of them is asked for, and how they are drawn."""
