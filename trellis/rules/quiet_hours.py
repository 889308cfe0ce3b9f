"""Quiet hours: when a school's texts and e-mails wait, by the clock on the family's wall.

A night is quiet from the first time its clock shows the hour it begins to the last time it shows the hour it
ends, so that on the two nights the clocks change nobody is woken: where an hour comes twice the quiet lasts
through both, and an hour that is left out ends when the next begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """Every night from `begins` to `ends`, and with `weekends` all of Saturday and Sunday."""

    begins: time
    ends: time
    zone: tzinfo
    weekends: bool = False

    def over_at(self, moment: datetime) -> datetime | None:
        """When the quiet around a moment is over; nothing where it is not quiet then."""
        reached = moment.astimezone(UTC)
        while ends := self._end_around(reached):
            reached = ends
        return None if reached == moment else reached

    def _end_around(self, moment: datetime) -> datetime | None:
        return next((until for since, until in self._spans(moment) if since <= moment < until), None)

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The quiet spans that may lie around a moment."""
        today = moment.astimezone(self.zone).date()
        for day in (today - ONE_DAY, today):
            if self.begins != self.ends:
                morning = day if self.begins < self.ends else day + ONE_DAY
                yield self._first(day, self.begins), self._last(morning, self.ends)
            if self.weekends and day.weekday() == SATURDAY:
                yield self._first(day, time()), self._last(day + 2 * ONE_DAY, time())

    def _first(self, day: date, at: time) -> datetime:
        return min(self._readings(day, at))

    def _last(self, day: date, at: time) -> datetime:
        return max(self._readings(day, at))

    def _readings(self, day: date, at: time) -> tuple[datetime, datetime]:
        """The moments a clock on the wall may mean: two, where an hour comes twice or not at all."""
        one, other = (datetime.combine(day, at.replace(fold=fold), self.zone) for fold in (0, 1))
        return one.astimezone(UTC), other.astimezone(UTC)
