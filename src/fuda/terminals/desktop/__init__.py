"""A resident's own computer with a card reader."""
