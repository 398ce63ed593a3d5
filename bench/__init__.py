"""What is measured, and how. Run with `linli bench NAME --json` from the repository."""
