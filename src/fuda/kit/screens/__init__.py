"""The base layout, macros and styles that every screen is made from."""
