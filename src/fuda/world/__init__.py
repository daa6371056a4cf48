"""The composition root: a country in one process, its people, its dial."""
