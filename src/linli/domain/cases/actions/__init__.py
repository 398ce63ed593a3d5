"""What people and the system do to cases: file, and move by the procedure's table."""
