"""A list of pupils brought: what each row would change, worked out whole, then written in one transaction.

Nothing known is erased by a blank; what held before stays with its dates; every record written or altered is
remembered so that it can be taken back (imports/changes.py).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.utils import timezone

from trellis.imports.changes import Recorder, State, state_of, undo_changes
from trellis.imports.models import Batch
from trellis.imports.problems import Answer, BeforeAndAfter, Examples, Notes, Problem, ToConfirm, shown
from trellis.imports.subjects import (
    Actor,
    Attempt,
    Brought,
    ChangedMeanwhileError,
    Subject,
    Undone,
    declare,
)
from trellis.imports.tables import read_table
from trellis.rules.academic_year import AcademicYear
from trellis.rules.dates import read_date
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.asked_for import number_of
from trellis.schools.dating import ONE_DAY
from trellis.schools.formats.pupils import (
    CHARACTERISTICS,
    CONTACTS,
    FIELDS,
    YES_OR_NO,
    PupilRow,
    alike,
    read_pupils,
)
from trellis.schools.matching import Roll, leavers, match, movers
from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Household,
    Pupil,
    PupilNumber,
    School,
    SchoolClass,
)
from trellis.schools.observing import Fact, begun_earlier, seen, seen_year_group

Record = Any
_WORDS: Final = {one.name: one.says for one in FIELDS}
_NEW_PUPILS: Final = Sentence(gettext_noop("New pupils"))

# Rows are written so that none refers to one not yet there, and none meets its successor still open.
_IN_ORDER: Final = (
    Pupil,
    PupilNumber,
    Enrolment,
    Characteristic,
    ClassMembership,
    AttendancePattern,
    Contact,
    FamilyLink,
)
_COLLECTS: Final = {"true": True, "false": False}
_FIRST: Final = (SchoolClass, Household)


# --- what a school has ---


@dataclass
class Held:
    """What a school knows of its pupils, read in a fixed number of queries and tied together."""

    enrolments: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, list[PupilNumber]] = field(default_factory=lambda: defaultdict(list))
    characteristics: dict[tuple[int, str], list[Characteristic]] = field(
        default_factory=lambda: defaultdict(list)
    )
    memberships: dict[int, list[ClassMembership]] = field(default_factory=lambda: defaultdict(list))
    patterns: dict[int, list[AttendancePattern]] = field(default_factory=lambda: defaultdict(list))
    links: dict[int, list[FamilyLink]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[tuple[int, str], SchoolClass] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School, roll: Roll) -> "Held":
        held = cls()
        enrolments = {}
        for enrolment in Enrolment.objects.filter(school=school, pupil__merged_into=None).order_by("since"):
            enrolment.pupil, enrolment.school = roll.pupils[enrolment.pupil_id], school
            enrolments[enrolment.pk] = enrolment
            held.enrolments[enrolment.pupil_id].append(enrolment)
        for number in PupilNumber.objects.filter(pupil__in=Pupil.objects.ever_at(school)).order_by("since"):
            held.numbers[number.pupil_id].append(number)
        dated: tuple[tuple[type, Callable[[Any], list]], ...] = (
            (Characteristic, lambda row: held.characteristics[row.enrolment_id, row.kind]),
            (ClassMembership, lambda row: held.memberships[row.enrolment_id]),
            (AttendancePattern, lambda row: held.patterns[row.enrolment_id]),
        )
        for model, place in dated:
            rows = model.objects.filter(enrolment__school=school).order_by("since")
            for row in rows.select_related("school_class") if model is ClassMembership else rows:
                if row.enrolment_id in enrolments:
                    row.enrolment = enrolments[row.enrolment_id]
                    place(row).append(row)
        links = FamilyLink.objects.filter(school=school).still_open().select_related("contact__household")
        for link in links.order_by("priority", "id"):
            held.links[link.pupil_id].append(link)
        for school_class in SchoolClass.objects.filter(school=school):
            held.classes[school_class.year, school_class.name.casefold()] = school_class
        return held


# --- what would change ---


class Plan:
    """Records to make, alter and take away. Nothing is written until `write`."""

    def __init__(self) -> None:
        self.new_pupils: set[int] = set()  # by the identity of the record: it has no key yet
        self._made: dict[type, list[Record]] = defaultdict(list)
        self._gone: dict[type, list[Record]] = defaultdict(list)
        self._before: dict[int, tuple[Record, State]] = {}

    def make(self, record: Record) -> Record:
        self._made[type(record)].append(record)
        return record

    def take_away(self, record: Record) -> None:
        self._gone[type(record)].append(record)

    def set(self, record: Record, **values: Any) -> bool:
        """Give a record these values, whether it is new or known; whether any of them is another."""
        if all(getattr(record, name) == value for name, value in values.items()):
            return False
        if record.pk is not None and id(record) not in self._before:
            self._before[id(record)] = (record, state_of(record))
        for name, value in values.items():
            setattr(record, name, value)
        return True

    def write(self, recorder: Recorder) -> None:
        def unit(record: Record) -> str:
            return self._unit(record)

        for model in _FIRST:
            recorder.make(self._made[model], about=_about, unit=unit)
        for model in reversed(_IN_ORDER):
            recorder.take_away(self._gone[model], about=_about, unit=unit)
        altered: dict[type, list[tuple[Record, State]]] = defaultdict(list)
        for record, before in self._before.values():
            if state_of(record) != before:
                altered[type(record)].append((record, before))
        for model in (*_FIRST, *_IN_ORDER):
            recorder.alter(altered[model], about=_about, unit=unit)
        for model in _IN_ORDER:
            recorder.make(self._made[model], about=_about, unit=unit)
        recorder.done()

    def _unit(self, record: Record) -> str:
        """What a record is undone together with: a new pupil whole, of others each fact by itself."""
        pupil = _pupil_of(record)
        if pupil is not None and id(pupil) in self.new_pupils:
            return f"pupil {pupil.pk}"
        if isinstance(record, Characteristic):
            return f"enrolment {record.enrolment_id} {record.kind}"
        if isinstance(record, ClassMembership):
            return f"enrolment {record.enrolment_id} class"
        if isinstance(record, PupilNumber):
            return f"pupil {record.pupil_id} upn"
        return f"{record._meta.model_name} {record.pk}"


def _pupil_of(record: Record) -> Pupil | None:
    if isinstance(record, Pupil):
        return record
    if isinstance(record, Characteristic | ClassMembership | AttendancePattern):
        return record.enrolment.pupil
    return record.pupil if isinstance(record, PupilNumber | Enrolment | FamilyLink) else None


def _about(record: Record) -> int | None:
    pupil = _pupil_of(record)
    return pupil.pk if pupil is not None else None


@dataclass
class _Reader:
    """Turns matched rows into a plan, counting and exemplifying as it goes."""

    school: School
    on: dt.date
    held: Held
    decisions: Mapping[str, str]
    answer: Answer
    notes: Notes
    plan: Plan = field(default_factory=Plan)
    to_confirm: list[ToConfirm] = field(default_factory=list)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)

    @property
    def examples(self) -> Examples:
        return self.answer.examples

    @property
    def year(self) -> AcademicYear:
        return AcademicYear.of(self.on)

    # one row

    def take(self, row: PupilRow, pupil: Pupil | None) -> None:
        if pupil is None:
            self._take_new(row)
            self.answer.new += 1
        elif (wrong := self._end_before_start(row, pupil)) is not None:
            self.answer.problems.append(wrong)
        elif self._take_known(row, pupil):
            self.answer.changed += 1
        else:
            self.answer.unchanged += 1

    def _take_new(self, row: PupilRow) -> None:
        pupil = self.plan.make(
            Pupil(
                forename=row.forename,
                surname=row.surname,
                preferred_name=row.preferred_name or "",
                date_of_birth=row.date_of_birth,
                sex=row.sex or "",
            )
        )
        self.plan.new_pupils.add(id(pupil))
        if row.date_of_birth is None:
            says = Sentence(gettext_noop("No date of birth: left out of figures that go by age."))
            self._note(says, row, "date_of_birth")
        enrolment = self._new_enrolment(row, pupil, row.start_date)
        if row.upn:
            self.plan.make(PupilNumber(pupil=pupil, upn=row.upn, since=enrolment.since))
        if row.former_upn and row.former_upn != row.upn:
            self._former_number(pupil, row.former_upn, enrolment.since)
        self._facts(row, enrolment, [])
        self._family(row, pupil, enrolment.since)
        where = " ".join(part for part in (row.says.get("class"), row.year_group) if part)
        self.examples.add(BeforeAndAfter(_NEW_PUPILS, row.name, "", where))

    def _take_known(self, row: PupilRow, pupil: Pupil) -> bool:
        told: list[tuple[str, str, str]] = []
        self._names(row, pupil, told)
        self._upn(row, pupil, told)
        enrolment = self._enrolment(row, pupil, told)
        if enrolment is not None:
            self._facts(row, enrolment, told)
        self._family(row, pupil, self.on, told)
        for name, before, after in told:
            self.examples.add(BeforeAndAfter(Sentence(_WORDS[name]), row.name, before, after))
        return bool(told)

    def _note(self, says: Sentence, row: PupilRow, name: str) -> None:
        self.notes.add(says, example={"row": row.row, "column": name, "value": shown(row.says.get(name))})

    # the pupil

    def _names(self, row: PupilRow, pupil: Pupil, told: list[tuple[str, str, str]]) -> None:
        for name in ("forename", "surname", "preferred_name", "date_of_birth", "sex"):
            value, before = row.says.get(name), getattr(pupil, name)
            if value is not None and self.plan.set(pupil, **{name: value}):
                told.append((name, _shown(before), _shown(value)))

    def _upn(self, row: PupilRow, pupil: Pupil, told: list[tuple[str, str, str]]) -> None:
        """Another UPN than the pupil's own begins a new one, unless it is one they had before."""
        numbers = self.held.numbers[pupil.pk]
        if row.upn and row.upn not in {number.upn for number in numbers}:
            current = next((one for one in numbers if one.until is None and not one.is_former), None)
            if current is not None:
                self.plan.set(current, is_former=True, until=max(current.since, self.on - ONE_DAY))
            numbers.append(self.plan.make(PupilNumber(pupil=pupil, upn=row.upn, since=self.on)))
            told.append(("upn", current.upn if current else "", row.upn))
        if row.former_upn and row.former_upn not in {number.upn for number in numbers}:
            numbers.append(self._former_number(pupil, row.former_upn, self.on))
            told.append(("former_upn", "", row.former_upn))

    def _former_number(self, pupil: Pupil, upn: str, before: dt.date) -> PupilNumber:
        day = before - ONE_DAY
        return self.plan.make(PupilNumber(pupil=pupil, upn=upn, since=day, until=day, is_former=True))

    # the enrolment

    def _end_before_start(self, row: PupilRow, pupil: Pupil) -> Problem | None:
        """A last day before the first day known here, where the row gives no other."""
        enrolments = self.held.enrolments[pupil.pk]
        enrolment = self._spoken_of(row, enrolments) or enrolments[-1]
        if row.start_date or row.end_date is None or row.end_date >= enrolment.since:
            return None
        says = Sentence(
            gettext_noop("%(pupil)s joined on %(since)s and cannot have left before then."),
            pupil=pupil,
            since=day_in_words(enrolment.since),
        )
        return Problem(says, row.row, "end_date", shown(row.end_date))

    def _new_enrolment(self, row: PupilRow, pupil: Pupil, since: dt.date | None) -> Enrolment:
        if since is None:
            since = min(self.on, row.end_date or self.on)
            says = Sentence(
                gettext_noop("No first day: the roll begins on %(day)s, until marks show an earlier one."),
                day=day_in_words(since),
            )
            self._note(says, row, "start_date")
        return self.plan.make(
            Enrolment(
                pupil=pupil,
                school=self.school,
                since=since,
                until=row.end_date,
                kind=row.enrolment_status or Enrolment.Kind.MAIN,
                admission_number=row.pupil_id or "",
                since_assumed=row.start_date is None,
            )
        )

    def _enrolment(self, row: PupilRow, pupil: Pupil, told: list[tuple[str, str, str]]) -> Enrolment | None:
        """The time on the roll that a row speaks of, brought up to what it says; a rejoiner's is new."""
        enrolments = self.held.enrolments[pupil.pk]
        enrolment = self._spoken_of(row, enrolments)
        last = enrolments[-1]
        if enrolment is None and row.start_date and last.until and row.start_date > last.until:
            return self._rejoined(row, pupil, row.start_date, told)
        if enrolment is None and not row.end_date:
            said = self.decisions.get(f"returned:{row.row}")
            if said:
                return self._rejoined(row, pupil, read_date(said), told)
            self._ask_whether_returned(row, pupil, last)
            return None
        enrolment = enrolment or last
        self._start(row, enrolment, told)
        self._end(row, enrolment, told)
        if row.pupil_id and self.plan.set(enrolment, admission_number=row.pupil_id):
            told.append(("pupil_id", "", row.pupil_id))
        if row.enrolment_status and self.plan.set(enrolment, kind=row.enrolment_status):
            told.append(("enrolment_status", "", row.enrolment_status))
        return enrolment

    def _spoken_of(self, row: PupilRow, enrolments: Sequence[Enrolment]) -> Enrolment | None:
        """The enrolment that began on the day the row says, or that holds then, or on the day of the list."""
        days = [day for day in (row.start_date, self.on) if day is not None]
        exact = [one for one in enrolments if one.since == row.start_date]
        holding = [one for day in days for one in enrolments if _holds(one, day)]
        ahead = [one for one in enrolments if one.since > self.on]
        return next(iter([*exact, *holding, *ahead]), None)

    def _rejoined(
        self, row: PupilRow, pupil: Pupil, since: dt.date, told: list[tuple[str, str, str]]
    ) -> Enrolment:
        before = self.held.enrolments[pupil.pk][-1]
        enrolment = self._new_enrolment(row, pupil, since)
        enrolment.admission_number = enrolment.admission_number or before.admission_number
        self.held.enrolments[pupil.pk].append(enrolment)
        told.append(("start_date", _shown(before.until), _shown(since)))
        return enrolment

    def _ask_whether_returned(self, row: PupilRow, pupil: Pupil, last: Enrolment) -> None:
        assert last.until is not None
        says = Sentence(
            gettext_noop(
                "%(pupil)s left on %(day)s and is in row %(row)s without a last day: back on the roll?"
            ),
            pupil=pupil,
            day=day_in_words(last.until),
            row=row.row,
        )
        self.to_confirm.append(
            ToConfirm("returned", f"returned:{row.row}", says, str(pupil), row.row, pupil.pk, day=self.on)
        )

    def _start(self, row: PupilRow, enrolment: Enrolment, told: list[tuple[str, str, str]]) -> None:
        """An earlier first day is taken; a later one would leave marks outside, so a person says."""
        start, was = row.start_date, enrolment.since
        if start is None:
            return
        if start == was:
            self.plan.set(enrolment, since_assumed=False)
        elif start < was or enrolment.since_assumed or self.decisions.get(f"start:{row.row}") == "later":
            self._move_start(enrolment, start)
            self.plan.set(enrolment, since_assumed=False)
            told.append(("start_date", _shown(was), _shown(start)))
        else:
            says = Sentence(
                gettext_noop(
                    "%(pupil)s has been on the roll since %(was)s, and row %(row)s says %(start)s: which"
                    " is right?"
                ),
                pupil=enrolment.pupil,
                was=day_in_words(was),
                row=row.row,
                start=day_in_words(start),
            )
            key = f"start:{row.row}"
            self.to_confirm.append(
                ToConfirm("start", key, says, str(enrolment.pupil), row.row, enrolment.pupil_id, day=start)
            )

    def _move_start(self, enrolment: Enrolment, start: dt.date) -> None:
        was = enrolment.since
        self.plan.set(enrolment, since=start)
        carry_start(self.plan, self.held, enrolment, was, start)

    def _end(self, row: PupilRow, enrolment: Enrolment, told: list[tuple[str, str, str]]) -> None:
        end, was = row.end_date, enrolment.until
        if end is None or end == was:
            return
        self._set_end(enrolment, end)
        told.append(("end_date", _shown(was), _shown(end)))

    def _set_end(self, enrolment: Enrolment, end: dt.date) -> None:
        """The last day on the roll is the last in a class, and of a part-time timetable."""
        self.plan.set(enrolment, until=end)
        rows = [*self.held.memberships[enrolment.pk], *self.held.patterns[enrolment.pk]]
        for held in rows:
            if held.since > end:
                self.plan.take_away(held)
            elif held.until is None or held.until > end:
                self.plan.set(held, until=end)

    def confirmed_leavers(self) -> None:
        """The last days a person gave for pupils who were not in the list."""
        by_key = {one.pk: one for own in self.held.enrolments.values() for one in own if one.pk}
        for key, said in self.decisions.items():
            kind, _, number = key.partition(":")
            enrolment = by_key.get(number_of(number) or 0) if kind == "leaver" else None
            if enrolment is None or said in ("", "here") or enrolment.until is not None:
                continue
            end = max(read_date(said), enrolment.since)
            self._set_end(enrolment, end)
            self.answer.changed += 1
            self.examples.add(
                BeforeAndAfter(Sentence(_WORDS["end_date"]), str(enrolment.pupil), "", _shown(end))
            )

    # what is recorded of the pupil, with its dates

    def _facts(self, row: PupilRow, enrolment: Enrolment, told: list[tuple[str, str, str]]) -> None:
        on = min(self.on, enrolment.until or self.on)
        for kind in CHARACTERISTICS:
            value = row.says.get(kind)
            if value is not None and kind != "year_group":
                self._characteristic(
                    enrolment, kind, partial(seen, value=value, on=on, start=enrolment.since), told
                )
        if not (row.year_group or row.says.get("class")):
            return
        if on not in self.year or enrolment.since > self.year.until:
            says = Sentence(
                gettext_noop(
                    "Year group and class were left out for pupils who were not on the roll in %(year)s,"
                    " the year of"
                    " the list."
                ),
                year=self.year.label,
            )
            self._note(says, row, "year_group")
            return
        if row.year_group:
            look = partial(
                seen_year_group, group=row.year_group, on=on, start=enrolment.since, end=enrolment.until
            )
            self._characteristic(enrolment, "year_group", look, told)
        if row.says.get("class"):
            self._class(enrolment, row.says["class"], max(on, enrolment.since), told)

    def _characteristic(
        self,
        enrolment: Enrolment,
        kind: str,
        look: Callable[[Sequence[Fact]], list[Fact]],
        told: list[tuple[str, str, str]],
    ) -> None:
        rows = self._characteristics_of(enrolment, kind)
        before = facts_of(rows)
        after = look(before)
        if after != sorted(before, key=lambda fact: fact.since):
            lay_out(self.plan, enrolment, kind, rows, after)
            day = max(min(self.on, enrolment.until or self.on), enrolment.since)
            told.append((kind, _in_words(kind, before, day), _in_words(kind, after, day)))

    def _characteristics_of(self, enrolment: Enrolment, kind: str) -> list[Characteristic]:
        return self.held.characteristics[enrolment.pk, kind] if enrolment.pk else []

    def _class(self, enrolment: Enrolment, name: str, day: dt.date, told: list[tuple[str, str, str]]) -> None:
        """In the list's own academic year only: what class a pupil was in before is not known."""
        school_class = self._school_class(name)
        memberships = self.held.memberships[enrolment.pk] if enrolment.pk else []
        held = next((one for one in memberships if _holds(one, day)), None)
        if held is not None and held.school_class == school_class:
            return
        in_year = any(one.school_class.year == self.year.start for one in memberships)
        since = day if in_year else max(self.year.since, enrolment.since)
        until = min(self.year.until, enrolment.until or self.year.until)
        for one in memberships:
            if _holds(one, since) and one.since == since:
                self.plan.take_away(one)
            elif _holds(one, since):
                self.plan.set(one, until=since - ONE_DAY)
            elif one.since > since:
                until = min(until, one.since - ONE_DAY)
        membership = self.plan.make(
            ClassMembership(enrolment=enrolment, school_class=school_class, since=since, until=until)
        )
        if enrolment.pk:
            memberships.append(membership)
        told.append(("class", held.school_class.name if held else "", school_class.name))

    def _school_class(self, name: str) -> SchoolClass:
        key = (self.year.start, name.casefold())
        if key not in self.held.classes:
            made = SchoolClass(school=self.school, year=self.year.start, name=name)
            self.held.classes[key] = self.plan.make(made)
        return self.held.classes[key]

    # the family

    def _family(
        self,
        row: PupilRow,
        pupil: Pupil,
        since: dt.date,
        told: list[tuple[str, str, str]] | None = None,
    ) -> None:
        told = [] if told is None else told
        address = "\n".join(line for line in (row.address, row.address_2, row.address_3) if line)
        for number in CONTACTS:
            self._contact(row, pupil, number, address if number == 1 else "", since, told)
        named = any(row.says.get(f"contact_{number}") for number in CONTACTS)
        if (address or row.postcode) and not named:
            self._address_alone(row, pupil, address, since, told)

    def _contact(
        self,
        row: PupilRow,
        pupil: Pupil,
        number: int,
        address: str,
        since: dt.date,
        told: list[tuple[str, str, str]],
    ) -> None:
        name = row.says.get(f"contact_{number}")
        if not name:
            return
        phone = row.says.get(f"contact_{number}_phone", "")
        email = row.says.get(f"contact_{number}_email", "")
        links = self.held.links[pupil.pk] if pupil.pk else []
        link = next((one for one in links if alike(one.contact.name) == alike(name)), None)
        if link is None:
            contact = self._contact_alike(name, phone, email)
            self.plan.make(
                FamilyLink(
                    pupil=pupil,
                    school=self.school,
                    contact=contact,
                    since=since,
                    priority=number,
                    relationship=row.says.get(f"contact_{number}_relationship", "other"),
                    parental_responsibility=row.says.get(f"contact_{number}_responsibility") == "true",
                    may_collect=_COLLECTS.get(row.says.get(f"contact_{number}_collects", "")),
                )
            )
            told.append((f"contact_{number}", "", name))
        else:
            contact = link.contact
            self._relation(row, link, number, told)
        self._reached(contact, number, told, phone=phone, email=email)
        if number == 1:
            self._lives_at(contact, address, row.postcode or "", told)

    def _relation(
        self, row: PupilRow, link: FamilyLink, number: int, told: list[tuple[str, str, str]]
    ) -> None:
        relationship = row.says.get(f"contact_{number}_relationship")
        was = link.relationship
        if relationship and self.plan.set(link, relationship=relationship):
            told.append((f"contact_{number}_relationship", was, relationship))
        responsibility = row.says.get(f"contact_{number}_responsibility")
        if responsibility and self.plan.set(link, parental_responsibility=responsibility == "true"):
            told.append((f"contact_{number}_responsibility", "", responsibility))
        collects = row.says.get(f"contact_{number}_collects")
        if collects and self.plan.set(link, may_collect=_COLLECTS[collects]):
            told.append((f"contact_{number}_collects", "", collects))

    def _reached(self, contact: Contact, number: int, told: list[tuple[str, str, str]], **said: str) -> None:
        for name, value in said.items():
            was = getattr(contact, name)
            if value and self.plan.set(contact, **{name: value}):
                told.append((f"contact_{number}_{name}", was, value))

    def _contact_alike(self, name: str, phone: str, email: str) -> Contact:
        """One contact for brothers and sisters, where name and telephone or e-mail are the same; else a new
        one.
        """
        keys = [(alike(name), reached) for reached in (phone, email.casefold()) if reached]
        known = next((self.contacts[key] for key in keys if key in self.contacts), None)
        contact = known or self.plan.make(Contact(name=name, phone=phone, email=email))
        self.contacts.update(dict.fromkeys(keys, contact))
        return contact

    def _lives_at(
        self, contact: Contact, address: str, postcode: str, told: list[tuple[str, str, str]]
    ) -> None:
        if not (address or postcode):
            return
        household = contact.household
        if household is None:
            household = self.plan.make(Household(address=address, postcode=postcode.upper()))
            self.plan.set(contact, household=household)
            told.append(("address", "", str(household)))
            return
        was = str(household)
        said = {"address": address, "postcode": postcode.upper()}
        if self.plan.set(household, **{name: value for name, value in said.items() if value}):
            told.append(("address", was, str(household)))

    def _address_alone(
        self,
        row: PupilRow,
        pupil: Pupil,
        address: str,
        since: dt.date,
        told: list[tuple[str, str, str]],
    ) -> None:
        """An address without a name belongs to whoever is the first contact; else to a parent or carer
        unnamed.
        """
        links = self.held.links[pupil.pk] if pupil.pk else []
        if links:
            contact = links[0].contact
        else:
            contact = self.plan.make(Contact(name=f"Parent or carer of {row.name}"))
            self.plan.make(
                FamilyLink(
                    pupil=pupil, school=self.school, contact=contact, since=since, relationship="parent"
                )
            )
            says = Sentence(gettext_noop("An address without a name was kept for “Parent or carer of …”."))
            self._note(says, row, "address")
        self._lives_at(contact, address, row.postcode or "", told)


def _holds(row: Any, day: dt.date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _in_words(kind: str, facts: Iterable[Fact], day: dt.date) -> str:
    """A value as a person reads it on the page of changes."""
    value = next((fact.value for fact in facts if fact.holds_on(day)), "")
    return {"true": "yes", "false": "no"}.get(value, value) if kind in YES_OR_NO else value


def facts_of(rows: Iterable[Characteristic]) -> list[Fact]:
    """Characteristics as facts with dates."""
    return [Fact(row.value, row.since, row.until, row.assumed) for row in rows]


def lay_out(
    plan: Plan, enrolment: Enrolment, kind: str, rows: list[Characteristic], facts: Sequence[Fact]
) -> None:
    """Bring the rows of one kind to what the facts say, changing as few as will do."""
    by_since = {row.since: row for row in rows}
    kept = []
    for fact in facts:
        said = {"value": fact.value, "until": fact.until, "assumed": fact.assumed}
        row = by_since.pop(fact.since, None)
        if row is None:
            row = plan.make(Characteristic(enrolment=enrolment, kind=kind, since=fact.since, **said))
        else:
            plan.set(row, **said)
        kept.append(row)
    for row in by_since.values():
        plan.take_away(row)
    rows[:] = kept


def carry_start(plan: Plan, held: Held, enrolment: Enrolment, was: dt.date, now: dt.date) -> None:
    """A pupil turns out to have started on another day: what held from the first day holds from the new
    one.
    """
    for kind in CHARACTERISTICS:
        rows = held.characteristics[enrolment.pk, kind]
        facts = facts_of(rows)
        if facts and now < was:
            facts = _begun_earlier(kind, facts, was, now)
            lay_out(plan, enrolment, kind, rows, facts)
    for membership in held.memberships[enrolment.pk]:
        year = AcademicYear(membership.school_class.year)
        if membership.since == was and now < was:
            plan.set(membership, since=max(now, year.since))


def _begun_earlier(kind: str, facts: list[Fact], was: dt.date, now: dt.date) -> list[Fact]:
    if kind != "year_group":
        return begun_earlier(facts, was, now)
    first = min(facts, key=lambda fact: fact.since)
    year = AcademicYear.of(first.since)
    others = [fact for fact in facts if fact is not first]
    within = Fact(first.value, max(now, year.since), first.until, first.assumed)
    return seen_year_group([within, *others], first.value, within.since, now)


# --- the subject ---


def attempt(brought: Brought) -> Attempt:
    """What a list of pupils would change."""
    school = brought.place
    on = read_date(brought.options["on"]) if brought.options.get("on") else timezone.localdate()
    [file] = brought.files
    listed = read_pupils(
        read_table(file.path, file.name, progress=brought.progress), on=on, headings=dict(brought.headings)
    )
    stamp = stamp_of(school)
    roll = Roll.of(school)
    held = Held.of(school, roll)
    matched = match(listed.rows, roll=roll, decisions=brought.decisions, notes=listed.notes)
    answer = Answer(rows=listed.count, problems=[*listed.problems, *matched.problems])
    answer.columns, answer.left_out = listed.understood.read_as, listed.understood.left_out
    reader = _Reader(school, on, held, brought.decisions, answer, listed.notes)
    reader.contacts = _known_contacts(held)
    for row, pupil in matched.whose:
        reader.take(row, pupil)
    reader.confirmed_leavers()
    named = matched.named | _named_by_bad_rows(listed.bad, roll)
    enrolments = [one for own in held.enrolments.values() for one in own if one.pk]
    to_confirm = [
        *matched.to_confirm,
        *reader.to_confirm,
        *movers(
            [row for row, pupil in matched.whose if pupil is None],
            school=school,
            by=brought.by,
            on=on,
            decisions=brought.decisions,
        ),
        *leavers(enrolments, named, on, brought.decisions),
    ]
    answer.to_confirm = to_confirm
    answer.problems = listed.understood.headed(answer.problems)
    answer.notes = listed.notes.all()
    return Attempt(answer, write=partial(_write, school=school, plan=reader.plan, by=brought.by, stamp=stamp))


def _named_by_bad_rows(rows: Iterable[PupilRow], roll: Roll) -> set[int]:
    """Pupils whose row could not be read are not taken for leavers."""
    rows = list(rows)
    by_upn = {roll.by_upn[row.upn] for row in rows if row.upn in roll.by_upn}
    by_number = (roll.by_admission_number.get(row.pupil_id or "", set()) for row in rows)
    return by_upn.union(*by_number)


def _known_contacts(held: Held) -> dict[tuple[str, str], Contact]:
    """The school's contacts by name and how they are reached."""
    return {
        (alike(link.contact.name), reached): link.contact
        for own in held.links.values()
        for link in own
        for reached in (link.contact.phone, link.contact.email.casefold())
        if reached
    }


_STAMPED: Final = (
    Pupil,
    PupilNumber,
    Enrolment,
    Characteristic,
    ClassMembership,
    FamilyLink,
    Contact,
    Household,
)


def stamp_of(school: School) -> tuple[int, ...]:
    """The newest line of each history: the same later where nobody has written anything since."""
    newest = (
        model.history.order_by("-history_id").values_list("history_id", flat=True).first()
        for model in _STAMPED
    )
    return tuple(number or 0 for number in newest)


def _write(batch: Batch, *, school: School, plan: Plan, by: Actor, stamp: tuple[int, ...]) -> None:
    # One list at a time for a school; then nobody has written since the list was tried, or it is tried again.
    School.objects.select_for_update().get(pk=school.pk)
    if stamp_of(school) != stamp:
        raise ChangedMeanwhileError
    plan.write(Recorder(batch, by))


def undo(batch: Batch, by: Actor) -> Undone:
    """Take a list back: whole for a pupil it made, fact by fact for others; what is built upon stays."""
    found = undo_changes(batch, by=by)
    kept = {change.about for change in found.kept}
    names = {
        pupil.pk: str(pupil)
        for pupil in Pupil.objects.filter(pk__in={change.about for change in found.kept if change.about})
    }
    said = [
        {
            "pupil": names.get(change.about or 0, ""),
            "what": change.unit.rpartition(" ")[2] if change.unit.startswith("enrolment") else "",
            "says": str(_why_kept(names.get(change.about or 0, ""))),
        }
        for change in _first_of_each_unit(found.kept)
    ]
    undone = {change.about for change in found.undone if change.about} - kept
    return Undone(len(undone), said)


def _first_of_each_unit(changes: Iterable[Any]) -> list[Any]:
    return list({change.unit: change for change in reversed(list(changes))}.values())[::-1]


def _why_kept(name: str) -> Sentence:
    if not name:
        return Sentence(gettext_noop("Kept, because something else has come to depend on it since."))
    return Sentence(gettext_noop("%(pupil)s: kept, because it was changed or built upon since."), pupil=name)


PUPILS = declare(
    Subject(kind="pupils", words=gettext_noop("Pupil list"), fields=FIELDS, attempt=attempt, undo=undo)
)
