"""What the pages of territory ask for."""
