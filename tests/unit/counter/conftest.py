"""鎌倉市 with Hanako, whose card lies ready at the counter."""

from municipality_made import city, letterpress, made

__all__ = ["city", "letterpress", "made"]
