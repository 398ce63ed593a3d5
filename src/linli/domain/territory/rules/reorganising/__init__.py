"""What an instrument says and does to the tree: read, tried on a copy, compared."""
