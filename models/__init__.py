"""What is true of a session: its facts, the protocol that judges them, and what must be said of them."""
