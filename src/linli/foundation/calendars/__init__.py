"""Days that are worked and days that are not, as published rows."""
