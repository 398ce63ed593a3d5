"""What a column may hold and how a cell is understood: pure, from raw cells to typed rows."""
