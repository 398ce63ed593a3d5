"""Pages of how bodies are staffed."""
