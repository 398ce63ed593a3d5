"""Commands of the whole: serving."""
