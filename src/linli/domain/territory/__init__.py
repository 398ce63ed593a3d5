"""Places, their history, aliases and boundaries."""
