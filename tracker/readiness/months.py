"""Calendar months: pure arithmetic with the one rule of DESIGN section 4 for days that do not exist."""

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def day_after(day: date) -> date:
    """Go to the next day; the calendar's own last day stays."""
    return day if day == date.max else day + ONE_DAY


def add_months(day: date, months: int) -> date:
    """Move by whole months to the same day, or to that month's last day where it does not exist (08-31 + 6 → 02-28).

    Ends at the calendar's own last and first day instead of raising.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_reaching_back(to: date, months: int) -> date:
    """Find the last day from which going back `months` still lands no later than `to`."""
    day = add_months(to, months)
    while day < date.max and add_months(day + ONE_DAY, -months) <= to:
        day += ONE_DAY
    return day
