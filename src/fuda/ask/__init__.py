"""The questions that the rules answer, without a database."""
