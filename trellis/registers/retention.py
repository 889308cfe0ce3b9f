"""How long a register is kept, and how it is destroyed: a school-year goes whole, and leaves a certificate.

Every entry is kept for years from the day it was made (domain-rules §4.1: six in England; a setting), so a
school-year's time comes when that of its last entry has. Then its lines, entries, details, registers and
summaries go in one transaction. The certificate names the ledger numbers that went, so that what was purged
is not found to be broken.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from trellis.imports.models import Batch
from trellis.registers.ledger import open_ledger
from trellis.registers.models import Detail, Entry, ExpectedAbsence, Line, Register, Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import birthday
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Certificate, LegalHold, Pupil, School
from trellis.schools.settings import setting


class Kept(ProblemWith):
    """Records that may not be destroyed, and why."""

    subject = "records"


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One academic year of a school's registers: how much there is, and how long it is kept."""

    year: AcademicYear
    lines: int
    entries: int
    last_entry: dt.date | None
    kept_until: dt.date
    held: int  # pupils in it under a legal hold

    def is_due(self, on: dt.date) -> bool:
        """Whether its time has come and nothing stands against it."""
        return on > self.kept_until and not self.held


def school_years(school: School, on: dt.date | None = None) -> list[SchoolYear]:
    """Every academic year a school has registers of, oldest first."""
    on = on or timezone.localdate()
    years_kept = setting(school, "retention_years", on)
    lines = dict(Line.objects.filter(school=school).values_list("year").annotate(Count("pk")))
    entries = {
        year: (count, timezone.localdate(last))
        for year, count, last in _entries(school)
        .values_list("year")
        .annotate(Count("pk"), Max("at"))
        .order_by("year")
    }
    held = _held(school, on)
    found = []
    for start in sorted(lines.keys() | entries.keys()):
        count, last = entries.get(start, (0, None))
        counted_from = last or AcademicYear(start).until
        until = birthday(counted_from, years_kept)
        found.append(
            SchoolYear(AcademicYear(start), lines.get(start, 0), count, last, until, held.get(start, 0))
        )
    return found


def destroy_school_year(*, school: School, year: int, by: By, on: dt.date | None = None) -> Certificate:
    """Destroy a school-year whose time has come, whole. Only the certificate remains."""
    on = on or timezone.localdate()
    with open_ledger(school):
        found = _school_year(school, year, on)
        _insist_it_may_go(school, year, found, on)
        return Certificate.objects.create(
            kind=Certificate.Kind.SCHOOL_YEAR,
            school=school,
            year=year,
            why=f"kept until {found.kept_until.isoformat()}",
            counts=_destroy(school, year),
            destroyed_at=timezone.now(),
            destroyed_by=name_of(by),
        )


def destroy_school_year_again(certificate: Certificate) -> int:
    """Destroy a school-year that a restored backup brought back; the ledger numbers that went are its own."""
    school, year, on = certificate.school, certificate.year, timezone.localdate(certificate.destroyed_at)
    with open_ledger(school):
        found = _school_year(school, year, on)
        if found is None:
            certificate.counts["ledger"] = []
            return 0
        _insist_it_may_go(school, year, found, on)
        certificate.counts["ledger"] = _destroy(school, year)["ledger"]
    return 1


def _destroy(school: School, year: int) -> dict[str, Any]:
    """A school-year is gone; how much of each that was."""
    entries = _entries(school).filter(year=year)
    numbers = sorted(key & 0xFFFFFFFF for key in entries.values_list("pk", flat=True))
    forget_batches(entries.filter(origin__batch__isnull=False).values("origin__batch"))
    academic = AcademicYear(year)
    within = Q(since__gte=academic.since, until__lte=academic.until)
    return {
        "details": _gone(Detail.objects.filter(line__school=school, line__year=year)),
        "entries": _gone(entries),
        "lines": _gone(Line.objects.filter(school=school, year=year)),
        "registers": _gone(Register.objects.filter(school_class__school=school, school_class__year=year)),
        "expected_absences": _gone_with_history(ExpectedAbsence, within, school),
        "summaries": _gone_with_history(Summary, within, school),
        "ledger": _runs(numbers),
    }


def purged_numbers(school: School) -> set[int]:
    """The ledger numbers that went with school-years lawfully destroyed."""
    certificates = Certificate.objects.filter(school=school, kind=Certificate.Kind.SCHOOL_YEAR)
    return {
        number
        for counts in certificates.values_list("counts", flat=True)
        for first, last in counts.get("ledger", ())
        for number in range(first, last + 1)
    }


def _school_year(school: School, year: int, on: dt.date) -> SchoolYear | None:
    return next((one for one in school_years(school, on) if one.year.start == year), None)


def _entries(school: School) -> Any:
    return Entry.objects.of(school.pk).order_by()


def _held(school: School, on: dt.date) -> dict[int, int]:
    """How many pupils of each year are under a legal hold."""
    under = Pupil.objects.filter(pk__in=LegalHold.objects.on(on).values("pupil"))
    lines = Line.objects.filter(school=school, pupil__in=under)
    return dict(lines.values_list("year").annotate(Count("pupil", distinct=True)))


def _insist_it_may_go(school: School, year: int, found: SchoolYear | None, on: dt.date) -> None:
    label = AcademicYear(year).label
    if found is None:
        template = gettext_noop("%(school)s has no registers of %(year)s.")
        raise Kept(Sentence(template, school=school.name, year=label), year)
    if on <= found.kept_until:
        template = gettext_noop("The registers of %(year)s are kept until %(day)s.")
        raise Kept(Sentence(template, year=label, day=day_in_words(found.kept_until)), year)
    if found.held:
        template = gettext_noop(
            "The registers of %(year)s stay: %(count)s of its pupils are under a legal hold."
        )
        raise Kept(Sentence(template, year=label, count=found.held), year)


def forget_batches(which: Any) -> None:
    """An import says what it did in numbers; its examples and problems quote the rows, and go with them."""
    for batch in Batch.objects.filter(pk__in=which):
        said = {key: value for key, value in batch.answer.items() if not isinstance(value, list)}
        Batch.objects.filter(pk=batch.pk).update(answer=said, decisions={}, undo={})


def _gone(rows: Any) -> int:
    count = rows.count()
    rows.delete()
    return count


def _gone_with_history(model: Any, within: Q, school: School) -> int:
    rows = model.objects.filter(within, enrolment__school=school)
    keys = list(rows.values_list("pk", flat=True))
    count = _gone(rows)
    model.history.filter(id__in=keys).delete()  # that they were deleted is written there as well
    return count


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as runs of first and last: [1, 2, 3, 7] is [[1, 3], [7, 7]]."""
    runs = []
    for _, together in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in together]
        runs.append([run[0], run[-1]])
    return runs
