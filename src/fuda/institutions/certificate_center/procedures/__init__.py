"""One module per step at a kiosk."""
