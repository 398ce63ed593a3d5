"""Commands of measures."""
