"""Components: typed, keyword-only template tags; a misspelt attribute is a syntax error."""
