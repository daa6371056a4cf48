"""What people touch: a reader and a screen, and nothing kept after the session."""
