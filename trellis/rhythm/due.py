"""What is due at a school on a day or between two, worked out from its duties and its own calendar.

An occasion nobody has done is overdue from the next day until the duty's next occasion comes; what is due
every school day is over with its day. However many duties there are, the questions asked are the same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.imports.problems import said, words
from trellis.registers.calendars import stated_by_school, stated_calendars
from trellis.registers.school_now import SchoolNow
from trellis.rhythm.events import Happening, happened
from trellis.rhythm.models import Arrangement, ArrangementQuerySet, Done, Duty
from trellis.rhythm.places import url_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.occasions import Occasion, following, occasions
from trellis.rules.recurrence import AfterEvent, Daily, HolidayRule, Recurrence
from trellis.rules.school_days import SchoolDays
from trellis.schools.models import Grouping, Person, School
from trellis.schools.owning import AtWork, may_own, owners_among
from trellis.schools.questions import DAY, PERSON, SCHOOL, Given, Question, Several

# A yearly duty is overdue for a year at the most; school days after an event are found within this too.
LOOK_BACK = dt.timedelta(days=380)

_DUTY_BY_DUTY = ("duty", "since")

# The condition that leaves every duty.
EVERY = Q()


def by_when(due: dt.date, *, is_late: bool) -> str:
    """When something is due, as a line of what somebody has to do says it; or that it was."""
    template = _("was due on %(day)s") if is_late else _("by %(day)s")
    return template % {"day": date_format(due, "j F")}


@dataclass(frozen=True)
class Due:
    """One occasion of one duty at a school, and what has become of it."""

    school: School
    arrangement: Arrangement
    occasion: Occasion
    happening: Happening | None = None
    done: Done | None = None
    overdue_since: dt.date | None = None
    nobodys: bool = False

    @property
    def duty(self) -> Duty:
        return self.arrangement.duty

    @property
    def key(self) -> tuple[int, int, str]:
        """What it is known by: the duty, the school and the occasion."""
        return self.arrangement.duty_id, self.school.pk, self.occasion.key

    @property
    def at(self) -> dt.time | None:
        """The time of day it is to be done at, where one was said."""
        return self.arrangement.at

    @property
    def turn(self) -> str:
        """Whose turn it is, where the duty has a rota."""
        return self.arrangement.turn(self.occasion.key)

    @cached_property
    def words(self) -> str:
        """What is to be done, with whose turn it is and what it follows."""
        parts = [self.arrangement.title, self.turn, self.happening.words if self.happening else ""]
        return " · ".join(part for part in parts if part)

    @property
    def url(self) -> str:
        """Where it is done: the duty's place, else the page about what it follows."""
        own = url_of(self.arrangement.place, self.school, self.occasion)
        return own or (self.happening.url if self.happening else "")

    @property
    def moment(self) -> dt.datetime | None:
        """The moment it is to be done by. A time the clocks skip or repeat is still one moment."""
        if self.at is None:
            return None
        return timezone.make_aware(dt.datetime.combine(self.occasion.day, self.at)).astimezone(dt.UTC)

    @property
    def has_moved(self) -> str:
        """Said where the calendar moved the occasion after it was done."""
        if self.done is None or self.done.due_on == self.occasion.day:
            return ""
        template = _("It was due on %(then)s when it was dealt with; by the calendar of today, on %(now)s.")
        then, now = (date_format(day, "j F Y") for day in (self.done.due_on, self.occasion.day))
        return template % {"then": then, "now": now}


@dataclass(frozen=True)
class Rhythm:
    """A school's duties between two days: how each was arranged, the days there are, who works there."""

    school: School
    since: dt.date
    until: dt.date
    duties: Mapping[int, Sequence[Arrangement]]
    days: SchoolDays
    at_work: AtWork

    @classmethod
    def of(
        cls,
        school: School,
        since: dt.date,
        until: dt.date,
        *,
        at_work: AtWork,
        on: dt.date,
        arrangements: Q = EVERY,
    ) -> "Rhythm":
        """Read for the days asked, all duties that fall on one of them or those a condition leaves."""
        school.remember_urn()
        found = Arrangement.objects.falling_at(school, on).between(since, until).filter(arrangements)
        days = SchoolDays.of(stated_calendars(school, _years(since, until)))
        return cls(school, since, until, _by_duty(_in_turn(found)), days, at_work)

    @classmethod
    def of_day(cls, school: School, day: dt.date, *, at_work: AtWork) -> "Rhythm":
        """As far back as something may be overdue on a day."""
        return cls.of(school, day - LOOK_BACK, day, at_work=at_work, on=day)

    @classmethod
    def of_person(cls, here: SchoolNow, person: Person) -> "Rhythm":
        """The same of today and of what may be somebody's."""
        school, since, day = here.school, here.day - LOOK_BACK, here.day
        school.remember_urn()
        found = _MAY_BE_THEIRS.ask(school=school.pk, since=since, day=day, person=person.pk)
        days = SchoolDays.of(here.calendars(_years(since, day)))
        return cls(school, since, day, _by_duty(found), days, here.at_work)

    def falls(self, arrangement: Arrangement, since: dt.date, until: dt.date) -> list[Due]:
        """The occasions of a duty as it was arranged, from one day to another, in order of date."""
        nobodys = self.at_work.is_nobodys(arrangement)
        return [
            Due(self.school, arrangement, occasion, happening, nobodys=nobodys)
            for occasion, happening in self.occasions(arrangement, since, until)
        ]

    def occasions(
        self, arrangement: Arrangement, since: dt.date, until: dt.date
    ) -> list[tuple[Occasion, Happening | None]]:
        """The same with what each follows, where the duty follows something that happens."""
        since, until = max(since, arrangement.since), min(until, arrangement.until or until)
        if until < since:
            return []
        recurrence, rule = arrangement.comes_back, arrangement.rule
        if isinstance(recurrence, AfterEvent):
            by_key = {one.key: one for one in self._happened(recurrence.event)}
            what = [(one.day, key) for key, one in by_key.items()]
            found = following(recurrence, rule, self.days, what)
            return [(one, by_key[one.key]) for one in found if since <= one.day <= until]
        return [(one, None) for one in occasions(recurrence, rule, self.days, since, until)]

    def in_force(self, day: dt.date) -> list[Arrangement]:
        """How each duty that goes on is arranged on a day."""
        lasts = (arranged[-1] for arranged in self.duties.values())
        return [one for one in lasts if one.until is None or one.until >= day]

    def _happened(self, event: str) -> list[Happening]:
        if event not in self._heard:
            self._heard[event] = happened(event, self.school, self.since - LOOK_BACK, self.until)
        return self._heard[event]

    @cached_property
    def _heard(self) -> dict[str, list[Happening]]:
        return {}

    def notes(self) -> list[str]:
        """What to know of the calendars the dates were worked out from."""
        years = range(AcademicYear.of(self.since).start, AcademicYear.of(self.until).start + 1)
        notes = (self.days.note(AcademicYear(start)) for start in years)
        return [said(words(note)) for note in notes if note is not None]


# Nobody is told whose their own duties are: their owners are not looked up.
_MAY_BE_THEIRS = Question(
    lambda: (
        Arrangement.objects.falling_at(SCHOOL, DAY)
        .between(Given("since", DateField()), DAY)
        .filter(duty__in=Arrangement.objects.on(DAY).filter(may_own(PERSON, DAY)).values("duty"))
        .order_by(*_DUTY_BY_DUTY)
    )
)
_DONE = Question(
    lambda: Done.objects.filter(
        school__in=Several("schools", BigIntegerField()),
        occasion__in=Several("occasions", CharField()),
        duty__in=Several("duties", BigIntegerField()),
    )
)
_OWNERS_AT = Question(lambda: owners_among(Arrangement.objects.falling_at(SCHOOL, DAY).on(DAY)))


def due_on(school: School, day: dt.date, person: Person | None = None) -> list[Due]:
    """What is due on a day, and what is overdue: what is overdue first, then in order of time.

    Of a person, what is theirs: by themselves, by a role they hold there or a team they are in.
    """
    return standing_on(day, Rhythm.of_day(school, day, at_work=AtWork.at(school, day)), person)


def due_today(here: SchoolNow, person: Person) -> list[Due]:
    """The same of one person at a school now, from what a page has read of it already."""
    return standing_on(here.day, Rhythm.of_person(here, person), person)


def nobodys(here: SchoolNow) -> int:
    """How many duties that go on today nobody who works there owns."""
    return here.at_work.nobodys_among(_OWNERS_AT.ask(school=here.school.pk, day=here.day))


def standing_on(day: dt.date, rhythm: Rhythm, person: Person | None = None) -> list[Due]:
    """The same from duties that were read already."""
    owner = None if person is None else person.pk
    found = [one for arranged in rhythm.duties.values() for one in _today(rhythm, arranged, day, owner)]
    standing = [one for one in with_done(found) if one.overdue_since is None or one.done is None]
    return sorted(standing, key=_in_order)


def due_across(grouping: Grouping, day: dt.date, person: Person) -> list[Due]:
    """What a grouping's own duties ask of somebody at each of its schools on a day, the schools in order."""
    due = [
        one
        for rhythm in _at_schools_of(grouping, day - LOOK_BACK, day, on=day)
        for arranged in rhythm.duties.values()
        for one in _today(rhythm, arranged, day, person.pk)
    ]
    return [one for one in with_done(due) if one.overdue_since is None or one.done is None]


def due_at_schools_of(
    grouping: Grouping, since: dt.date, until: dt.date, *, on: dt.date, arrangements: Q = EVERY
) -> list[Due]:
    """Every occasion of a grouping's own duties at each of its schools, in order of date and time."""
    found = [
        due
        for rhythm in _at_schools_of(grouping, since, until, on=on, arrangements=arrangements)
        for arranged in rhythm.duties.values()
        for one in arranged
        for due in rhythm.falls(one, since, until)
    ]
    return sorted(with_done(found), key=lambda one: (one.occasion.day, *_in_order(one)))


def _at_schools_of(
    grouping: Grouping, since: dt.date, until: dt.date, *, on: dt.date, arrangements: Q = EVERY
) -> Iterator[Rhythm]:
    """A grouping's own duties as they fall at each of its schools, in the same questions however many."""
    found = Arrangement.objects.filter(duty__grouping=grouping).between(since, until).filter(arrangements)
    duties = _by_duty(_in_turn(found))
    if duties:
        schools = list(School.objects.in_grouping(grouping, on).prefetch_related("urns"))
        calendars, at_work = stated_by_school(schools, _years(since, until)), AtWork.at_each(schools, on)
        for school in schools:
            days = SchoolDays.of(calendars[school.pk])
            yield Rhythm(school, since, until, duties, days, at_work[school.pk])


def _in_turn(found: ArrangementQuerySet) -> ArrangementQuerySet:
    """Duty by duty the ways each was arranged, the earliest first."""
    return found.owned().order_by(*_DUTY_BY_DUTY)


def _by_duty(in_turn: Iterable[Arrangement]) -> dict[int, list[Arrangement]]:
    return {duty: list(held) for duty, held in groupby(in_turn, key=lambda one: one.duty_id)}


def _years(since: dt.date, until: dt.date) -> list[AcademicYear]:
    """The academic years of some days, with those either side: what moves may move into them."""
    first, last = AcademicYear.of(since).start - 1, AcademicYear.of(until).start + 1
    return [AcademicYear(start) for start in range(first, last + 1)]


def _today(rhythm: Rhythm, arranged: Sequence[Arrangement], day: dt.date, owner: int | None) -> Iterator[Due]:
    """The occasions of one duty on a day; where there are none, the last before, as overdue if not done."""
    now = arranged[-1]
    if (now.until is not None and now.until < day) or now.since > day:
        return
    if owner is not None and owner not in rhythm.at_work.owners_of(now):
        return
    today = rhythm.falls(now, day, day)
    yield from today
    if today or isinstance(now.comes_back, Daily):
        return
    before = _last_before(rhythm, arranged, day)
    if before is not None:
        occasion, happening = before
        nobodys = rhythm.at_work.is_nobodys(now)
        yield Due(rhythm.school, now, occasion, happening, overdue_since=occasion.day, nobodys=nobodys)


def _last_before(
    rhythm: Rhythm, arranged: Sequence[Arrangement], day: dt.date
) -> tuple[Occasion, Happening | None] | None:
    """The last occasion before a day, however the duty was arranged then."""
    for one in reversed(arranged):
        held = rhythm.occasions(one, rhythm.since, day - dt.timedelta(days=1))
        if held:
            return held[-1]
    return None


def _in_order(due: Due) -> tuple[Any, ...]:
    overdue = due.overdue_since is None
    return overdue, due.overdue_since or dt.date.min, due.at is None, due.at or dt.time.min, due.words


def due_between(
    school: School, since: dt.date, until: dt.date, *, on: dt.date, arrangements: Q = EVERY
) -> list[Due]:
    """Every occasion from one day to another with what has become of it, in order of date and time."""
    at_work = AtWork.at(school, on)
    rhythm = Rhythm.of(school, since, until, at_work=at_work, on=on, arrangements=arrangements)
    every = (one for arranged in rhythm.duties.values() for one in arranged)
    found = [due for one in every for due in rhythm.falls(one, since, until)]
    return sorted(with_done(found), key=lambda one: (one.occasion.day, *_in_order(one)))


def first_key(place: School | Grouping, recurrence: Recurrence, since: dt.date) -> str:
    """The key of the first occasion from a day on; of a grouping, at the first of its schools."""
    school = place if isinstance(place, School) else School.objects.in_grouping(place, since).first()
    if school is None:
        return ""
    year = AcademicYear.of(since)
    days = SchoolDays.of(stated_calendars(school, [year.before, year, year.after]))
    found = occasions(recurrence, HolidayRule.KEEP, days, since, year.after.until)
    return found[0].key if found else ""


def with_done(found: Sequence[Due]) -> list[Due]:
    """The same with what was done of each."""
    held = _DONE.ask(
        schools={one.school.pk for one in found},
        occasions={one.occasion.key for one in found},
        duties={one.arrangement.duty_id for one in found},
    )
    done = {(one.duty_id, one.school_id, one.occasion): one for one in held}
    return [replace(one, done=done[one.key]) if one.key in done else one for one in found]
