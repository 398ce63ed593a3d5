"""Components, tokens, texts and the gallery."""
