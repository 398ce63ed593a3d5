"""Files that belong to a subject, encrypted."""
