"""Incidents brought from the export of another system: a row for each child in each incident.

Rows with one number of the other system are one incident, and it comes once however often the file does;
without numbers, rows that agree in everything but the child are. Sorts, places and actions stay the words
the file has. What cannot be so names its cell, and the rest goes ahead.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from trellis.conduct.models import Incident, Involvement
from trellis.conduct.shown import bells_of
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
    person_of,
)
from trellis.imports.tables import Table, read_table
from trellis.rules.dates import read_date
from trellis.rules.incidents import PartOfDay, ProblemWithIncident, Severity, part_of_day
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.models import Enrolment, PupilNumber, School

FIELDS: Final[tuple[Field, ...]] = (
    Field("upn", gettext_noop("Unique pupil number"), ("Unique Pupil Number",)),
    Field("date", gettext_noop("Day"), ("Incident date", "Date of incident", "Occurred on")),
    Field("time", gettext_noop("Time of day"), ("Incident time", "Time of incident")),
    Field("when", gettext_noop("Part of the day"), ("Session", "Period", "Part of day")),
    Field("type", gettext_noop("What sort"), ("Incident type", "Behaviour", "Category", "Behaviour type")),
    Field("place", gettext_noop("Where"), ("Location", "Incident location")),
    Field("severity", gettext_noop("How grave"), ("Level", "Seriousness")),
    Field("part", gettext_noop("Part in it"), ("Role", "Involvement")),
    Field("words", gettext_noop("What happened"), ("What happened", "Details", "Comments", "Description")),
    Field("action", gettext_noop("What was done"), ("Action taken", "Outcome", "Sanction")),
    Field("reference", gettext_noop("Its number there"), ("Incident ID", "Incident number", "ID")),
    Field("followed_up_on", gettext_noop("Followed up on"), ("Follow-up date",)),
    Field("followed_up_words", gettext_noop("How it was followed up"), ("Follow-up", "Follow up notes")),
    Field("by", gettext_noop("Recorded by"), ("Recorded by", "Staff", "Reported by")),
)
_NEW: Final = Sentence(gettext_noop("New incidents"))
_CHANGED: Final = Sentence(gettext_noop("Incidents that say something else"))
_OURS: Final = re.compile(r"trellis-([0-9]{1,18})-[0-9]+", re.ASCII)
_LONGEST: Final = {"type": 80, "place": 80, "action": 80, "words": 1000, "followed_up_words": 500, "by": 160}
_COMPARED: Final = (
    *("on", "when", "at", "type", "place", "severity", "words", "action"),
    *("followed_up_on", "followed_up_words"),
)
_GRAVE: Final[Mapping[str, Severity]] = {
    **dict.fromkeys(("1", "low", "minor", "mild"), Severity.LOW),
    **dict.fromkeys(("2", "middle", "medium", "moderate"), Severity.MIDDLE),
    **dict.fromkeys(("3", "high", "serious", "severe", "major"), Severity.HIGH),
}
_PARTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("tookpart", "participant", "aggressor", "perpetrator"), Involvement.Part.TOOK_PART),
    **dict.fromkeys(("washurtorupset", "hurt", "target", "victim"), Involvement.Part.HURT),
    **dict.fromkeys(("sawit", "saw", "witness"), Involvement.Part.SAW),
}
_NOT_SAID: Final = Involvement.Part.TOOK_PART
_WHEN: Final[Mapping[str, PartOfDay]] = {
    **{one.value: one for one in PartOfDay},
    "beforeschool": PartOfDay.BEFORE,
    "am": PartOfDay.MORNING,
    "playtime": PartOfDay.BREAK,
    "breaktime": PartOfDay.BREAK,
    "lunchtime": PartOfDay.LUNCH,
    "pm": PartOfDay.AFTERNOON,
    "afterschool": PartOfDay.AFTER,
}


@dataclass
class _Told:
    """One incident as the file tells it: where it first stands, what it says, and each child’s part."""

    row: int
    says: dict[str, Any]
    by: str
    parts: dict[int, str] = field(default_factory=dict)


@dataclass
class _Plan:
    made: list[Incident] = field(default_factory=list)
    parts: list[Involvement] = field(default_factory=list)
    altered: list[tuple[Incident, State]] = field(default_factory=list)
    altered_parts: list[tuple[Involvement, State]] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)  # by incident in memory, the first child in it
    seen: dict[int, State] = field(default_factory=dict)
    school: School | None = None
    references: set[str] = field(default_factory=set)


def attempt(brought: Brought) -> Attempt:
    """What a file of incidents would change at a school."""
    school: School = brought.place
    answer, notes = Answer(), Notes()
    file = brought.files[0]
    table = read_table(file.path, file.name, progress=brought.progress)
    notes.extend(table.notes)
    reading = _Reading(school, table, brought)
    answer.rows, answer.columns = len(table), reading.understood.read_as
    answer.left_out = reading.understood.left_out
    notes.extend(reading.understood.notes())
    told = reading.incidents()
    answer.problems = [*table.problems, *reading.understood.problems, *reading.problems]
    plan = _plan(school, told, answer, notes)
    answer.notes = notes.all()
    return Attempt(answer, write=partial(_write, plan=plan, by=brought.by))


# --- reading ---


class _Reading:
    """A table read against a school’s pupils."""

    def __init__(self, school: School, table: Table, brought: Brought) -> None:
        self.school, self.table = school, table
        self.understood = understand(table, FIELDS, dict(brought.headings))
        self.problems: list[Problem] = []
        self.bells = bells_of(school, timezone.localdate())
        missing = [name for name in ("upn", "date", "type") if name not in self.understood]
        if missing:
            raise MissingColumns(missing, self.understood)

    def incidents(self) -> dict[str, _Told]:
        """Every incident that can be one, by its number; a problem for each row that cannot."""
        pupils = self._pupils()
        found: dict[str, _Told] = {}
        for at, number in enumerate(self.table.rows):
            try:
                self._row(at, int(number), pupils, found)
            except _CellError as wrong:
                heading = self.understood.heading(wrong.name)
                self.problems.append(Problem(wrong.says, int(number), heading, shown(wrong.value)))
        return found

    def _pupils(self) -> dict[str, list[tuple[int, dt.date, dt.date | None]]]:
        """By UPN, when each child was on the roll."""
        spans: dict[int, list[tuple[int, dt.date, dt.date | None]]] = {}
        held = Enrolment.objects.filter(school=self.school, pupil__merged_into=None)
        for pupil, since, until in held.values_list("pupil", "since", "until"):
            spans.setdefault(pupil, []).append((pupil, since, until))
        numbers = PupilNumber.objects.filter(pupil__in=spans).values_list("upn", "pupil")
        return {upn.upper(): spans[pupil] for upn, pupil in numbers}

    def _row(self, at: int, row: int, pupils: Mapping[str, Any], found: dict[str, _Told]) -> None:
        on = self._day(at, "date")
        if on is None:
            raise _CellError("date", "", Sentence(gettext_noop("On which day it happened is not said.")))
        pupil = self._pupil(at, pupils, on)
        says = self._says(at, on)
        part = self._one_of("part", at, _PARTS, gettext_noop("“%(text)s” is no part in an incident we know."))
        reference = self._text("reference", at) or _made_of(says)
        told = found.setdefault(reference, _Told(row, says, self._text("by", at)))
        if told.says != says:
            words = gettext_noop("Row %(row)s says something else of the same incident.")
            raise _CellError("reference", reference, Sentence(words, row=told.row))
        if told.parts.setdefault(pupil, part) != part:
            words = gettext_noop("Row %(row)s gives this child another part in the same incident.")
            raise _CellError("part", self._text("part", at), Sentence(words, row=told.row))

    def _says(self, at: int, on: dt.date) -> dict[str, Any]:
        sort = self._text("type", at)
        if not sort:
            raise _CellError("type", "", Sentence(gettext_noop("What sort of incident it was is not said.")))
        clock = self._time(at)
        grave = gettext_noop("“%(text)s” is not how grave: write low, middle or high, or 1 to 3.")
        followed = self._day(at, "followed_up_on")
        if followed is not None and followed < on:
            words = gettext_noop("It cannot be followed up before %(day)s, when it happened.")
            raise _CellError("followed_up_on", str(followed), Sentence(words, day=day_in_words(on)))
        return {
            "on": on,
            "at": clock,
            "when": self._when(at, clock),
            "type": sort,
            "place": self._text("place", at),
            "severity": self._one_of("severity", at, _GRAVE, grave),
            "words": self._text("words", at),
            "action": self._text("action", at),
            "followed_up_on": followed,
            "followed_up_words": self._text("followed_up_words", at) if followed else "",
        }

    def _pupil(self, at: int, pupils: Mapping[str, Any], on: dt.date) -> int:
        upn = self._text("upn", at).upper()
        spans = pupils.get(upn)
        if spans is None:
            words = gettext_noop("%(school)s has no pupil with this UPN: import its pupil list first.")
            raise _CellError("upn", upn, Sentence(words, school=self.school.name))
        for pupil, since, until in spans:
            if since <= on and (until is None or on <= until):
                return pupil
        words = gettext_noop("This child was not on the roll on %(day)s.")
        raise _CellError("upn", upn, Sentence(words, day=day_in_words(on)))

    def _text(self, name: str, at: int) -> str:
        text = self.understood.text(name, at).strip()
        if len(text) > _LONGEST.get(name, len(text)):
            words = gettext_noop("It is longer than %(most)s letters.")
            raise _CellError(name, text[:80], Sentence(words, most=_LONGEST[name]))
        return text

    def _day(self, at: int, name: str) -> dt.date | None:
        text = self.understood.text(name, at).strip()
        if not text:
            return None
        try:
            day = read_date(text)
        except ProblemWith as problem:
            raise _CellError(name, text, problem.says) from problem
        if day > timezone.localdate():
            words = gettext_noop("%(day)s is still to come: an incident is recorded once it happened.")
            raise _CellError(name, text, Sentence(words, day=day_in_words(day)))
        return day

    def _time(self, at: int) -> dt.time | None:
        text = self.understood.text("time", at).strip()
        if not text:
            return None
        try:
            return dt.time.fromisoformat(text.replace(".", ":").zfill(5)).replace(second=0, microsecond=0)
        except ValueError:
            words = gettext_noop("“%(text)s” is not a time of the day, such as 12:40.")
            raise _CellError("time", text, Sentence(words, text=text)) from None

    def _when(self, at: int, clock: dt.time | None) -> str:
        """The part of the day: as the file says, else as its time says, else not recorded."""
        said = _WHEN.get(plain(self.understood.text("when", at)))
        if said is not None:
            return said
        return part_of_day(clock, self.bells) if clock else ""

    def _one_of(self, name: str, at: int, known: Mapping[str, Any], template: str) -> Any:
        text = self.understood.text(name, at).strip()
        if not plain(text):
            return ""
        if plain(text) not in known:
            raise _CellError(name, text, Sentence(template, text=text))
        return known[plain(text)]


class _CellError(ProblemWithIncident):
    """What is wrong with one cell of a row."""

    def __init__(self, name: str, value: str, says: Sentence) -> None:
        super().__init__(says, value)
        self.name = name


def _made_of(says: Mapping[str, Any]) -> str:
    """A number for an incident that has none: made of all that is said of it but the children."""
    told = "|".join(str(says[name]) for name in ("on", "at", "when", "type", "place", "words"))
    return f"file-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


# --- what would change ---


def _plan(school: School, told: Mapping[str, _Told], answer: Answer, notes: Notes) -> _Plan:
    plan = _Plan(school=school)
    held = dict(_held(school, told))
    for reference, one in told.items():
        incident = held.get(reference)
        if incident is None:
            _make(plan, school, reference, one, answer)
        elif not incident.stands:
            notes.add(Sentence(gettext_noop("Incidents that were taken back here stay taken back.")))
            answer.unchanged += 1
        else:
            _alter(plan, incident, one, answer)
    return plan


def _held(school: School, told: Mapping[str, _Told]) -> Iterator[tuple[str, Incident]]:
    """The incidents the file tells of that stand here: of another system by its number, ours by our own."""
    ours = [int(number[1]) for one in told if (number := _OURS.fullmatch(one))]
    at_school = Incident.objects.filter(school=school).prefetch_related("involved")
    for incident in at_school.filter(Q(reference__in=told) | Q(reference="", pk__in=ours)):
        if incident.number in told:
            yield incident.number, incident


def _make(plan: _Plan, school: School, reference: str, one: _Told, answer: Answer) -> None:
    said = one.says | {
        "words": one.says["words"] or one.says["type"],
        "severity": one.says["severity"] or Severity.LOW,
    }
    incident = Incident(school=school, reference=reference, by_name=one.by, **said)
    plan.made.append(incident)
    plan.references.add(reference)
    plan.first[id(incident)] = next(iter(one.parts))
    plan.parts += [
        Involvement(incident=incident, pupil_id=pupil, part=part or _NOT_SAID)
        for pupil, part in one.parts.items()
    ]
    answer.new += 1
    answer.examples.add(BeforeAndAfter(_NEW, day_in_words(incident.on), "", incident.type))


def _alter(plan: _Plan, incident: Incident, one: _Told, answer: Answer) -> None:
    before = state_of(incident)
    plan.seen[incident.pk] = before
    was = {name: getattr(incident, name) for name in _COMPARED}
    for name, value in one.says.items():
        # A blank cell never erases.
        if value not in ("", None):
            setattr(incident, name, value)
    changed = {name: getattr(incident, name) for name in _COMPARED} != was
    plan.first[id(incident)] = next(iter(one.parts))
    parts = {part.pupil_id: part for part in incident.involved.all()}
    new = [
        Involvement(incident=incident, pupil_id=pupil, part=part or _NOT_SAID)
        for pupil, part in one.parts.items()
        if pupil not in parts
    ]
    other = [(parts[pupil], part) for pupil, part in one.parts.items() if pupil in parts]
    moved = [(held, state_of(held), part) for held, part in other if part and held.part != part]
    for held, state, part in moved:
        held.part = part
        plan.altered_parts.append((held, state))
    plan.parts += new
    if changed:
        plan.altered.append((incident, before))
    if not (changed or new or moved):
        answer.unchanged += 1
        return
    answer.changed += 1
    answer.examples.add(BeforeAndAfter(_CHANGED, day_in_words(incident.on), was["type"], incident.type))


def _write(batch: Batch, *, plan: _Plan, by: Actor) -> None:
    there = Incident.objects.filter(school=plan.school, reference__in=plan.references)
    if plan.references and there.exists():
        raise ChangedMeanwhileError
    now = Incident.objects.select_for_update().in_bulk(list(plan.seen))
    if {key: state_of(incident) for key, incident in now.items()} != plan.seen:
        raise ChangedMeanwhileError
    for incident in plan.made:
        incident.batch, incident.recorded_at = batch.pk, timezone.now()
        incident.by_name = incident.by_name or name_of(by)
        incident.by = None if incident.by_name != name_of(by) else person_of(by)  # type: ignore[assignment]
    for incident in (*plan.made, *(incident for incident, _before in plan.altered)):
        if incident.followed_up_on and not incident.followed_up_by_name:
            incident.followed_up_by_name = incident.by_name
    recorder = Recorder(batch, by)
    recorder.alter(plan.altered, about=partial(_first, plan), unit=_unit)
    recorder.alter(plan.altered_parts, about=_about, unit=_unit_of_part)
    # Numbers come with the rows: what belongs together is named once they have theirs.
    recorder.make(plan.made, about=partial(_first, plan), unit=_unit)
    recorder.make(plan.parts, about=_about, unit=_unit_of_part)
    recorder.done()


def _first(plan: _Plan, incident: Incident) -> int:
    return plan.first[id(incident)]


def _unit(incident: Incident) -> str:
    return f"incident {incident.pk}"


def _about(part: Involvement) -> int:
    return part.pupil_id


def _unit_of_part(part: Involvement) -> str:
    return f"incident {part.incident_id}"


def undo(batch: Batch, by: Actor) -> Undone:
    """Take back the incidents that stand as the file left them."""
    says = Sentence(gettext_noop("Kept, because this incident was followed up or put right here since."))
    return undo_changes(batch, by=by).of_pupils(says)


INCIDENTS = declare(
    Subject(kind="incidents", words=gettext_noop("Incidents"), fields=FIELDS, attempt=attempt, undo=undo)
)
