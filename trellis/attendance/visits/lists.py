"""Visits at home as pages, devices and timelines show them: whom first, who is out, what came of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.still_out import Out, StillOut
from trellis.attendance.ladder.due import DueStep, steps_due
from trellis.attendance.visits.going import Wanted as WantedVisit
from trellis.attendance.visits.models import HomeVisit, SafetyNote, VisitOutcome, VisitRound
from trellis.messages.timeline import Source, Told, Wanted
from trellis.registers.calendars import stated_calendars
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, code_set
from trellis.rules.ladder import Act
from trellis.rules.school_days import SchoolDays
from trellis.rules.still_out import Risk
from trellis.rules.visiting import ToVisit, came_back, in_order, overdue_by
from trellis.rules.words import Session
from trellis.schools.models import Enrolment, FamilyLink, Hold, Person, Pupil, School
from trellis.schools.naming import Named, named

_TODAY: Final = dt.timedelta(0)
AFTER: Final = dt.timedelta(days=21)
"""A child's next school day lies within these, but for the summer holidays."""


# --- Whom to visit ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One child who may be visited today, and why."""

    child: Named
    asks: ToVisit
    out: Out | None
    step: DueStep | None
    planned: HomeVisit | None
    before: VisitOutcome | None  # what came of the last visit
    on_hold: bool

    @property
    def why(self) -> str:
        """Every reason, in words: the absence, and the step with the figures it fell due by."""
        said = []
        if self.out is not None:
            days = ngettext("still out, %(n)d school day", "still out, %(n)d school days", self.out.days)
            said.append(days % {"n": self.out.days})
            if self.asks.is_first:
                said.append(_("among those who are asked after first"))
        if self.step is not None:
            said.append(f"{self.step.step.name}: {self.step.why}")
        return "; ".join(said)


def to_visit(school: School, now: dt.datetime) -> list[Row]:
    """Children nobody knows of, and those for whom the ladder asks a visit; whom to visit first, first."""
    day = timezone.localtime(now).date()
    calls = CallList(school, now)
    out = (
        {row.child.pupil: row for row in StillOut(calls).rows if not row.is_settled} if calls.is_open else {}
    )
    steps: dict[int, DueStep] = {}
    for due in steps_due(school, day).asking(Act.VISIT):
        steps.setdefault(due.child.pupil, due)
    children = {pupil: row.child for pupil, row in out.items()}
    children |= {pupil: row.child for pupil, row in steps.items()}
    asks = [_asks(child, out.get(pupil), steps.get(pupil)) for pupil, child in children.items()]
    planned = {
        one.pupil_id: one
        for one in HomeVisit.objects.filter(round__school=school, round__on=day, pupil__in=children)
        .select_related("round")
        .order_by("pk")
    }
    before = {
        one.visit.pupil_id: one
        for one in VisitOutcome.objects.filter(visit__round__school=school, visit__pupil__in=children)
        .select_related("visit")
        .order_by("at", "pk")
    }
    holds = set(Hold.objects.filter(school=school).on(day).values_list("pupil", flat=True))
    return [
        Row(
            children[one.pupil],
            one,
            out.get(one.pupil),
            steps.get(one.pupil),
            planned.get(one.pupil),
            before.get(one.pupil),
            one.pupil in holds,
        )
        for one in in_order(asks)
    ]


def _asks(child: Named, out: Out | None, step: DueStep | None) -> ToVisit:
    return ToVisit(
        pupil=child.pupil,
        name=f"{child.surname} {child.forename}",
        is_first=out is not None and out.risk is Risk.FIRST,
        days_out=out.days if out else 0,
        step_due_on=step.due_on if step else None,
        do_by=step.do_by if step else None,
        is_late=step.is_late if step else False,
    )


def wanted_of(rows: Sequence[Row], pupils: Mapping[int, Pupil]) -> list[WantedVisit]:
    """Chosen children as a round takes them: those on the list in its order and with why, others after."""
    found = [
        WantedVisit(pupils[row.child.pupil], row.why, row.step) for row in rows if row.child.pupil in pupils
    ]
    listed = {row.child.pupil for row in rows}
    return found + [WantedVisit(pupil, "") for key, pupil in pupils.items() if key not in listed]


# --- Rounds -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One round, and how it stands at a moment."""

    round: VisitRound
    visits: int
    now: dt.datetime

    @cached_property
    def overdue(self) -> int:
        """Minutes since they were expected back; none while they are not."""
        late = overdue_by(self.round.expected_back, self.round.left_at, self.round.back_at, self.now)
        return int(late.total_seconds() // 60)

    @property
    def is_overdue(self) -> bool:
        late = overdue_by(self.round.expected_back, self.round.left_at, self.round.back_at, self.now)
        return late > dt.timedelta(0)

    @property
    def is_out(self) -> bool:
        return self.round.left_at is not None and self.round.back_at is None


def rounds_between(school: School, since: dt.date, until: dt.date, now: dt.datetime) -> list[Standing]:
    """The rounds of some days, as they leave: the timetable of whoever goes."""
    held = VisitRound.objects.filter(school=school, on__range=(since, until)).prefetch_related("visits")
    return [Standing(one, len(one.visits.all()), now) for one in held]


def watched_by(person: Person, school: School, now: dt.datetime) -> list[Standing]:
    """Those who are out and overdue, for whoever watches for them; for nobody else."""
    return [Standing(one, 0, now) for one in not_back(person, school, now)]


def not_back(person: Any, school: Any, now: Any) -> QuerySet[VisitRound]:
    """The rounds somebody watches for that are out and overdue."""
    return VisitRound.objects.out().filter(school=school, watched_by=person, expected_back__lt=now)


def going_today(person: Person, school: School, day: dt.date) -> list[VisitRound]:
    """The rounds somebody goes on today and is not back from."""
    return [one for one in rounds_on(school, day) if person.pk in one.goes]


def rounds_on(school: Any, day: Any) -> QuerySet[VisitRound]:
    """The rounds of a day that are not back yet."""
    return VisitRound.objects.filter(school=school, on=day, back_at=None)


def next_steps_of(person: Any, school: Any) -> QuerySet[VisitOutcome]:
    """Next steps of visits that are somebody's to do."""
    held = VisitOutcome.objects.filter(
        visit__round__school=school, next_for=person, next_due__isnull=False, next_done_at=None
    )
    return held.select_related("visit__pupil").order_by("next_due", "pk")


# --- The sheet ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnSheet:
    """One home as the sheet of a round shows it."""

    visit: HomeVisit
    child: Named
    address: Sequence[str]
    adults: Sequence[tuple[str, str, str]]  # name, telephone, what to know: a language, an interpreter
    on_hold: bool
    note: str  # what to know before going there; nothing where the reader may not
    outcomes: Sequence[VisitOutcome]

    @property
    def was_written(self) -> bool:
        return bool(self.outcomes)

    @property
    def was_written_twice(self) -> bool:
        """Whether two people wrote of it: both are shown."""
        return len({one.by_id for one in self.outcomes}) > 1


def sheet_of(round_: VisitRound, *, may_know: bool) -> list[OnSheet]:
    """The homes of a round in their order; `may_know` where the reader goes there or keeps such notes."""
    held = round_.visits.select_related("contact__household", "pupil", "step").prefetch_related("outcomes")
    visits = list(held)
    enrolments = Enrolment.objects.filter(school=round_.school, pupil__in=[one.pupil_id for one in visits])
    last = {one.pupil_id: one.pk for one in enrolments.order_by("since", "pk")}
    children = {one.pupil: one for one in named(last.values(), round_.on).values()}
    links: dict[tuple[int, int | None], list[FamilyLink]] = defaultdict(list)
    reachable = FamilyLink.objects.reachable_on(round_.on).filter(school=round_.school, pupil__in=children)
    for link in reachable.select_related("contact").order_by("priority", "pk"):
        links[link.pupil_id, link.contact.household_id].append(link)
    holds = set(
        Hold.objects.filter(school=round_.school, pupil__in=children)
        .on(round_.on)
        .values_list("pupil", flat=True)
    )
    homes = {one.contact.household_id for one in visits if one.contact}
    notes = SafetyNote.objects.on(round_.on).filter(school=round_.school, household__in=homes)
    says = dict(notes.values_list("household", "words")) if may_know else {}
    return [
        _on_sheet(one, children[one.pupil_id], links, holds, says)
        for one in visits
        if one.pupil_id in children
    ]


def _on_sheet(
    one: HomeVisit,
    child: Named,
    links: Mapping[tuple[int, int | None], Sequence[FamilyLink]],
    holds: set[int],
    says: Mapping[int, str],
) -> OnSheet:
    household = one.contact.household if one.contact else None
    at_home = links.get((one.pupil_id, household.pk), ()) if household else ()
    return OnSheet(
        visit=one,
        child=child,
        address=household.lines if household else [],
        adults=[(link.contact.name, link.contact.phone, _to_know(link)) for link in at_home],
        on_hold=one.pupil_id in holds,
        note=says.get(household.pk, "") if household else "",
        outcomes=list(one.outcomes.all()),
    )


def _to_know(link: FamilyLink) -> str:
    contact = link.contact
    said = [str(link.get_relationship_display())]
    if contact.needs_interpreter:
        said.append(_("needs an interpreter: %(language)s") % {"language": contact.language_in_words})
    if contact.needs_read_out:
        said.append(_("letters are read out to them"))
    return ", ".join(said)


def as_data(round_: VisitRound, rows: Sequence[OnSheet]) -> dict[str, Any]:
    """The sheet as a device keeps it, sealed."""
    return {
        "round": {
            "id": round_.pk,
            "who": str(round_),
            "day": date_format(round_.on, "l j F Y"),
            "leaves": f"{round_.leaves_at:%H:%M}",
            "back": f"{timezone.localtime(round_.expected_back):%H:%M}",
            "watched": round_.watched_by_name,
        },
        "visits": [
            {
                "id": row.visit.pk,
                "name": row.child.name,
                "class": row.child.class_name,
                "why": row.visit.why,
                "address": list(row.address),
                "adults": [list(one) for one in row.adults],
                "hold": row.on_hold,
                "note": row.note,
                "written": [f"{one.get_outcome_display()} ({one.by_name})" for one in row.outcomes],
            }
            for row in rows
        ],
    }


# --- Whether it helped --------------------------------------------------------------------------------------


def back_next_day(school: School, visits: Sequence[HomeVisit]) -> dict[int, bool | None]:
    """Of each visit, whether the child attended the next school day; nothing while nobody knows."""
    if not visits:
        return {}
    starts = {AcademicYear.of(one.round.on + more).start for one in visits for more in (_TODAY, AFTER)}
    days = SchoolDays.of(stated_calendars(school, [AcademicYear(start) for start in sorted(starts)]))
    held = Line.objects.filter(school=school, year__in=starts, pupil__in={one.pupil_id for one in visits})
    lines = {(pupil, year): marks for pupil, year, marks in held.values_list("pupil_id", "year", "marks")}
    found: dict[int, bool | None] = {}
    for one in visits:
        after = days.between(one.round.on + dt.timedelta(days=1), one.round.on + AFTER)
        attended = _attended(school, one.round.on)
        marks = [_of_day(lines, one.pupil_id, day) for day in sorted(after)]
        found[one.pk] = came_back(marks[:1], attended=attended, unmarked=NO_MARK)
    return found


def _of_day(lines: Mapping[tuple[int, int], str], pupil: int, day: dt.date) -> str:
    year = AcademicYear.of(day)
    at = year.position(day, Session.AM)
    return lines.get((pupil, year.start), "")[at : at + 2] or NO_MARK * 2


def _attended(school: School, day: dt.date) -> frozenset[str]:
    codes = code_set(school.nation, day)
    return frozenset(one.char for one in codes.codes if one.category.attended)


@dataclass(frozen=True)
class Week:
    """The visits of one week: how many, who was met, which children were back the next day, staff minutes."""

    monday: dt.date
    visits: int
    child: int
    adult: int
    not_in: int
    back: int
    known: int  # of how many it is known whether they were back
    minutes: int


def visits_by_week(
    school: School, since: dt.date, until: dt.date, pupils: Sequence[int] | None = None
) -> list[Week]:
    """What visits asked of the staff and brought, week by week; of some children only, where they are named.

    Staff minutes are those between leaving and coming back, for each who went; a round's are counted in the
    week once, whoever of its children is asked about.
    """
    held = HomeVisit.objects.filter(round__school=school, round__on__range=(since, until))
    if pupils is not None:
        held = held.filter(pupil__in=pupils)
    visits = list(held.exclude(outcomes=None).select_related("round").prefetch_related("outcomes").distinct())
    back = back_next_day(school, visits)
    weeks: dict[dt.date, list[HomeVisit]] = defaultdict(list)
    for one in visits:
        weeks[one.round.on - dt.timedelta(days=one.round.on.weekday())].append(one)
    return [_week(monday, found, back) for monday, found in sorted(weeks.items())]


def _week(monday: dt.date, found: Sequence[HomeVisit], back: Mapping[int, bool | None]) -> Week:
    last = [list(one.outcomes.all())[-1].outcome for one in found]
    rounds = {one.round_id: one.round for one in found}.values()
    return Week(
        monday=monday,
        visits=len(found),
        child=last.count("child"),
        adult=last.count("adult"),
        not_in=len(last) - last.count("child") - last.count("adult"),
        back=sum(back[one.pk] is True for one in found),
        known=sum(back[one.pk] is not None for one in found),
        minutes=sum(_minutes(one) for one in rounds),
    )


def _minutes(one: VisitRound) -> int:
    if one.left_at is None or one.back_at is None:
        return 0
    each = int((one.back_at - one.left_at).total_seconds() // 60)
    return each * (2 if one.second_name else 1)


# --- The timeline -------------------------------------------------------------------------------------------


def visited(wanted: Wanted) -> Iterator[Told]:
    """For the timeline: what came of each visit, by whom; of one home the visits to it alone."""
    held = VisitOutcome.objects.filter(visit__round__school=wanted.school, visit__pupil__in=wanted.pupils)
    if wanted.home is not None:
        held = held.filter(visit__contact__in=wanted.home)
    for one in held.select_related("visit__round", "visit__contact"):
        visit = one.visit
        words = [one.words]
        if one.next_words:
            said = {"words": one.next_words, "day": date_format(one.next_due, "j F Y")}
            words.append(_("Next: %(words)s, by %(day)s") % said)
        yield Told(
            at=one.at,
            words=_("Visit at home: %(what)s") % {"what": one.get_outcome_display()},
            pupils=[wanted.pupils[visit.pupil_id]],
            to=[visit.contact.name] if visit.contact else [],
            by=one.by_name,
            says=[line for line in (visit.why, *words) if line],
        )


VISITED = Source("visited", gettext_lazy("Visits at home"), visited)
