"""What can be brought about registers: marks, and summaries of them. Imports finds them here."""

from collections.abc import Sequence

from trellis.imports.changes import leans_on
from trellis.registers.bringing_marks import MARKS
from trellis.registers.bringing_summaries import SUMMARIES
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.schools.models import Enrolment

__all__ = ["MARKS", "SUMMARIES"]


def enrolments_with_marks(keys: Sequence[int]) -> set[int]:
    """Which enrolments have marks within their dates: an import that made one is not simply taken back."""
    enrolments = Enrolment.objects.filter(pk__in=keys)
    by_place: dict[tuple[int, int], list[Enrolment]] = {}
    for enrolment in enrolments:
        by_place.setdefault((enrolment.school_id, enrolment.pupil_id), []).append(enrolment)
    lines = Line.objects.filter(pupil__in=[pupil for _school, pupil in by_place])
    return {
        enrolment.pk
        for school, pupil, year, marks in lines.values_list("school_id", "pupil_id", "year", "marks")
        for enrolment in by_place.get((school, pupil), ())
        if _has_marks(AcademicYear(year), marks, enrolment)
    }


def _has_marks(year: AcademicYear, marks: str, enrolment: Enrolment) -> bool:
    held = year.positions(enrolment.since, enrolment.until or year.until)
    return any(char != NO_MARK for char in marks[held.start : held.stop])


leans_on("schools.Enrolment", enrolments_with_marks)
