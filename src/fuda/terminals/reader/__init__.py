"""The host side of a card: one session class per application."""
