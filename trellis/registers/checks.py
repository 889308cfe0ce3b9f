"""Whether a mark may be made: by this school, of this child, in this session, with this code.

Taking a register is the school's statutory act, so what may not be recorded is refused with one sentence
and nothing of the act is written. An import brings what another system recorded already and is judged
elsewhere (importing.py).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from trellis.registers.calendars import asking_calendars, stated_calendar
from trellis.registers.models import Entry
from trellis.registers.places import Mark, Placed
from trellis.registers.times import times_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.calendar import Calendar
from trellis.rules.codes import NO_MARK, Code, code_of, code_set
from trellis.rules.words import Sentence, Session, day_in_words, gettext_noop
from trellis.schools.models import AttendancePattern, Characteristic, Enrolment, Pupil, School
from trellis.schools.questions import PUPILS, SCHOOL, Asking, Question


class Problem(NamedTuple):
    """A mark that may not be made, and why. No mark: the whole act may not."""

    says: Sentence
    mark: Mark | None = None


_NOT_OURS = gettext_noop(
    "%(school)s keeps its register in its own MIS: Trellis shows it and does not change it."
)
_NO_REASON = gettext_noop("An amendment needs a reason: say why the mark changes.")
CLOSED = gettext_noop("The register is closed: what stands there is changed by an amendment, with a reason.")
_NOT_YET = gettext_noop("%(day)s has not come yet: its register cannot be taken.")
_NOT_ON_ROLL = gettext_noop("%(pupil)s is not on the roll on %(day)s.")
_NOBODY_HERE = gettext_noop("This pupil has never been on the roll of %(school)s.")
_NOT_A_CODE_THEN = gettext_noop("%(code)s is not an attendance code in %(nation)s on %(day)s.")
_NOT_RECORDABLE = gettext_noop("%(code)s cannot be recorded for a pupil on the roll.")
_OTHER_SESSION = gettext_noop("%(code)s is the mark of the other session of the day.")
_NO_NATURE = gettext_noop("%(code)s also needs a few words: what the activity or the cause is.")
_NO_TIMETABLE = gettext_noop(
    "C2 needs a temporary part-time timetable for %(pupil)s with an end, in which this session is not due."
)
_NO_MINUTES = gettext_noop("Minutes late belong to L or U, not to %(code)s.")


def problems_with(
    school: School, marks: Sequence[Placed], *, kind: Entry.Kind, why: str = "", today: dt.date | None = None
) -> list[Problem]:
    """Everything that stands against an act, all at once; nothing where it may be done."""
    if school.register_of_record != School.RegisterOfRecord.TRELLIS:
        return [Problem(Sentence(_NOT_OURS, school=school.name))]
    if kind in _WITH_REASON and not why.strip():
        return [Problem(Sentence(_NO_REASON))]
    known = Known.of(school, marks, today or timezone.localdate())
    problems = [Problem(says, one.mark) for one in marks for says in _against(one, known)]
    if kind in WITHOUT_REASON:
        problems += _changed_after_closing(school, marks)
    if kind is Entry.Kind.LATE:
        problems += [Problem(Sentence(CLOSED), one.mark) for one in marks if not _is_arrival(one)]
    return problems


_WITH_REASON = (Entry.Kind.AMENDMENT, Entry.Kind.CLOSURE)
# What a teacher does while the register is open. A late arrival may also change what stands after it has
# closed.
WITHOUT_REASON = (Entry.Kind.REGISTER, Entry.Kind.TAP)


def _is_arrival(one: Placed) -> bool:
    """Somebody who was not there has come: N, or nothing yet, becomes L or U."""
    return one.char in ("L", "U") and one.seen in (NO_MARK, "N")


def _changed_after_closing(school: School, marks: Sequence[Placed]) -> list[Problem]:
    """Marks that would change what stands in a register that has closed: they are amendments."""
    changes = [one.mark for one in marks if one.mark.seen and one.char != one.seen]
    now = timezone.now()
    sessions = {(mark.date, mark.session) for mark in changes}
    closed = {(date, session) for date, session in sessions if times_of(school, date, session).closed(now)}
    return [Problem(Sentence(CLOSED), mark) for mark in changes if (mark.date, mark.session) in closed]


def asking_known(school: School, marks: Sequence[Placed]) -> list[Asking]:
    """What is asked before anything of an act is judged: the calendar where its marks are of one year, as
    nearly always, and when its pupils were on roll.
    """
    years = {one.year for one in marks}
    calendars = [asking_calendars(school, [AcademicYear(*years)])] if len(years) == 1 else []
    return [*calendars, _asking_enrolments(school, marks)]


def _asking_enrolments(school: School, marks: Sequence[Placed]) -> Asking:
    return _ENROLMENTS_OF.of(school=school.pk, pupils=sorted({one.mark.pupil for one in marks}))


# When some pupils were on roll, and their birthdays.
_ENROLMENTS_OF = Question(
    lambda: Enrolment.objects.filter(school=SCHOOL, pupil__in=PUPILS).values_list(
        "pupil_id", "since", "until", "pupil__date_of_birth"
    )
)


class Window(NamedTuple):
    """The days of an enrolment."""

    since: dt.date
    until: dt.date | None


@dataclass(slots=True)
class Known:
    """What the rules need to know of the school and the children marked, read in a handful of queries."""

    school: School
    today: dt.date
    calendars: dict[int, Calendar | None]
    enrolments: dict[int, list[Window]] = field(default_factory=dict)
    born: dict[int, dt.date | None] = field(default_factory=dict)
    year_groups: dict[int, list[Characteristic]] = field(default_factory=dict)
    timetables: dict[int, list[AttendancePattern]] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School, marks: Sequence[Placed], today: dt.date) -> "Known":
        pupils = {one.mark.pupil for one in marks}
        chars = {one.char for one in marks}
        years = {one.year for one in marks}
        known = cls(school, today, {year: stated_calendar(school, AcademicYear(year)) for year in years})
        for pupil, since, until, born in _asking_enrolments(school, marks).answer():
            known.enrolments.setdefault(pupil, []).append(Window(since, until))
            known.born[pupil] = born
        if "S" in chars:
            known.year_groups = _by_pupil(
                Characteristic.objects.filter(
                    enrolment__school=school, enrolment__pupil__in=pupils, kind=Characteristic.Kind.YEAR_GROUP
                )
            )
        if "p" in chars:
            known.timetables = _by_pupil(
                AttendancePattern.objects.filter(
                    enrolment__school=school,
                    enrolment__pupil__in=pupils,
                    kind=AttendancePattern.Kind.PART_TIME,
                    until__isnull=False,
                )
            )
        return known

    def on_roll(self, mark: Mark) -> bool:
        return any(_holds(enrolment, mark.date) for enrolment in self.enrolments.get(mark.pupil, ()))

    def year_group(self, mark: Mark) -> str | None:
        held = [one.value for one in self.year_groups.get(mark.pupil, ()) if _holds(one, mark.date)]
        return held[-1] if held else None

    def not_due(self, mark: Mark) -> bool:
        """Whether a temporary timetable with an end says the pupil is not due in this session."""
        if mark.date.weekday() > _FRIDAY:
            return False
        session = 2 * mark.date.weekday() + (mark.session is Session.PM)
        return any(
            _holds(one, mark.date) and one.sessions[session] == "N"
            for one in self.timetables.get(mark.pupil, ())
        )


_FRIDAY = 4


def _by_pupil(rows: Iterable[Characteristic] | Iterable[AttendancePattern]) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows.select_related("enrolment").order_by("since"):
        found[row.enrolment.pupil_id].append(row)
    return found


def _holds(row: Window | Characteristic | AttendancePattern, day: dt.date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _against(one: Placed, known: Known) -> Iterator[Sentence]:
    """What stands against one mark; the first thing that settles it ends the list."""
    mark = one.mark
    day = day_in_words(mark.date)
    if mark.date > known.today:
        yield Sentence(_NOT_YET, day=day)
    elif mark.pupil not in known.born:
        yield Sentence(_NOBODY_HERE, school=known.school.name)
    elif not known.on_roll(mark):
        yield Sentence(_NOT_ON_ROLL, pupil=_name(mark), day=day)
    elif one.char != NO_MARK:
        code = code_set(known.school.nation, mark.date).by_char.get(one.char)
        if code is None:
            nation = known.school.get_nation_display()
            yield Sentence(_NOT_A_CODE_THEN, code=code_of(one.char), nation=nation, day=day)
        else:
            yield from _against_code(code, one, known)


def _against_code(code: Code, one: Placed, known: Known) -> Iterator[Sentence]:
    mark = one.mark
    calendar = known.calendars[one.year]
    closed = calendar.why_refused(one.char, mark.date) if calendar else None
    if closed is not None:
        yield closed
    if not code.recordable:
        yield Sentence(_NOT_RECORDABLE, code=code.code)
    if code.session is not None and code.session != mark.session:
        yield Sentence(_OTHER_SESSION, code=code.code)
    asked = code.question(
        compulsory_age=of_compulsory_age(known.born[mark.pupil], mark.date),
        year_group=known.year_group(mark),
    )
    if asked is not None:
        yield asked
    elif code.code == "C2" and not known.not_due(mark):
        yield Sentence(_NO_TIMETABLE, pupil=_name(mark))
    if code.nature_required and not (mark.said and mark.said.nature.strip()):
        yield Sentence(_NO_NATURE, code=code.code)
    if mark.said and mark.said.minutes_late is not None and not code.late:
        yield Sentence(_NO_MINUTES, code=code.code)


def _name(mark: Mark) -> str:
    """Whose mark it is, for a sentence."""
    return str(Pupil.objects.get(pk=mark.pupil))
