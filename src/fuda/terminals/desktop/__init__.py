"""A resident's own computer with a card reader.

Holds nothing after the page is answered. A PIN is for the chip alone: never kept, logged, sent on.
"""

from fuda.terminals.desktop.routes import PREFIX, desktop_pages

__all__ = ["PREFIX", "desktop_pages"]
