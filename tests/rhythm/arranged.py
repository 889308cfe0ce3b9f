"""Duties for tests, in a line each."""

import datetime as dt

from trellis.rhythm.actions import make_duty
from trellis.rules.recurrence import Daily, HalfTermly, Monthly, Weekly

TERM = dt.date(2024, 9, 3)
DAILY, FRIDAYS, TUESDAYS = Daily(), Weekly((4,)), Weekly((1,))
FIRST_TUESDAY, LAST_DAY = Monthly(1, 1), HalfTermly(-1)


def a_duty(cast, title="Check the call list", recurrence=DAILY, *, owner="office", since=TERM, **arranged):
    """A duty of Oak from the first day of term, the office's unless said."""
    place = arranged if "grouping" in arranged else arranged | {"school": cast.oak}
    return make_duty(
        title=title, recurrence=recurrence, owner=owner, since=since, by="command line, tests", **place
    )
