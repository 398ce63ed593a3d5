"""Commands of pages that cross areas."""
