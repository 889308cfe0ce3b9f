"""Sessions already counted by code, brought as summaries: kept as they are, and never invented into marks.

interfaces.md: codes above possible are a problem; codes below leave a difference, shown as unexplained;
where over 5% of a file's pupils are impossible the whole file is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from trellis.imports.changes import Recorder, State, state_of, undo_changes
from trellis.imports.columns import MissingColumns, understand
from trellis.imports.models import Batch
from trellis.imports.problems import Answer, BeforeAndAfter, Notes, Problem
from trellis.imports.subjects import (
    Actor,
    Attempt,
    Brought,
    BroughtFile,
    ChangedMeanwhileError,
    Subject,
    Undone,
    declare,
)
from trellis.imports.tables import Table, read_table
from trellis.registers.formats import census, termly
from trellis.registers.formats.counted import FIELDS, Counted
from trellis.registers.models import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.census import CensusTerm, Period, census_period, read_census_term
from trellis.rules.codes import code_set, last_known
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.models import Enrolment, PupilNumber, School

_SUMMER: Final = "summer"
_NEW: Final = Sentence(gettext_noop("New summaries"))
_CHANGED: Final = Sentence(gettext_noop("Other counts"))


@dataclass
class _File:
    """What was brought: rows, and where it came from."""

    rows: list[Counted]
    source: str
    count: int
    problems: list[Problem]
    notes: Notes
    columns: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def _period(options: Mapping[str, Any]) -> tuple[Period, CensusTerm | None]:
    """The days the counts cover, and the census term; the whole of summer is two of its terms."""
    year = AcademicYear.parse(options["year"])
    if options["term"].strip().casefold() == _SUMMER:
        first = census_period(year, CensusTerm.SUMMER_1)
        return Period(first.since, census_period(year, CensusTerm.SUMMER_2).until), None
    term = read_census_term(options["term"])
    return census_period(year, term), term


def _read(brought: Brought, term: CensusTerm | None) -> _File:
    notes = Notes()
    tables = [read_table(file.path, file.name, progress=brought.progress) for file in brought.files]
    named = [table for table in tables if census.is_this(table)]
    if named:
        tables = [*tables, *_beside(brought.files)]
        file = _read_census(named, tables, term, notes)
    else:
        file = _read_extract(tables[0], dict(brought.headings), notes)
    for table in tables:
        notes.extend(table.notes)
    return file


def _beside(files: Sequence[BroughtFile]) -> list[Table]:
    """The other census tables in the folder of the one that was named, where it was named alone."""
    if len(files) != 1:
        return []
    found = []
    for path in sorted(files[0].path.parent.iterdir()):
        if path == files[0].path or path.suffix.lower() not in (".csv", ".xlsx"):
            continue
        if _names_census_table(path):
            found.append(read_table(path, path.name))
    return found


def _names_census_table(path: Path) -> bool:
    with path.open("rb") as file:
        heading = file.readline(1 << 16).lower()
    return b"rolltableid" in heading


def _read_census(
    named: Sequence[Table], tables: Sequence[Table], term: CensusTerm | None, notes: Notes
) -> _File:
    """The pairs of tables to which those that were named belong."""
    file = _File([], "school census", 0, [], notes)
    for pair in census.pairs_of(tables, term):
        if pair.pupils in named or pair.sessions in named:
            rows, problems = census.read(pair, term)
            file.rows.extend(rows)
            file.problems.extend([*pair.pupils.problems, *pair.sessions.problems, *problems])
            file.count += len(pair.pupils)
    return file


def _read_extract(table: Table, headings: dict[str, str], notes: Notes) -> _File:
    if not termly.is_this(table):
        understood = understand(table, FIELDS, headings)
        missing = [name for name in ("upn", "possible") if name not in understood] or ["T_Reason_I …"]
        raise MissingColumns(missing, understood)
    understood, rows, problems = termly.read(table, headings)
    notes.extend(understood.notes())
    problems = [*table.problems, *understood.problems, *problems]
    read_as = understood.read_as | termly.codes_of(table)
    return _File(rows, "termly extract", len(table), problems, notes, read_as, understood.left_out)


# --- what cannot be ---


def _impossible(row: Counted) -> Sentence | None:
    """Why a row's counts cannot be, where they cannot."""
    if row.possible is None:
        return None
    if row.by_codes > row.possible:
        return Sentence(
            gettext_noop("Its codes come to %(codes)s sessions, and only %(possible)s were possible."),
            codes=row.by_codes,
            possible=row.possible,
        )
    if row.stated_absence > row.possible:
        return Sentence(
            gettext_noop("It states %(absent)s sessions absent, and only %(possible)s were possible."),
            absent=row.stated_absence,
            possible=row.possible,
        )
    return None


def _sift(file: _File) -> list[Counted]:
    """The rows that can be; a problem for each that cannot, and one for all where they are too many."""
    good, impossible = [], 0
    for row in file.rows:
        says = _impossible(row)
        if says is not None:
            impossible += 1
            file.problems.append(row.problem(says, "possible", row.possible))
        elif row.possible is None:
            missing = Sentence(gettext_noop("The number of possible sessions is missing."))
            file.problems.append(row.problem(missing, "possible", None))
        else:
            good.append(row)
    if 20 * impossible > file.count:
        says = Sentence(
            gettext_noop(
                "%(impossible)s of %(count)s pupils have counts that cannot be, more than one in twenty:"
                " the whole file"
                " is refused."
            ),
            impossible=impossible,
            count=file.count,
        )
        file.problems.insert(0, Problem(says))
        raise _RefusedFileError(file)
    return good


class _RefusedFileError(Exception):
    """Too much of a file is impossible for any of it to be believed."""

    def __init__(self, file: _File) -> None:
        super().__init__()
        self.file = file


def _explain(rows: Iterable[Counted], period: Period, nation: str, notes: Notes) -> None:
    """Say where a row disagrees with itself, and what that comes to (interfaces.md)."""
    held = code_set(nation, period.until)
    for row in rows:
        example = {"row": row.row, "column": "possible", "value": str(row.possible)}
        stated = row.authorised is not None or row.unauthorised is not None
        if stated and row.reasons != row.stated_absence:
            more = row.reasons > row.stated_absence
            notes.add(_REASONS_COUNT if more else _STATED_COUNTS, example=example)
        if row.has_present_codes and row.by_codes < (row.possible or 0):
            notes.add(_UNEXPLAINED, example=example)
        if not row.has_present_codes:
            notes.add(_NO_PRESENT_CODES, example=example)
        for code, count in row.counts.items():
            if count and not held.lawful(last_known(code, nation).char):
                says = Sentence(
                    gettext_noop("%(code)s is not a code in force then: kept, and left out of rates."),
                    code=code,
                )
                notes.add(says, example=example)


_REASONS_COUNT: Final = Sentence(
    gettext_noop("The reasons for absence come to more than the total stated: the reasons count.")
)
_STATED_COUNTS: Final = Sentence(
    gettext_noop("The reasons for absence come to less than the total stated: the total counts.")
)
_UNEXPLAINED: Final = Sentence(
    gettext_noop("The codes come to less than the possible sessions: the difference is shown as unexplained.")
)
_NO_PRESENT_CODES: Final = Sentence(
    gettext_noop("The file has no present codes, so nobody can say from it who was late.")
)


# --- whose ---


@dataclass
class _Roll:
    """The pupils of one school by UPN, with their time on its roll in the period."""

    school: School
    enrolments: dict[str, list[Enrolment]]

    @classmethod
    def of(cls, school: School, period: Period) -> "_Roll":
        found: dict[int, list[Enrolment]] = defaultdict(list)
        rows = Enrolment.objects.filter(school=school, pupil__merged_into=None).select_related("pupil")
        for enrolment in rows.order_by("since"):
            found[enrolment.pupil_id].append(enrolment)
        numbers = PupilNumber.objects.filter(pupil__in=list(found)).values_list("upn", "pupil_id")
        return cls(school, {upn.upper(): found[pupil] for upn, pupil in numbers})

    def find(self, upn: str, period: Period) -> Enrolment | Sentence:
        own = self.enrolments.get(upn)
        if not own:
            return Sentence(
                gettext_noop("%(school)s has no pupil with this UPN: import its pupil list first."),
                school=self.school.name,
            )
        held = [
            one
            for one in own
            if one.since <= period.until and (one.until is None or one.until >= period.since)
        ]
        if not held:
            return Sentence(
                gettext_noop("%(pupil)s was not on the roll of %(school)s between %(since)s and %(until)s."),
                pupil=own[-1].pupil,
                school=self.school.name,
                since=day_in_words(period.since),
                until=day_in_words(period.until),
            )
        return held[-1]


def _schools(brought: Brought, rows: Sequence[Counted]) -> dict[str, School]:
    """Which school each row is of: the one that was named, or what the map says of the file's own names."""
    if brought.place is not None:
        return {row.school: brought.place for row in rows}
    mapped = brought.options.get("schools", {})
    found = {urn: School.objects.known_by(urn).first() for urn in set(mapped.values())}
    return {theirs: found[urn] for theirs, urn in mapped.items() if found[urn] is not None}


@dataclass
class _Plan:
    made: list[Summary] = field(default_factory=list)
    altered: list[tuple[Summary, State]] = field(default_factory=list)
    seen: dict[int, State] = field(default_factory=dict)


def attempt(brought: Brought) -> Attempt:
    """What a file of counts would change."""
    period, term = _period(brought.options)
    answer = Answer()
    try:
        file = _read(brought, term)
        good = _sift(file)
    except _RefusedFileError as refused:
        answer.refused = True
        _fill(answer, refused.file)
        return Attempt(answer, write=partial(_write, plan=_Plan(), by=brought.by))
    plan = _plan(brought, file, good, period, answer)
    _fill(answer, file)
    return Attempt(answer, write=partial(_write, plan=plan, by=brought.by))


def _fill(answer: Answer, file: _File) -> None:
    answer.rows, answer.problems, answer.notes = file.count, file.problems, file.notes.all()
    answer.columns, answer.left_out = file.columns, file.left_out


def _plan(brought: Brought, file: _File, good: Sequence[Counted], period: Period, answer: Answer) -> _Plan:
    schools = _schools(brought, good)
    rolls = {school.pk: _Roll.of(school, period) for school in schools.values()}
    plan, taken = _Plan(), defaultdict(list)
    for row in good:
        enrolment = _enrolment(row, schools, rolls, period, file)
        if enrolment is not None:
            taken[enrolment.pk].append((row, enrolment))
    stands = _standing(taken, period)
    for pairs in taken.values():
        (row, enrolment), *again = pairs
        if any((other.possible, other.counts) != (row.possible, row.counts) for other, _ in again):
            file.problems.extend(_contradictory([one for one, _ in pairs]))
            continue
        _take(row, enrolment, stands.get(enrolment.pk), period, file.source, plan, answer)
        _explain([row], period, enrolment.school.nation, file.notes)
    return plan


def _enrolment(
    row: Counted,
    schools: Mapping[str, School],
    rolls: Mapping[int, _Roll],
    period: Period,
    file: _File,
) -> Enrolment | None:
    school = schools.get(row.school)
    if school is None:
        says = Sentence(gettext_noop("The map of schools has no “%(school)s”."), school=row.school)
        file.problems.append(row.problem(says, "school", row.school))
        return None
    found = rolls[school.pk].find(row.upn, period)
    if isinstance(found, Sentence):
        file.problems.append(row.problem(found, "upn", row.upn))
        return None
    found.school = school
    return found


def _contradictory(rows: Sequence[Counted]) -> Iterable[Problem]:
    for row in rows:
        others = ", ".join(str(other.row) for other in rows if other is not row)
        says = Sentence(gettext_noop("Row %(others)s gives other counts for the same pupil."), others=others)
        yield row.problem(says, "upn", row.upn)


def _standing(enrolments: Iterable[int], period: Period) -> dict[int, Summary]:
    held = Summary.objects.filter(enrolment__in=list(enrolments), since=period.since, until=period.until)
    return {summary.enrolment_id: summary for summary in held}


def _take(
    row: Counted,
    enrolment: Enrolment,
    stands: Summary | None,
    period: Period,
    source: str,
    plan: _Plan,
    answer: Answer,
) -> None:
    says = {
        "possible": row.possible,
        "authorised": row.authorised,
        "unauthorised": row.unauthorised,
        "counts": {code: count for code, count in sorted(row.counts.items()) if count},
    }
    shown_now = _in_words(says)
    if stands is None:
        plan.made.append(
            Summary(enrolment=enrolment, since=period.since, until=period.until, source=source, **says)
        )
        answer.new += 1
        answer.examples.add(BeforeAndAfter(_NEW, str(enrolment.pupil), "", shown_now))
        return
    before = state_of(stands)
    plan.seen[stands.pk] = before
    was = _in_words(before)
    for name, value in says.items():
        setattr(stands, name, value)
    if state_of(stands) == before:
        answer.unchanged += 1
        return
    plan.altered.append((stands, before))
    answer.changed += 1
    answer.examples.add(BeforeAndAfter(_CHANGED, str(enrolment.pupil), was, shown_now))


def _in_words(says: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{code} {count}" for code, count in says["counts"].items())
    return f"{says['possible']}: {counts}" if counts else str(says["possible"])


def _write(batch: Batch, *, plan: _Plan, by: Actor) -> None:
    enrolments = [summary.enrolment_id for summary in plan.made]
    spans = {(summary.since, summary.until) for summary in plan.made}
    for since, until in spans:
        if Summary.objects.filter(enrolment__in=enrolments, since=since, until=until).exists():
            raise ChangedMeanwhileError
    now = Summary.objects.select_for_update().in_bulk(list(plan.seen))
    if {key: state_of(summary) for key, summary in now.items()} != plan.seen:
        raise ChangedMeanwhileError
    for summary in [*plan.made, *(summary for summary, _before in plan.altered)]:
        summary.batch = batch.pk
    recorder = Recorder(batch, by)
    recorder.alter(plan.altered, about=_about, unit=_unit)
    recorder.make(plan.made, about=_about, unit=_unit)
    recorder.done()


def _about(summary: Summary) -> int:
    return summary.enrolment.pupil_id


def _unit(summary: Summary) -> str:
    return f"summary {summary.pk}"


def undo(batch: Batch, by: Actor) -> Undone:
    """Take the summaries back that stand as the file left them."""
    says = Sentence(gettext_noop("Kept, because other counts were brought for this pupil since."))
    return undo_changes(batch, by=by).of_pupils(says)


SUMMARIES = declare(
    Subject(kind="summaries", words=gettext_noop("Summaries"), fields=FIELDS, attempt=attempt, undo=undo)
)
