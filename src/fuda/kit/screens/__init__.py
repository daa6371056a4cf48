"""The base layout, macros and styles that every screen is made from."""

from fuda.kit.screens.errors import handle_errors
from fuda.kit.screens.screens import Screens

__all__ = ["Screens", "handle_errors"]
