"""A list of pupils as a school's system exports it: headings, and each row as values or as problems.

interfaces.md, files people bring. The aliases are what common systems head these columns (SIMS, Arbor,
Bromcom, ScholarPack, Integris and the school census).
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from trellis.imports.columns import Field, MissingColumns, Understood, understand
from trellis.imports.problems import Notes, Problem, shown
from trellis.imports.reading import LongText, read_days, read_text
from trellis.imports.tables import Cell, Column, Table
from trellis.rules.ages import age_on, read_year_group
from trellis.rules.upn import upn_question
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop

CONTACTS: Final = (1, 2, 3)


def _contact_fields(number: int) -> tuple[Field, ...]:
    """The columns of one contact. The first may be headed without its number."""
    name = f"contact_{number}"

    def aliases(*words: str) -> tuple[str, ...]:
        first = words if number == 1 else ()
        return (
            *(f"Contact {number} {word}" for word in words),
            *(f"Parent {number} {word}" for word in words),
            *(f"Priority {number} Contact {word}" for word in words),
            *(f"Contact {word}" for word in first),
            *(f"Parent {word}" for word in first),
            *(f"Primary Contact {word}" for word in first),
        )

    names = ("Parent/Carer", "Parent or Carer", "Primary Contact", "Parental Contact") if number == 1 else ()
    reached = ("Mobile Number", "Home Phone", "Telephone Number", "Primary Phone") if number == 1 else ()
    written = ("Parent Email Address", "Primary Email") if number == 1 else ()
    return (
        Field(
            name,
            gettext_noop("A parent, carer or other contact"),
            (
                *aliases("Name", "Full Name"),
                f"Contact {number}",
                f"Parent {number}",
                f"Priority {number} Contact",
                *names,
            ),
        ),
        Field(
            f"{name}_relationship",
            gettext_noop("How that contact stands to the pupil"),
            aliases("Relationship", "Relation", "Relationship to Pupil", "Relationship to Student"),
        ),
        Field(
            f"{name}_phone",
            gettext_noop("That contact's telephone"),
            (*aliases("Phone", "Telephone", "Mobile", "Mobile Phone", "Tel", "Number"), *reached),
        ),
        Field(
            f"{name}_email",
            gettext_noop("That contact's e-mail"),
            (*aliases("Email", "Email Address"), *written),
        ),
        Field(
            f"{name}_responsibility",
            gettext_noop("Whether that contact has parental responsibility"),
            aliases("Parental Responsibility", "Has Parental Responsibility", "PR"),
        ),
        Field(
            f"{name}_collects",
            gettext_noop("Whether that contact may collect the pupil"),
            aliases("May Collect", "Can Collect", "Authorised to Collect", "Collects"),
        ),
    )


FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "upn",
        gettext_noop("Unique pupil number"),
        ("Unique Pupil Number", "Unique Pupil No", "Pupil UPN", "Student UPN", "UPN Number"),
    ),
    Field("former_upn", gettext_noop("A UPN the pupil had before"), ("Previous UPN", "Old UPN", "FormerUPN")),
    Field(
        "pupil_id",
        gettext_noop("Admission number"),
        (
            "Adno",
            "Adm No",
            "Adm Number",
            "Admission No",
            "Admission Number",
            "Admission Num",
            "Pupil Number",
            "Pupil No",
            "Student ID",
            "Student Number",
            "Student No",
            "Roll Number",
            "Roll No",
            "Arbor Student ID",
            "MIS ID",
        ),
    ),
    Field(
        "forename",
        gettext_noop("Forename"),
        (
            "Legal Forename",
            "Legal First Name",
            "First Name",
            "Given Name",
            "Forename(s)",
            "Forenames",
            "Pupil Forename",
            "Student Forename",
            "Student First Name",
        ),
    ),
    Field(
        "surname",
        gettext_noop("Surname"),
        (
            "Legal Surname",
            "Legal Last Name",
            "Last Name",
            "Family Name",
            "Pupil Surname",
            "Student Surname",
            "Student Last Name",
        ),
    ),
    Field(
        "preferred_name",
        gettext_noop("Name used in class"),
        (
            "Preferred Forename",
            "Preferred First Name",
            "Known As",
            "Known As Name",
            "Chosen Forename",
            "Chosen Name",
        ),
    ),
    Field("date_of_birth", gettext_noop("Date of birth"), ("DOB", "D.O.B.", "Birth Date", "Date Birth")),
    Field("sex", gettext_noop("Sex"), ("Gender", "Legal Sex", "Sex at Birth", "M/F")),
    Field(
        "year_group",
        gettext_noop("Year group"),
        (
            "Year",
            "Yr",
            "NC Year",
            "NC Year Actual",
            "NCyearActual",
            "Actual NC Year",
            "National Curriculum Year",
            "Curriculum Year",
            "Year Taught In",
            "NC Year Leaving",
        ),
    ),
    Field(
        "class",
        gettext_noop("Class"),
        (
            "Class Name",
            "Reg Group",
            "Reg",
            "Reg Form",
            "Registration",
            "Registration Group",
            "Registration Form",
            "Form",
            "Form Group",
            "Tutor Group",
            "Tutor Grp",
            "Registration Class",
        ),
    ),
    Field(
        "start_date",
        gettext_noop("First day on the roll"),
        (
            "Start",
            "Starting Day",
            "Date of Admission",
            "Admission Date",
            "DOA",
            "Entry Date",
            "EntryDate",
            "Date of Entry",
            "Enrolment Date",
            "Enrolment Start Date",
            "Date Joined",
            "Join Date",
            "Joining Date",
        ),
    ),
    Field(
        "end_date",
        gettext_noop("Last day on the roll"),
        ("End", "Date of Leaving", "Leaving Date", "DOL", "Leave Date", "Date Left", "Enrolment End Date"),
    ),
    Field(
        "enrolment_status",
        gettext_noop("Enrolment status: C only school, M main, S subsidiary"),
        ("Enrol Status", "EnrolStatus", "Enrolment Type"),
    ),
    Field(
        "fsm",
        gettext_noop("Free school meals"),
        (
            "Free School Meals",
            "FSM Eligible",
            "FSM Eligibility",
            "Eligible for Free School Meals",
            "Eligible for FSM",
            "Is FSM",
            "FSM Eligible Now",
            "Free Meals",
        ),
    ),
    Field(
        "pupil_premium",
        gettext_noop("Pupil premium"),
        (
            "PP",
            "PP Eligible",
            "PP Indicator",
            "Pupil Premium Indicator",
            "Pupil Premium Eligible",
            "Is Pupil Premium",
        ),
    ),
    Field(
        "sen",
        gettext_noop("SEN provision: N none, K support, E a plan"),
        ("SEN Status", "SEN Provision", "SENprovision", "SEN Code", "SEND", "SEND Status", "SEND Provision"),
    ),
    Field(
        "eal",
        gettext_noop("English as an additional language"),
        ("English as an Additional Language", "EAL Status", "Is EAL", "English Additional Language"),
    ),
    Field(
        "ethnicity",
        gettext_noop("Ethnicity"),
        ("Ethnic Code", "Ethnicity Code", "Ethnic Group", "Ethnic Origin"),
    ),
    Field(
        "looked_after",
        gettext_noop("Looked after"),
        (
            "LAC",
            "CLA",
            "Child Looked After",
            "Looked After Child",
            "In Care",
            "In LA Care",
            "In LEA Care",
            "In Care Status",
        ),
    ),
    Field("young_carer", gettext_noop("Young carer"), ("Is Young Carer", "Young Carer Status")),
    Field(
        "first_language",
        gettext_noop("First language"),
        ("Language", "Home Language", "First Language Code", "Mother Tongue", "Language Code"),
    ),
    Field(
        "address",
        gettext_noop("Home address"),
        ("Home Address", "Full Address", "Address Block", "Address 1", "Address Line 1"),
    ),
    Field("address_2", gettext_noop("Second line of the address"), ("Address Line 2",)),
    Field(
        "address_3",
        gettext_noop("Third line of the address"),
        ("Address Line 3", "Town", "Town/City", "Post Town"),
    ),
    Field("postcode", gettext_noop("Postcode"), ("Home Postcode", "Post Code", "Zip")),
    *(field for number in CONTACTS for field in _contact_fields(number)),
)

YES_OR_NO: Final = ("fsm", "pupil_premium", "eal", "looked_after", "young_carer")
CHARACTERISTICS: Final = ("year_group", *YES_OR_NO, "sen", "ethnicity", "first_language")

_YES: Final = frozenset({"true", "t", "yes", "y", "1"})
_NO: Final = frozenset({"false", "f", "no", "n", "0"})
_SEXES: Final = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
_SEN: Final = {
    **{code.lower(): code for code in "NKESAP"},
    "no sen": "N",
    "none": "N",
    "no special educational need": "N",
    "no special educational needs": "N",
    "sen support": "K",
    "support": "K",
    "send support": "K",
    "ehcp": "E",
    "ehc plan": "E",
    "education, health and care plan": "E",
    "education health and care plan": "E",
    "statement": "S",
    "school action": "A",
    "school action plus": "P",
}
_STATUSES: Final = {
    "c": "main",
    "m": "main",
    "s": "dual",
    "current": "main",
    "single registration": "main",
    "current - single registration": "main",
    "main": "main",
    "main - dual registration": "main",
    "current main - dual registration": "main",
    "subsidiary": "dual",
    "current subsidiary - dual registration": "dual",
    "subsidiary - dual registration": "dual",
    "dual": "dual",
}
_RELATIONSHIPS: Final = {
    "mother": "mother",
    "mum": "mother",
    "mam": "mother",
    "father": "father",
    "dad": "father",
    "parent": "parent",
    "step-parent": "step_parent",
    "step parent": "step_parent",
    "stepmother": "step_parent",
    "step mother": "step_parent",
    "step-mother": "step_parent",
    "stepfather": "step_parent",
    "step father": "step_parent",
    "step-father": "step_parent",
    "grandparent": "grandparent",
    "grandmother": "grandparent",
    "grandfather": "grandparent",
    "foster carer": "foster_carer",
    "foster parent": "foster_carer",
    "foster mother": "foster_carer",
    "foster father": "foster_carer",
    "social worker": "social_worker",
    "other": "other",
}

OLDEST: Final = 26


class ProblemWithPupil(ProblemWith):
    """Something a list says of a pupil that cannot be."""

    subject = "pupil"


@dataclass
class PupilRow:
    """One row of the list: what it says of a pupil. What it leaves blank is not there."""

    row: int
    says: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["says"].get(name)
        except KeyError:
            raise AttributeError(name) from None

    @property
    def name(self) -> str:
        return f"{self.forename or ''} {self.surname or ''}".strip()

    @property
    def name_and_birthday(self) -> tuple[str, str, dt.date] | None:
        """What a person is known by where there is no number."""
        if not (self.forename and self.surname and self.date_of_birth):
            return None
        return alike(self.forename), alike(self.surname), self.date_of_birth


def alike(name: str) -> str:
    """A name without what is written now one way, now another: case, spaces, apostrophes and hyphens."""
    return re.sub(r"[\s'’`-]+", "", name).casefold()


@dataclass
class PupilList:
    """A list read: its good rows, the problems of the others, and what was translated."""

    understood: Understood
    rows: list[PupilRow]
    bad: list[PupilRow]  # as far as they could be read: they still say that a pupil is here
    problems: list[Problem]
    notes: Notes
    count: int  # data rows, good and bad


Reader = Callable[[Cell, str], Any]


def read_pupils(table: Table, *, on: dt.date, headings: dict[str, str] | None = None) -> PupilList:
    """Read a list that describes the day `on`."""
    understood = understand(table, FIELDS, headings)
    notes = Notes()
    notes.extend(table.notes)
    notes.extend(understood.notes())
    missing = _missing_columns(understood)
    if missing:
        raise MissingColumns(missing, understood)
    read = _Read(table, understood, on, notes)
    rows, bad = read.rows()
    problems = [*table.problems, *understood.problems, *read.problems]
    return PupilList(understood, rows, bad, problems, notes, len(table))


def _missing_columns(understood: Understood) -> list[str]:
    missing = [name for name in ("forename", "surname") if name not in understood]
    if "upn" not in understood and "pupil_id" not in understood:
        missing.insert(0, "upn or pupil_id")
    return missing


class _Read:
    """The reading of one table: each distinct cell once, then row by row."""

    def __init__(self, table: Table, understood: Understood, on: dt.date, notes: Notes) -> None:
        self._table = table
        self._understood = understood
        self._on = on
        self._notes = notes
        self.problems: list[Problem] = []

    def rows(self) -> tuple[list[PupilRow], list[PupilRow]]:
        """The good rows, and the bad ones as far as they can be read."""
        says = [PupilRow(int(row)) for row in self._table.rows]
        bad = np.zeros(len(says), np.bool_)
        for name, column in self._understood.columns.items():
            self._read_column(name, column, says, bad)
        for at, row in enumerate(says):
            if not bad[at]:
                bad[at] = self._does_not_add_up(row)
        pairs = list(zip(says, bad.tolist(), strict=True))
        return [row for row, wrong in pairs if not wrong], [row for row, wrong in pairs if wrong]

    def _read_column(self, name: str, column: Column, says: list[PupilRow], bad: np.ndarray) -> None:
        values, wrong = self._distinct(name, column)
        wrong_at = dict(wrong)
        for at, which in enumerate(column.index.tolist()):
            if which in wrong_at:
                bad[at] = True
                self.problems.append(
                    Problem(wrong_at[which], says[at].row, column.heading, shown(column.texts[which]))
                )
            elif values[which] is not None:
                says[at].says[name] = values[which]

    def _distinct(self, name: str, column: Column) -> tuple[list[Any], list[tuple[int, Sentence]]]:
        if name in ("date_of_birth", "start_date", "end_date"):
            days = read_days(column)
            self._notes.extend(days.notes(column, self._table.rows.tolist()))
            return days.days, list(days.wrong.items())
        reader = _READERS.get(name, _text)
        values: list[Any] = []
        wrong = []
        for which, text in enumerate(column.texts):
            try:
                value = reader(text, name) if text else None
            except ProblemWith as problem:
                value = None
                wrong.append((which, problem.says))
            else:
                self._explain(name, column, which, text, value)
            values.append(value)
        return values, wrong

    def _explain(self, name: str, column: Column, which: int, text: str, value: Any) -> None:
        """Say where something was read as something else, or asks to be looked at."""
        says = None
        if name in _EXPLAINED and value is not None and text.casefold() != str(value).casefold():
            says = Sentence(
                gettext_noop("“%(was)s” read as %(now)s (%(column)s)"), was=text, now=value, column=name
            )
        elif name in ("upn", "former_upn") and value is not None:
            says = upn_question(value)
        if says is not None:
            rows = np.flatnonzero(column.index == which)
            example = {"row": int(self._table.rows[rows[0]]), "column": column.heading, "value": text}
            self._notes.add(says, count=len(rows), example=example)

    def _does_not_add_up(self, row: PupilRow) -> bool:
        """Whether a row contradicts itself; each way it does is a problem."""
        found = [(name, says) for name, says in self._contradictions(row) if says is not None]
        for name, says in found:
            value = row.says.get(name)
            self.problems.append(Problem(says, row.row, self._understood.heading(name), shown(value)))
        return bool(found)

    def _contradictions(self, row: PupilRow) -> list[tuple[str, Sentence | None]]:
        return [
            ("upn" if "upn" in self._understood else "pupil_id", _no_number(row)),
            *((name, _missing(row, name)) for name in ("forename", "surname")),
            ("date_of_birth", _age_that_cannot_be(row, self._on)),
            ("start_date", _starts_before_birth(row, self._on)),
            ("end_date", _ends_before_start(row)),
            ("end_date", _left_in_future(row, self._on)),
        ]


def _no_number(row: PupilRow) -> Sentence | None:
    if row.upn or row.pupil_id:
        return None
    return Sentence(gettext_noop("This row has neither a UPN nor an admission number."))


def _missing(row: PupilRow, name: str) -> Sentence | None:
    return None if row.says.get(name) else Sentence(gettext_noop("The %(field)s is missing."), field=name)


def _age_that_cannot_be(row: PupilRow, on: dt.date) -> Sentence | None:
    if row.date_of_birth is None:
        return None
    if row.date_of_birth > on:
        return Sentence(
            gettext_noop("%(pupil)s would be born after %(day)s, the day the file describes."),
            pupil=row.name,
            day=day_in_words(on),
        )
    age = age_on(row.date_of_birth, on)
    if age > OLDEST or age < 1:
        return Sentence(
            gettext_noop("%(pupil)s would be %(age)s years old: check the date of birth."),
            pupil=row.name,
            age=age,
        )
    return None


def _starts_before_birth(row: PupilRow, on: dt.date) -> Sentence | None:
    if row.start_date and row.date_of_birth and row.start_date <= row.date_of_birth <= on:
        return Sentence(gettext_noop("%(pupil)s would have started before being born."), pupil=row.name)
    return None


def _ends_before_start(row: PupilRow) -> Sentence | None:
    if row.start_date and row.end_date and row.end_date < row.start_date:
        return Sentence(
            gettext_noop("The last day, %(day)s, comes before the first."), day=day_in_words(row.end_date)
        )
    return None


_FAR_AHEAD: Final = dt.timedelta(days=3 * 366)


def _left_in_future(row: PupilRow, on: dt.date) -> Sentence | None:
    if row.end_date and row.end_date > on + _FAR_AHEAD:
        return Sentence(
            gettext_noop(
                "The last day lies more than three years after %(day)s: leave it blank until it is known."
            ),
            day=day_in_words(on),
        )
    return None


# --- one cell ---

_LONGEST: Final = {
    "upn": 40,
    "former_upn": 40,
    "pupil_id": 40,
    "forename": 80,
    "surname": 80,
    "preferred_name": 80,
    "class": 20,
    "ethnicity": 60,
    "first_language": 60,
    "postcode": 10,
    **{f"contact_{n}": 120 for n in CONTACTS},
    **{f"contact_{n}_phone": 30 for n in CONTACTS},
}


def _text(text: str, name: str) -> str:
    return read_text(text, longest=_LONGEST.get(name, 200))


def _upn(text: str, name: str) -> str:
    return read_text("".join(text.split()), longest=_LONGEST[name]).upper()


def _one_of(words: dict[str, str], template: str) -> Reader:
    def read(text: Cell, name: str) -> str:
        value = words.get(" ".join(str(text).split()).casefold())
        if value is None:
            raise ProblemWithPupil(Sentence(template, text=text), text)
        return value

    return read


def _yes_or_no(text: Cell, name: str) -> str:
    said = str(text).casefold()
    if said in _YES:
        return "true"
    if said in _NO:
        return "false"
    raise ProblemWithPupil(Sentence(gettext_noop("“%(text)s” is neither yes nor no."), text=text), text)


def _year_group(text: Cell, name: str) -> str:
    return read_year_group(str(text))


def _phone(text: str, name: str) -> str:
    if not re.search(r"\d", text):
        raise ProblemWithPupil(
            Sentence(gettext_noop("“%(text)s” is not a telephone number."), text=text), text
        )
    if len(text) > _LONGEST[name]:
        raise LongText(text, _LONGEST[name])
    return text


def _email(text: str, name: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ProblemWithPupil(
            Sentence(gettext_noop("“%(text)s” is not an e-mail address."), text=text), text
        )
    return text


def _relation(text: Cell, name: str) -> str:
    """How a contact stands to the pupil; what is not one of our words is “other”, and said so."""
    return _RELATIONSHIPS.get(" ".join(str(text).split()).casefold(), "other")


_READERS: Final[dict[str, Reader]] = {
    "upn": _upn,
    "former_upn": _upn,
    "sex": _one_of(_SEXES, gettext_noop("“%(text)s” is not read as a sex: write F or M, or leave it blank.")),
    "year_group": _year_group,
    "sen": _one_of(_SEN, gettext_noop("“%(text)s” is not SEN provision: write N, K or E.")),
    "enrolment_status": _one_of(
        _STATUSES, gettext_noop("“%(text)s” is not an enrolment status: write C, M or S.")
    ),
    **dict.fromkeys(YES_OR_NO, _yes_or_no),
    **{f"contact_{n}_relationship": _relation for n in CONTACTS},
    **{f"contact_{n}_responsibility": _yes_or_no for n in CONTACTS},
    **{f"contact_{n}_collects": _yes_or_no for n in CONTACTS},
    **{f"contact_{n}_phone": _phone for n in CONTACTS},
    **{f"contact_{n}_email": _email for n in CONTACTS},
}
# What is said where the text in the file is not the value kept.
_EXPLAINED: Final = frozenset({"sex", "year_group", "sen", *(f"contact_{n}_relationship" for n in CONTACTS)})
