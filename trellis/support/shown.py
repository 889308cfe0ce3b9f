"""Cases as pages show them: a list with how each stands, and one with all that was agreed, read and said."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.registers.strips import Strip
from trellis.rules.academic_year import AcademicYear
from trellis.rules.casework import AsLong, Stage
from trellis.schools.models import Enrolment, School
from trellis.support.models import Case, CaseContact, CaseReading, CaseStep
from trellis.support.reading import (
    Days,
    Figure,
    Read,
    enough_in_words,
    far_back,
    is_enough,
    read_days,
    unit_of,
)
from trellis.support.scored import Scored, Scores, scores_of

STAGES: Final[Mapping[Stage, tuple[Any, str]]] = {
    Stage.CLOSED: (gettext_lazy("Closed"), "grey"),
    Stage.CONSENT_WITHDRAWN: (gettext_lazy("Consent withdrawn"), "red"),
    Stage.WAITS_FOR_CONSENT: (gettext_lazy("Waits for consent"), "yellow"),
    Stage.REVIEW_LATE: (gettext_lazy("Review overdue"), "red"),
    Stage.TIME_IS_UP: (gettext_lazy("Its time is up"), "yellow"),
    Stage.REVIEW_DUE: (gettext_lazy("Review due"), "yellow"),
    Stage.UNDER_WAY: (gettext_lazy("Under way"), "blue"),
}


@dataclass(frozen=True)
class Row:
    """One case of a list."""

    case: Case
    stage: Stage
    lead: str
    before: Figure | None
    now: Figure | None

    @property
    def stage_words(self) -> Any:
        return STAGES[self.stage][0]

    @property
    def tag(self) -> str:
        return STAGES[self.stage][1]


def rows_of(cases: Iterable[Case], today: dt.date) -> list[Row]:
    """Cases with who leads them, and attendance before and since: the same few questions for any number."""
    cases = list(cases)
    if not cases:
        return []
    earliest = min(case.since - dt.timedelta(weeks=case.programme.read_weeks) for case in cases)
    read = read_days({case.pupil_id for case in cases}, earliest, today)
    return [_row(case, read, today) for case in cases]


def _row(case: Case, read: Read, today: dt.date) -> Row:
    days = read.of(case.pupil_id)
    until = case.closed_on or today
    lead = next((one.name for one in case.team.all() if one.is_lead and one.until is None), "")
    first = case.since - dt.timedelta(weeks=case.programme.read_weeks)
    before = days.figure("attendance", first, case.since - dt.timedelta(days=1))
    return Row(case, case.stage_on(today), lead, before, days.figure("attendance", case.since, until))


@dataclass(frozen=True)
class Column:
    """A heading of the table of figures: when, over which days."""

    words: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True)
class FigureRow:
    """One measure of a case: as it was kept at each time, now, and whether it is enough to end by."""

    words: str
    cells: Sequence[Figure | Scored | None]
    enough: str = ""
    is_enough: bool | None = None

    @property
    def lacks_a_start(self) -> bool:
        """Whether it is a score that nobody had recorded by the start."""
        first = self.cells[0] if self.cells else None
        return isinstance(first, Scored) and not first.whole


@dataclass(frozen=True)
class Compared:
    """Attendance over as many possible sessions before the start as there were since."""

    before: Figure
    after: Figure
    as_long: AsLong


@dataclass(frozen=True)
class Talk:
    """That a child has been away unwell for so long that education is to be talked about."""

    days: Fraction
    since: dt.date
    talked_on: dt.date | None

    @property
    def days_words(self) -> str:
        """How many days, halves as halves."""
        whole = self.days.numerator // self.days.denominator
        return f"{whole}½" if self.days != whole else str(whole)


@dataclass(frozen=True)
class Told:
    """One case with all there is to say of it."""

    case: Case
    stage: Stage
    columns: Sequence[Column]
    figures: Sequence[FigureRow]
    compared: Compared | None
    strips: Sequence[tuple[AcademicYear, Strip]]
    steps: Sequence[tuple[str, Sequence[CaseStep]]]
    checklist: Sequence[tuple[str, Any]]
    talk: Talk | None
    came_from: School | None
    twins: Sequence[Case]

    @property
    def rows(self) -> list[tuple[FigureRow, list[tuple[Column, Figure | Scored | None]]]]:
        """Each figure, and every one of its cells with the column it stands in."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.figures]

    @property
    def stage_words(self) -> Any:
        return STAGES[self.stage][0]

    @property
    def tag(self) -> str:
        return STAGES[self.stage][1]


def told(case: Case, school: School, today: dt.date) -> Told:
    """Everything a case's page says, in the same few questions however much was noted."""
    until = case.closed_on or today
    read = read_days([case.pupil_id], far_back(case.since), max(until, case.since))
    days = read.of(case.pupil_id)
    scores = scores_of(case.pupil_id, case.programme.figures.all())
    columns, figures = _figures(case, days, scores, until)
    checks = {one.words: one for one in case.checks.all()}
    lines = [*case.programme.checklist, *(words for words in checks if words not in case.programme.checklist)]
    return Told(
        case=case,
        stage=case.stage_on(today),
        columns=columns,
        figures=figures,
        compared=_compared(case, days, until),
        strips=read.strips(case.pupil_id, case.since),
        steps=_steps(case),
        checklist=[(words, checks.get(words)) for words in lines],
        talk=_talk(case, days, until),
        came_from=case.school if case.is_open and case.school_id != school.pk else None,
        twins=_twins(case),
    )


def _kept(one: CaseReading) -> Figure | Scored:
    """A figure as it was kept."""
    reading = one.reading
    if one.scale is not None:
        return Scored(
            one.scale, None, reading.until, reading.value, one.wave, one.measured_on, one.measured_by
        )
    return Figure(one.measure, reading.since, reading.until, reading.part or 0, reading.whole or 0)


_AT: Final[Mapping[str, Any]] = {
    CaseReading.At.ENTRY: gettext_lazy("Before it began"),
    CaseReading.At.REVIEW: gettext_lazy("At the review"),
    CaseReading.At.EXIT: gettext_lazy("When it ended"),
}


def _figures(case: Case, days: Days, scores: Scores, until: dt.date) -> tuple[list[Column], list[FigureRow]]:
    held: dict[tuple[str, int | None], dict[str, Figure | Scored]] = {}
    columns: list[Column] = []
    for one in case.readings.all():
        if (one.at, one.review_id) not in held:
            entry = one.at == CaseReading.At.ENTRY
            read = case.weeks_before if entry else (one.reading.since, one.reading.until)
            columns.append(Column(str(_AT[one.at]), *read))
        held.setdefault((one.at, one.review_id), {})[one.key] = _kept(one)
    asked = {one.key: one for one in case.programme.figures.all()}
    if case.is_open:
        columns.append(Column(_("Since it began, as it stands now"), case.since, until))
    rows = []
    for key in [*asked, *{key for figures in held.values() for key in figures if key not in asked}]:
        cells: list[Figure | Scored | None] = [figures.get(key) for figures in held.values()]
        wanted = asked.get(key)
        known = next((cell for cell in cells if cell is not None), None)
        scale = wanted.scale if wanted else known.scale if isinstance(known, Scored) else None
        now = scores.latest(scale, case.since, until) if scale else days.figure(key, case.since, until)
        if case.is_open:
            cells.append(now)
        rows.append(
            FigureRow(
                now.words,
                cells,
                enough_in_words(wanted.operator, wanted.target, unit_of(wanted)) if wanted else "",
                is_enough(cells[-1] or now, wanted.operator, wanted.target) if wanted else None,
            )
        )
    return columns, rows


def _compared(case: Case, days: Days, until: dt.date) -> Compared | None:
    found = days.as_long(case.since, until)
    if not found.after or not found.before:
        return None
    before = days.figure("attendance", found.first, case.since - dt.timedelta(days=1))
    return Compared(before, days.figure("attendance", case.since, until), found)


def _steps(case: Case) -> list[tuple[str, list[CaseStep]]]:
    """What was agreed, by whose it is: the school's first, then the family's."""
    held = list(case.steps.all())
    return [
        (str(words), own)
        for value, words in CaseStep.Whose.choices
        if (own := [step for step in held if step.whose == value])
    ]


def _talk(case: Case, days: Days, until: dt.date) -> Talk | None:
    if not case.programme.talk_days or not case.is_open:
        return None
    since = AcademicYear.of(until).since
    ill = days.ill(since, until)
    if ill < case.programme.talk_days:
        return None
    talks = (one.on for one in case.contacts.all() if one.kind == CaseContact.Kind.EDUCATION)
    return Talk(ill, since, max(talks, default=None))


def _twins(case: Case) -> list[Case]:
    """Another open case of the same child in the same programme: two records of the child were made one."""
    if not case.is_open:
        return []
    same = Case.objects.open().filter(pupil=case.pupil_id, programme=case.programme_id)
    return list(same.exclude(pk=case.pk))


def schools_of(cases: Iterable[Case], day: dt.date) -> dict[int, School]:
    """The school each case is at on a day, by the case: where the child is on roll, if no longer there."""
    cases = list(cases)
    enrolled: dict[int, list[Enrolment]] = {}
    held = Enrolment.objects.on(day).filter(pupil__in={case.pupil_id for case in cases})
    for one in held.select_related("school").prefetch_related("school__urns").order_by("since"):
        enrolled.setdefault(one.pupil_id, []).append(one)
    found = {}
    for case in cases:
        here = enrolled.get(case.pupil_id, [])
        stays = not case.is_open or not here or any(one.school_id == case.school_id for one in here)
        found[case.pk] = case.school if stays else here[-1].school
    return found
