"""Each with its own database, none importing another."""
