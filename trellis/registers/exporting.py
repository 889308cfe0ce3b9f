"""Marks written out in every layout that can be read again (interfaces.md, files people bring)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from trellis.imports.writing import ProblemWithTable, Written, harmless, write_table
from trellis.registers.formats import week
from trellis.registers.ledger import Said, standing_details
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, code_of
from trellis.rules.words import Sentence, Session, day_in_words, gettext_noop
from trellis.schools.models import Enrolment, PupilNumber, School

__all__ = ["Exported", "MarkLayout", "export_marks", "harmless"]

_WHOSE: Final = ("upn", "pupil_id")
_SATURDAY: Final = 5


class MarkLayout(StrEnum):
    """The layouts of marks."""

    LONG = "long"
    GRID = "grid"
    WEEK = "week"


@dataclass(frozen=True)
class MarkOut:
    """One mark on its way out."""

    day: dt.date
    session: Session
    code: str
    said: Said


@dataclass
class Exported:
    """What was written, and what the layout had no room for."""

    pupils: int = 0
    marks: int = 0
    notes: list[Sentence] = field(default_factory=list)


def export_marks(
    *, school: School, since: dt.date, until: dt.date, layout: MarkLayout, path: Path
) -> Exported:
    """Write a school's marks of some days, each pupil by UPN and admission number."""
    if until < since:
        template = gettext_noop("%(until)s is before %(since)s: the last day cannot come before the first.")
        raise ProblemWithTable(Sentence(template, until=day_in_words(until), since=day_in_words(since)))
    marks = _marks_of(school, since, until)
    numbers = _numbers_of(school, list(marks))
    exported = Exported(pupils=len(marks), marks=sum(map(len, marks.values())))
    _note_losses(layout, marks, numbers, exported)
    headings, rows = _LAYOUTS[layout](marks, numbers)
    write_table(path, headings, rows)
    return exported


# A pupil's marks in order, by pupil.
Marks = dict[int, list[MarkOut]]
# A pupil's UPN and admission number.
Numbers = dict[int, tuple[str, str]]


def _marks_of(school: School, since: dt.date, until: dt.date) -> Marks:
    found: Marks = {}
    years = range(AcademicYear.of(since).start, AcademicYear.of(until).start + 1)
    lines = Line.objects.filter(school=school, year__in=years).order_by("year", "row")
    for line in lines.iterator(chunk_size=200):
        year = AcademicYear(line.year)
        held = year.positions(max(since, year.since), min(until, year.until))
        marked = [position for position in held if line.marks[position] != NO_MARK]
        if marked:
            said = standing_details([line.pk])
            found.setdefault(line.pupil_id, []).extend(
                MarkOut(
                    year.date_of(position),
                    year.session_of(position),
                    code_of(line.marks[position]),
                    said.get((line.pk, position), Said()),
                )
                for position in marked
            )
    return found


def _numbers_of(school: School, pupils: Sequence[int]) -> Numbers:
    upns: dict[int, str] = {}
    held = PupilNumber.objects.filter(pupil__in=pupils).order_by("is_former", "-since")
    for pupil, upn in held.values_list("pupil_id", "upn"):
        upns.setdefault(pupil, upn)
    admissions: dict[int, str] = {}
    enrolments = Enrolment.objects.filter(school=school, pupil__in=pupils).exclude(admission_number="")
    for pupil, number in enrolments.order_by("-since").values_list("pupil_id", "admission_number"):
        admissions.setdefault(pupil, number)
    return {pupil: (upns.get(pupil, ""), admissions.get(pupil, "")) for pupil in pupils}


def _note_losses(layout: MarkLayout, marks: Marks, numbers: Numbers, exported: Exported) -> None:
    """Refuse what a layout cannot hold; say what it leaves out."""
    everything = [mark for own in marks.values() for mark in own]
    weekends = [mark for mark in everything if mark.day.weekday() >= _SATURDAY]
    if layout is MarkLayout.WEEK and weekends:
        template = gettext_noop(
            "%(count)s marks fall on a Saturday or Sunday, the first on %(day)s, and a week of ten codes has "
            "no room for them: choose another layout."
        )
        raise ProblemWithTable(
            Sentence(template, count=len(weekends), day=day_in_words(min(mark.day for mark in weekends)))
        )
    spoken = sum(mark.said.minutes_late is not None or bool(mark.said.comment) for mark in everything)
    if layout is not MarkLayout.LONG and spoken:
        template = gettext_noop("Minutes late and comments of %(count)s marks are only in the long layout.")
        exported.notes.append(Sentence(template, count=spoken))
    unnumbered = sum(not any(both) for both in numbers.values())
    if unnumbered:
        template = gettext_noop("%(count)s pupils have neither a UPN nor an admission number to be known by.")
        exported.notes.append(Sentence(template, count=unnumbered))


Rows = Iterator[Sequence[Written]]


def _long(marks: Marks, numbers: Numbers) -> tuple[Sequence[str], Rows]:
    headings = (*_WHOSE, "date", "session", "code", "minutes_late", "comment")

    def rows() -> Rows:
        for pupil, own in marks.items():
            for mark in own:
                said = mark.said
                yield (
                    *numbers[pupil],
                    mark.day,
                    mark.session.value,
                    mark.code,
                    said.minutes_late,
                    said.comment,
                )

    return headings, rows()


def _grid(marks: Marks, numbers: Numbers) -> tuple[Sequence[str], Rows]:
    sessions = sorted({(mark.day, mark.session.value) for own in marks.values() for mark in own})
    headings = (*_WHOSE, *(f"{day.isoformat()} {session}" for day, session in sessions))

    def rows() -> Rows:
        for pupil, own in marks.items():
            codes = {(mark.day, mark.session.value): mark.code for mark in own}
            yield (*numbers[pupil], *(codes.get(session, "") for session in sessions))

    return headings, rows()


def _week(marks: Marks, numbers: Numbers) -> tuple[Sequence[str], Rows]:
    headings = (*_WHOSE, "week_commencing", "marks")

    def rows() -> Rows:
        for pupil, own in marks.items():
            weeks: dict[dt.date, list[str]] = {}
            for mark in own:
                monday = mark.day - dt.timedelta(days=mark.day.weekday())
                ten = weeks.setdefault(monday, [week.NONE] * week.A_WEEK)
                ten[2 * mark.day.weekday() + (mark.session is Session.PM)] = mark.code
            for monday, ten in weeks.items():
                yield (*numbers[pupil], monday, " ".join(ten))

    return headings, rows()


_LAYOUTS: Final = {MarkLayout.LONG: _long, MarkLayout.GRID: _grid, MarkLayout.WEEK: _week}
