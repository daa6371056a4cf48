"""住基ネット: resident record code to number."""
