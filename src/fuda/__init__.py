"""Fuda (札): an open implementation of the My Number Card system, as five guidebooks tell it."""
