"""Instants as databases hold them: UTC text of fixed width, so that text order is time order."""

from datetime import UTC, datetime


def as_text(instant: datetime) -> str:
    """`2026-04-01T00:00:00.000000Z`."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
