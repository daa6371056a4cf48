"""The multi-copy machine in a convenience store."""
