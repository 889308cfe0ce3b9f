"""The agenda of a meeting as a member reads it: what is due, less what the chair left, with what was added;
of a closed meeting, what it was.

Each member reads of the cases they may see; of the others they read how many there are.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from trellis.registers.calendars import stated_calendars
from trellis.rules.academic_year import AcademicYear
from trellis.rules.occasions import occasions
from trellis.rules.recurrence import HolidayRule
from trellis.rules.school_days import SchoolDays
from trellis.schools.access import may
from trellis.schools.models import Person, Pupil, School
from trellis.support.meetings.models import AgendaItem, CaseMeeting, Decision, MeetingBody
from trellis.support.meetings.sources import SOURCES, Looking
from trellis.support.models import Case

_AHEAD: Final = dt.timedelta(days=200)
_BEFORE_THE_FIRST: Final = dt.timedelta(weeks=2)

Key = tuple[int | None, int]
"""A case and its child, or nothing and a child."""


@dataclass
class Line:
    """A child on an agenda."""

    key: Key
    why: list[tuple[str, str]] = field(default_factory=list)  # which source, and its words
    item: AgendaItem | None = None
    case: Case | None = None
    pupil: Pupil | None = None

    @property
    def is_left(self) -> bool:
        return self.item is not None and bool(self.item.left_because)

    @property
    def reasons(self) -> list[str]:
        """Why, in words."""
        return [words for _source, words in self.why]


@dataclass(frozen=True)
class Agenda:
    """What somebody may read of an agenda."""

    lines: list[Line]
    left: list[Line]
    unseen: int


def since_of(meeting: CaseMeeting) -> dt.date:
    """The day of the meeting before; two weeks before the first."""
    before = last_before(meeting)
    return before.on if before else meeting.on - _BEFORE_THE_FIRST


def last_before(meeting: CaseMeeting) -> CaseMeeting | None:
    """The meeting of the body before this one."""
    held = meeting.body.meetings.filter(gathering__on__lt=meeting.on, closed_at__isnull=False)
    return held.select_related("gathering").first()


def everything(meeting: CaseMeeting) -> list[Line]:
    """Every line of an agenda, whoever may see it: due, added or left."""
    lines: dict[Key, Line] = {}
    if meeting.is_open:
        lines = _due(meeting)
    for item in meeting.items.select_related("pupil").prefetch_related("decisions"):
        key = (item.case_id, item.pupil_id)
        line = lines.setdefault(key, Line(key))
        line.item = item
        line.why = line.why or [(source, words) for source, words in item.why]
    return list(lines.values())


def _due(meeting: CaseMeeting) -> dict[Key, Line]:
    """What the sources find for the day: of each case, and of each child without one being said."""
    body = meeting.body
    look = Looking(body.school, meeting.on, since_of(meeting), body.still_weeks)
    sources = [one for one in SOURCES.values() if not one.asked_for or one.name in body.also]
    found = [(source.name, one) for source in sources for one in source.found(look)]
    only = set(body.programmes.values_list("pk", flat=True))
    cases = Case.objects.filter(pk__in={one.case for _name, one in found if one.case})
    within = set(cases.filter(programme__in=only).values_list("pk", flat=True)) if only else None
    lines: dict[Key, Line] = {}
    for name, one in found:
        if within is None or one.case in within or name in body.also:
            key = (one.case, one.pupil)
            lines.setdefault(key, Line(key)).why.append((name, one.why))
    return lines


def agenda(meeting: CaseMeeting, reader: Person) -> Agenda:
    """The agenda as one member reads it."""
    seen = seen_by(everything(meeting), meeting.body.school, reader)
    lines = sorted(seen.lines, key=lambda line: (line.pupil.surname, line.pupil.forename, line.pupil.pk))
    return Agenda(
        [line for line in lines if not line.is_left], [line for line in lines if line.is_left], seen.unseen
    )


def seen_by(lines: Iterable[Line], school: School, reader: Person) -> Agenda:
    """The lines somebody may read: their cases and children, and of the reasons those they may know."""
    held = list(lines)
    cases = Case.objects.filter(pk__in={line.key[0] for line in held if line.key[0]}).visible_to(reader)
    by_case = {case.pk: case for case in cases.select_related("pupil", "programme")}
    ids = {line.key[1] for line in held if line.key[0] is None}
    by_pupil = Pupil.objects.visible_to(reader).in_bulk(list(ids))
    knows = _known_to(reader, school)
    found, unseen = [], 0
    for line in held:
        line.case = by_case.get(line.key[0]) if line.key[0] else None
        line.pupil = line.case.pupil if line.case else by_pupil.get(line.key[1]) if not line.key[0] else None
        had = bool(line.why)
        line.why = [(source, words) for source, words in line.why if knows.get(source, True)]
        only_hidden = had and not line.why and not _is_spoken_of(line.item)
        if line.pupil is None or only_hidden:
            unseen += not line.is_left
        else:
            found.append(line)
    return Agenda(_joined(found), [], unseen)


def _joined(lines: list[Line]) -> list[Line]:
    """A reason that is of a child stands with the child’s case, where the reader sees one; where they do not
    it stands alone, whether there is a case or not.
    """
    with_case = {line.pupil.pk: line for line in reversed(lines) if line.case and line.pupil}
    alone = []
    for line in lines:
        beside = with_case.get(line.key[1]) if line.case is None and line.why else None
        if beside is None or _is_spoken_of(line.item):
            alone.append(line)
        else:
            beside.why = [*beside.why, *line.why]
    return alone


def _is_spoken_of(item: AgendaItem | None) -> bool:
    """Whether somebody added the child, or said or decided something: it is there for more than a reason."""
    return item is not None and bool(item.added_by_name or item.said or item.decisions.all())


def _known_to(reader: Person, school: School) -> Mapping[str, bool]:
    return {
        source.name: may(reader, source.permission, school)
        for source in SOURCES.values()
        if source.permission is not None
    }


def decided(meeting: CaseMeeting | None, reader: Person) -> tuple[list[Decision], int]:
    """What was decided at a meeting, of the cases somebody may see; and how much of others."""
    if meeting is None:
        return [], 0
    held = Decision.objects.filter(item__meeting=meeting)
    mine = of_those_seen(held, meeting.body.school, reader)
    return mine, held.count() - len(mine)


def of_those_seen(decisions: Any, school: School, reader: Person) -> list[Decision]:
    """Of some decisions those about children whose cases somebody may see, by child."""
    every = list(
        decisions.select_related("step", "item__pupil", "item__case").order_by(
            "item__pupil__surname", "item__pupil__forename", "due", "pk"
        )
    )
    if not every:
        return []
    keys = {(one.item.case_id, one.item.pupil_id) for one in every}
    allowed = {line.key for line in seen_by([Line(key) for key in keys], school, reader).lines}
    return [one for one in every if (one.item.case_id, one.item.pupil_id) in allowed]


def days_after(school: School, after: dt.date) -> SchoolDays:
    """The school days in which the next meeting of any body of a school lies."""
    year = AcademicYear.of(after)
    return SchoolDays.of(stated_calendars(school, [year, year.after]))


def next_day(body: MeetingBody, after: dt.date, days: SchoolDays | None = None) -> dt.date | None:
    """The day a body meets next, from a day on; by the school days of a page that asks of several."""
    days = days or days_after(body.school, after)
    found = occasions(body.meets, HolidayRule.SKIP, days, after, after + _AHEAD)
    return found[0].day if found else None


def counted(body: MeetingBody, since: dt.date, until: dt.date) -> dict[str, Any]:
    """What a body put in between two days: meetings, children something was said or decided of, decisions,
    and how many done.
    """
    meetings = body.meetings.filter(gathering__on__range=(since, until), closed_at__isnull=False)
    items = AgendaItem.objects.filter(meeting__in=meetings, left_because="")
    held = list(Decision.objects.filter(item__in=items).select_related("step"))
    return {
        "meetings": meetings.count(),
        "children": items.exclude(said="", decisions=None).values("pupil").distinct().count(),
        "decisions": len(held),
        "done": sum(one.now.was_done for one in held),
    }
