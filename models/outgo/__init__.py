"""How does a session leave Vigil? As files that other programs read."""
