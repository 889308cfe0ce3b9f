"""Scores brought from a tracker's export: a pupil to a row, and a column for each scale, headed by its name.

Or one score to a row: which scale in one column, the score in another. Wave and day are said once for the
whole file, or row by row. What cannot be a score names its cell, and the rest goes ahead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from django.utils import timezone

from trellis.imports.changes import Recorder, State, state_of, undo_changes
from trellis.imports.columns import Field, MissingColumns, plain, understand
from trellis.imports.models import Batch
from trellis.imports.problems import Answer, BeforeAndAfter, Notes, Problem, shown
from trellis.imports.subjects import (
    Actor,
    Attempt,
    Brought,
    ChangedMeanwhileError,
    Subject,
    Undone,
    declare,
    name_of,
)
from trellis.imports.tables import Column, Table, read_table
from trellis.learning.models import Scale, Score
from trellis.rules import scores as rules
from trellis.rules.dates import read_date
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.models import Enrolment, Pupil, PupilNumber, School

FIELDS: Final[tuple[Field, ...]] = (
    Field("upn", gettext_noop("Unique pupil number"), ("Unique Pupil Number",)),
    Field("scale", gettext_noop("What was measured"), ("Measure", "Assessment", "Test")),
    Field("score", gettext_noop("Score"), ("Value", "Result", "Mark")),
    Field("wave", gettext_noop("Wave"), ("Term", "Window")),
    Field("on", gettext_noop("Day it was measured"), ("Date", "Test date")),
)
_NEW: Final = Sentence(gettext_noop("New scores"))
_CHANGED: Final = Sentence(gettext_noop("Other scores"))


@dataclass(frozen=True)
class _Cell:
    """One score as the file gives it, and where it stands."""

    row: int
    column: str
    pupil: Pupil
    scale: Scale
    wave: str
    on: date
    value: Decimal

    @property
    def key(self) -> tuple[int, int, str]:
        return self.pupil.pk, self.scale.pk, self.wave


@dataclass
class _Plan:
    made: list[Score] = field(default_factory=list)
    altered: list[tuple[Score, State]] = field(default_factory=list)
    seen: dict[int, State] = field(default_factory=dict)


def attempt(brought: Brought) -> Attempt:
    """What a file of scores would change at a school."""
    school: School = brought.place
    answer, notes = Answer(), Notes()
    file = brought.files[0]
    table = read_table(file.path, file.name, progress=brought.progress)
    notes.extend(table.notes)
    reading = _Reading(school, table, brought)
    answer.rows, answer.columns = len(table), reading.read_as
    answer.left_out = reading.understood.left_out
    notes.extend(reading.understood.notes())
    cells = list(reading.cells())
    answer.problems = [*table.problems, *reading.understood.problems, *reading.problems]
    plan = _plan(school, cells, answer)
    answer.notes = notes.all()
    return Attempt(answer, write=partial(_write, plan=plan, by=brought.by))


# --- reading ---


class _Reading:
    """A table read against a school's pupils and scales."""

    def __init__(self, school: School, table: Table, brought: Brought) -> None:
        self.school, self.table = school, table
        self.options: Mapping[str, str] = brought.options
        self.understood = understand(table, FIELDS, dict(brought.headings))
        self.problems: list[Problem] = []
        today = timezone.localdate()
        scales = list(Scale.objects.for_school(school, today).open())
        self.scales = {plain(name): scale for scale in scales for name in (scale.name, str(scale))}
        left = set(self.understood.left_out)
        self.measured: dict[str, tuple[Column, Scale]] = {
            column.heading: (column, self.scales[plain(column.heading)])
            for column in table.columns
            if column.heading in left and plain(column.heading) in self.scales
        }
        self.understood.left_out = [one for one in self.understood.left_out if one not in self.measured]
        self._insist_on_columns()

    @property
    def read_as(self) -> dict[str, str]:
        """Which heading was read as what."""
        return self.understood.read_as | {
            heading: str(scale) for heading, (_c, scale) in self.measured.items()
        }

    def _insist_on_columns(self) -> None:
        missing = [] if "upn" in self.understood else ["upn"]
        if not self.measured and not {"scale", "score"} <= self.understood.columns.keys():
            missing.append(str(Sentence(gettext_noop("by the name of a scale of the school"))))
        if missing:
            raise MissingColumns(missing, self.understood)

    def cells(self) -> Iterator[_Cell]:
        """Every score that can be one; a problem for each that cannot, by its cell."""
        pupils = self._pupils()
        taken: dict[tuple[int, int, str], _Cell] = {}
        for at, number in enumerate(self.table.rows):
            for cell in self._row(at, int(number), pupils):
                again = taken.setdefault(cell.key, cell)
                if again is cell:
                    yield cell
                elif again.value != cell.value:
                    says = gettext_noop("Row %(row)s gives this child another score, %(value)s.")
                    words = Sentence(says, row=again.row, value=rules.plain(again.value))
                    self.problems.append(Problem(words, cell.row, cell.column, rules.plain(cell.value)))

    def _pupils(self) -> dict[str, Pupil]:
        numbers = PupilNumber.objects.filter(
            pupil__in=Enrolment.objects.filter(school=self.school, pupil__merged_into=None).values("pupil")
        ).select_related("pupil")
        return {number.upn.upper(): number.pupil for number in numbers}

    def _row(self, at: int, row: int, pupils: Mapping[str, Pupil]) -> Iterator[_Cell]:
        upn = self.understood.text("upn", at).strip().upper()
        pupil = pupils.get(upn)
        if pupil is None:
            says = gettext_noop("%(school)s has no pupil with this UPN: import its pupil list first.")
            self._say(Sentence(says, school=self.school.name), row, "upn", upn)
            return
        try:
            wave, on = self._when(at, row)
        except ProblemWith as problem:
            self._say(problem.says, row, "on", self.understood.text("on", at))
            return
        if not wave:
            self._say(Sentence(gettext_noop("Which wave it is of is not said.")), row, "wave", "")
            return
        for heading, scale, text in self._said(at, row):
            try:
                yield _Cell(row, heading, pupil, scale, wave, on, scale.range.read(text))
            except rules.ProblemWithScore as problem:
                self.problems.append(Problem(problem.says, row, heading, shown(text)))

    def _when(self, at: int, row: int) -> tuple[str, date]:
        wave = self.understood.text("wave", at).strip() or self.options.get("wave", "").strip()
        said = self.understood.text("on", at).strip()
        on = read_date(said) if said else date.fromisoformat(self.options["on"])
        if on > timezone.localdate():
            says = gettext_noop("%(day)s is still to come: a score is recorded once it was measured.")
            raise rules.ProblemWithScore(Sentence(says, day=day_in_words(on)), on)
        return wave, on

    def _said(self, at: int, row: int) -> Iterator[tuple[str, Scale, str]]:
        """The scores of one row: heading, scale and text. An empty cell says nothing."""
        for heading, (column, scale) in self.measured.items():
            if column.text(at).strip():
                yield heading, scale, column.text(at)
        text = self.understood.text("score", at).strip()
        if self.measured or not text:
            return
        named = self.understood.text("scale", at)
        scale_named = self.scales.get(plain(named))
        if scale_named is None:
            says = gettext_noop("%(school)s has no scale of this name.")
            self._say(Sentence(says, school=self.school.name), row, "scale", named)
        else:
            yield self.understood.heading("score"), scale_named, text

    def _say(self, says: Sentence, row: int, name: str, value: str) -> None:
        self.problems.append(Problem(says, row, self.understood.heading(name), shown(value)))


# --- what would change ---


def _plan(school: School, cells: list[_Cell], answer: Answer) -> _Plan:
    plan = _Plan()
    held = Score.objects.filter(
        scale__in={cell.scale.pk for cell in cells}, wave__in={cell.wave for cell in cells}
    )
    stands = {(score.pupil_id, score.scale_id, score.wave): score for score in held}
    for cell in cells:
        now = rules.plain(cell.value)
        score = stands.get(cell.key)
        what = f"{cell.pupil}, {cell.scale}, {cell.wave}"
        if score is None:
            plan.made.append(
                Score(
                    school=school,
                    pupil=cell.pupil,
                    scale=cell.scale,
                    wave=cell.wave,
                    on=cell.on,
                    value=cell.value,
                )
            )
            answer.new += 1
            answer.examples.add(BeforeAndAfter(_NEW, what, "", now))
            continue
        before = state_of(score)
        plan.seen[score.pk] = before
        if (score.value, score.on) == (cell.value, cell.on):
            answer.unchanged += 1
            continue
        was, score.value, score.on = rules.plain(score.value), cell.value, cell.on
        plan.altered.append((score, before))
        answer.changed += 1
        answer.examples.add(BeforeAndAfter(_CHANGED, what, was, now))
    return plan


def _write(batch: Batch, *, plan: _Plan, by: Actor) -> None:
    made = {(score.pupil_id, score.scale_id, score.wave) for score in plan.made}
    there = Score.objects.filter(pupil__in={pupil for pupil, _scale, _wave in made})
    if made & set(there.values_list("pupil", "scale", "wave")):
        raise ChangedMeanwhileError
    now = Score.objects.select_for_update().in_bulk(list(plan.seen))
    if {key: state_of(score) for key, score in now.items()} != plan.seen:
        raise ChangedMeanwhileError
    for score in [*plan.made, *(score for score, _before in plan.altered)]:
        score.batch, score.by_name = batch.pk, name_of(by)
    recorder = Recorder(batch, by)
    recorder.alter(plan.altered, about=_about, unit=_unit)
    recorder.make(plan.made, about=_about, unit=_unit)
    recorder.done()


def _about(score: Score) -> int:
    return score.pupil_id


def _unit(score: Score) -> str:
    return f"score {score.pk}"


def undo(batch: Batch, by: Actor) -> Undone:
    """Take the scores back that stand as the file left them."""
    says = Sentence(gettext_noop("Kept, because another score was recorded for this child since."))
    return undo_changes(batch, by=by).of_pupils(says)


SCORES = declare(
    Subject(kind="scores", words=gettext_noop("Scores"), fields=FIELDS, attempt=attempt, undo=undo)
)
