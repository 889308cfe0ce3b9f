"""What can be brought about schools: lists of pupils and calendars. Imports finds them here."""

from trellis.schools.bringing_calendar import CALENDAR
from trellis.schools.bringing_pupils import PUPILS

__all__ = ["CALENDAR", "PUPILS"]
