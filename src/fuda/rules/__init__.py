"""What law and guidebooks say, as pure functions and tables. No I/O, no clock, no randomness."""
