"""鎌倉市 with Hanako, whose card lies ready at the counter."""

from counter_made import browser
from municipality_made import city, letterpress, made

__all__ = ["browser", "city", "letterpress", "made"]
