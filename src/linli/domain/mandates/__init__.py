"""Matters, who must act on them and by which rule."""
