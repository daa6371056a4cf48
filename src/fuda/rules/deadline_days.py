"""The arithmetic of deadlines: days in, a day out, no parameters and no words.

Each is what a rule does with the numbers that it was given, so that a list for one person and
columns for a million count alike.
"""

from datetime import date, timedelta

from fuda.rules.calendar import add_months, last_good_day

_ONE_DAY = timedelta(days=1)


def opens_before(expires: date, *, months: int, days: int) -> date:
    """So many days after the day that lies so many months before, clamped (RENEW-01, -02; C2)."""
    return add_months(expires, -months) + timedelta(days=days)


def registration_ends(expires: date, *, last_days: int) -> date:
    """The last day on which more than `last_days` days are left (HEALTH-03)."""
    return expires - timedelta(days=last_days) - _ONE_DAY


def days_ahead(event: date, *, days: int) -> date:
    """The last day that lies so many days before an event (ABROAD-02)."""
    return event - timedelta(days=days)


def within_days(since: date, *, days: int) -> date:
    """The last good day of "within n days of X" (C1)."""
    return last_good_day(since, days)


def extended_by(expires: date, *, months: int) -> date:
    """The same day number so many months on, clamped (FOREIGN-08; C2)."""
    return add_months(expires, months)
