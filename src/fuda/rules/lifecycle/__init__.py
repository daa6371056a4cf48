"""Life cycles as tables of rows."""
