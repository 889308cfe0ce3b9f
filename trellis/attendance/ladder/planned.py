"""The clinics and visits a rehearsed ladder asks for each week, beside those that are planned."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.attendance.ladder.rehearsal import Rehearsal, in_hours
from trellis.attendance.visits.models import VisitRound
from trellis.gatherings.models import Slot
from trellis.registers.calendars import stated_calendars
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Act
from trellis.rules.room import room
from trellis.rules.school_days import SchoolDays
from trellis.schools.models import School

WEEKS = 4
"""How many school weeks ahead are looked at."""
_AHEAD = dt.timedelta(weeks=16)

PLACES = {
    Act.CLINIC: gettext_lazy("Times at a clinic"),
    Act.VISIT: gettext_lazy("Home visits"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned in the school weeks to come: how many places, and of how many minutes of staff time."""

    places: int = 0
    minutes: int = 0


@dataclass(frozen=True, eq=False)
class Ahead:
    """The school weeks to come that are looked at, and what is planned in them."""

    mondays: Sequence[dt.date]
    planned: Mapping[Act, Planned]

    @classmethod
    def of(cls, school: School, today: dt.date) -> "Ahead":
        """From the Monday to come: this week is half over."""
        since = today + dt.timedelta(days=7 - today.weekday())
        years = {AcademicYear.of(day) for day in (since, since + _AHEAD)}
        days = SchoolDays.of(stated_calendars(school, sorted(years)))
        mondays = {day - dt.timedelta(days=day.weekday()) for day in days.between(since, since + _AHEAD)}
        shown = sorted(mondays)[:WEEKS]
        if not shown:
            return cls([], {})
        until = shown[-1] + dt.timedelta(days=6)
        return cls(
            shown, {Act.CLINIC: _clinics(school, since, until), Act.VISIT: _visits(school, since, until)}
        )


def _clinics(school: School, since: dt.date, until: dt.date) -> Planned:
    held = Slot.objects.filter(
        gathering__school=school,
        gathering__kind="clinic",
        gathering__called_off=False,
        gathering__on__range=(since, until),
    )
    found = held.aggregate(places=Count("pk"), minutes=Sum("minutes"))
    return Planned(found["places"], found["minutes"] or 0)


def _visits(school: School, since: dt.date, until: dt.date) -> Planned:
    held = VisitRound.objects.filter(school=school, on__range=(since, until)).annotate(homes=Count("visits"))
    rounds = list(held)
    return Planned(sum(one.homes for one in rounds), sum(_minutes(one) for one in rounds))


def _minutes(one: VisitRound) -> int:
    """From leaving to being back, for each who goes."""
    leaves = timezone.make_aware(dt.datetime.combine(one.on, one.leaves_at))
    each = max(int((one.expected_back - leaves).total_seconds() // 60), 0)
    return each * (2 if one.second_name else 1)


@dataclass(frozen=True, eq=False)
class Beside:
    """One kind of step over a rehearsed year, week by week, beside what is planned of it."""

    act: Act
    asked: Sequence[int]  # in each school week
    minutes: Sequence[int]  # and the staff time it takes
    planned: Planned
    weeks: int

    @property
    def words(self) -> str:
        return str(PLACES[self.act])

    @property
    def times(self) -> int:
        """Over the year."""
        return sum(self.asked)

    @property
    def busiest(self) -> int:
        """In the week that asks most."""
        return max(self.asked, default=0)

    @property
    def busiest_hours(self) -> str:
        """Of staff time, to a tenth, in the week that takes most."""
        return in_hours(max(self.minutes, default=0))

    @property
    def planned_hours(self) -> str:
        """Of staff time, to a tenth, in all of the weeks to come."""
        return in_hours(self.planned.minutes)

    @property
    def in_words(self) -> str:
        """Whether the year would have found room, were every week planned as those to come are."""
        if not self.times:
            return _("It would have asked for none.")
        if not self.planned.places:
            return _("None is planned.")
        return " ".join([*self._places_in_words(), *self._time_in_words()])

    def _places_in_words(self) -> Iterator[str]:
        found = room(self.asked, self.planned.places, self.weeks)
        if not found.short:
            yield _("There is room for every week.")
            return
        template = ngettext(
            "%(n)d week asks for more than there is room for.",
            "%(n)d weeks ask for more than there is room for.",
            found.short,
        )
        yield template % {"n": found.short}
        yield _("At most %(n)d would have waited.") % {"n": found.waiting}
        if found.left:
            yield _("At the end %(n)d would still wait.") % {"n": found.left}

    def _time_in_words(self) -> Iterator[str]:
        found = room(self.minutes, self.planned.minutes, self.weeks)
        if found.short:
            template = ngettext(
                "%(n)d week takes more staff time than is planned.",
                "%(n)d weeks take more staff time than is planned.",
                found.short,
            )
            yield template % {"n": found.short}


def beside_what_is_planned(found: Rehearsal, ahead: Ahead) -> list[Beside]:
    """The clinics and visits of a ladder that asks for them; nothing where no school week is to come."""
    kinds = [act for act in PLACES if any(row.act == act.value for row in found.held.rows)]
    return [_beside(found, act, ahead) for act in kinds if ahead.mondays]


def _beside(found: Rehearsal, act: Act, ahead: Ahead) -> Beside:
    own = [(place, row.minutes) for place, row in enumerate(found.held.rows) if row.act == act.value]
    asked = [sum(week.times[place] for place, _minutes_each in own) for week in found.weeks]
    minutes = [sum(each * week.times[place] for place, each in own) for week in found.weeks]
    return Beside(act, asked, minutes, ahead.planned[act], len(ahead.mondays))
