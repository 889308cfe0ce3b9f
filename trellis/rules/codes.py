"""Attendance codes as dated literals: what each mark means, how it counts, and who may use it.

domain-rules §1 (England), §2 (Wales), §13 (what old systems wrote). A code is what people write ("Y1"); its
character is the one byte that stands for it in a line ("1"). Characters are given here once and never reused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import (
    Nation,
    ProblemWith,
    Sentence,
    Session,
    day_in_words,
    gettext_noop,
    read_nation,
)

# Stands at every position of a line where nobody has made a mark. It is not a code.
NO_MARK: Final = "."

# The codes whose character is not simply themselves. "X0" is how Trellis writes the coronavirus X of 2020/21
# and 2021/22 (recorded by schools as X or as X01 to X09): it counts differently from X, so it needs a name.
_CHARS_OF_LONGER_CODES: Final = MappingProxyType(
    {
        "Y1": "1",
        "Y2": "2",
        "Y3": "3",
        "Y4": "4",
        "Y5": "5",
        "Y6": "6",
        "Y7": "7",
        "C1": "c",
        "C2": "p",
        "J1": "j",
        "X0": "x",
    }
)
_CODES_OF_CHARS: Final = MappingProxyType({char: code for code, char in _CHARS_OF_LONGER_CODES.items()})

# Every character that can stand in a line as a mark (NO_MARK is the absence of one).
ALL_CHARS: Final = "/\\LBVPWKDCMSXTRIEQYGNOUZ#JHF" + "".join(_CODES_OF_CHARS)


class Category(StrEnum):
    """What a mark counts as. The last five are all outside possible sessions, except the coronavirus one."""

    PRESENT = "present"
    ACTIVITY = "activity"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    UNABLE = "unable"
    NOT_REQUIRED = "not_required"
    CORONAVIRUS = "coronavirus"
    ADMIN = "admin"
    MISSING = "missing"

    @property
    def attended(self) -> bool:
        """Present, or at an approved educational activity elsewhere (domain-rules §3.1)."""
        return self in (Category.PRESENT, Category.ACTIVITY)

    @property
    def absent(self) -> bool:
        """Absent, with leave or without."""
        return self in (Category.AUTHORISED, Category.UNAUTHORISED)

    @property
    def possible(self) -> bool:
        """In the denominator. The coronavirus X is, without being attended or absent (domain-rules §1.3)."""
        return self.attended or self.absent or self is Category.CORONAVIRUS


CATEGORY_LABELS: Final[Mapping[Category, str]] = {
    Category.PRESENT: gettext_noop("present"),
    Category.ACTIVITY: gettext_noop("approved activity"),
    Category.AUTHORISED: gettext_noop("authorised absence"),
    Category.UNAUTHORISED: gettext_noop("unauthorised absence"),
    Category.UNABLE: gettext_noop("unable to attend"),
    Category.NOT_REQUIRED: gettext_noop("not required"),
    Category.CORONAVIRUS: gettext_noop("coronavirus"),
    Category.ADMIN: gettext_noop("administrative"),
    Category.MISSING: gettext_noop("no mark"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One attendance code as it stands in one code set."""

    code: str
    category: Category
    meaning: str
    late: bool = False
    # May a person record it anew for a pupil on roll? (Z stands only outside every enrolment.)
    recordable: bool = True
    note: str = ""
    # Only this session may carry it: / is the morning's mark, \ the afternoon's.
    session: Session | None = None
    # True: only a pupil of compulsory school age. False: only one who is not. None: anybody.
    compulsory_age: bool | None = None
    year_groups: tuple[str, ...] = ()
    # The register must also say what the activity or the cause was.
    nature_required: bool = False
    # The byte that stands for it in a line.
    char: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "char", char_of(self.code))

    def question(self, *, compulsory_age: bool | None, year_group: str | None) -> Sentence | None:
        """What to ask about this mark on this pupil, or None where nothing is odd (domain-rules §13.3)."""
        if self.compulsory_age is True and compulsory_age is False:
            return Sentence(
                gettext_noop("%(code)s is only for a pupil of compulsory school age."), code=self.code
            )
        if self.compulsory_age is False and compulsory_age is True:
            return Sentence(
                gettext_noop("%(code)s is not for a pupil of compulsory school age."), code=self.code
            )
        if self.year_groups and year_group is not None and year_group not in self.year_groups:
            return Sentence(
                gettext_noop("%(code)s is meant for year %(years)s, and this pupil is in year %(year)s."),
                code=self.code,
                years=", ".join(self.year_groups),
                year=year_group,
            )
        return None


@dataclass(frozen=True)
class CodeSet:
    """The codes of one nation between two dates, both inclusive; `until` is None for the set in force."""

    nation: Nation
    since: date
    until: date | None
    codes: tuple[Code, ...]
    provisional: bool = False
    note: str = ""
    by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)
    by_char: Mapping[str, Code] = field(init=False, repr=False, compare=False)
    # The characters of those attended, and of those absent: asked of every line of a school at once.
    attended: frozenset[str] = field(init=False, repr=False, compare=False)
    absent: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", MappingProxyType({code.code: code for code in self.codes}))
        object.__setattr__(self, "by_char", MappingProxyType({code.char: code for code in self.codes}))
        for name in ("attended", "absent"):
            chars = frozenset(code.char for code in self.codes if getattr(code.category, name))
            object.__setattr__(self, name, chars)

    def __hash__(self) -> int:
        # What is worked out once for a set of codes is found again by it; its thirty codes tell no more.
        return hash((self.nation, self.since, self.until))

    def lawful(self, char: str) -> bool:
        """Is this mark a code of the set? One that is not is kept, left out of rates and listed (§0.12)."""
        return char in self.by_char

    def recordable(self, char: str) -> bool:
        """May somebody record it anew for a pupil on roll?"""
        return self.lawful(char) and self.by_char[char].recordable

    def category(self, char: str) -> Category | None:
        """How a character counts in ordinary rates; None for a mark that is not lawful here."""
        if char == NO_MARK:
            return Category.MISSING
        return self.by_char[char].category if self.lawful(char) else None

    def chars_of(self, *categories: Category) -> str:
        """The characters of the set that fall in any of these categories, in the set's order."""
        return "".join(code.char for code in self.codes if code.category in categories)

    def covers(self, on: date) -> bool:
        """Is the set in force on this day?"""
        return self.since <= on and (self.until is None or on <= self.until)

    def counting_dual_as(self, category: Category) -> CodeSet:
        """The same set with D counted otherwise: how Wales counts it is unconfirmed (domain-rules §2)."""
        if not self.provisional or category not in (Category.ACTIVITY, Category.NOT_REQUIRED):
            raise ValueError("Only a provisional set lets D be counted as an activity or as not required.")
        codes = tuple(replace(code, category=category) if code.code == "D" else code for code in self.codes)
        return replace(self, codes=codes)


class ProblemWithCode(ProblemWith):
    """A text that is no attendance code at all."""

    subject = "code"


class ProblemWithDay(ProblemWith):
    """A day before the first code set Trellis holds."""

    subject = "date"


class ReadCode(NamedTuple):
    """A code as read: its character, what was translated on the way, and whether it is lawful that day.

    An unlawful code is not refused: it is kept, left out of rates, named and listed (domain-rules §0.12).
    """

    char: str
    note: Sentence | None = None
    unlawful: Sentence | None = None


def char_of(code: str) -> str:
    """The character that stands for a code in a line: "Y1" is "1", "/" is itself."""
    char = _CHARS_OF_LONGER_CODES.get(code, code)
    if char not in ALL_CHARS or len(char) != 1 or code in _CODES_OF_CHARS:
        raise ProblemWithCode(_not_a_code(code), code)
    return char


def code_of(char: str) -> str:
    """The code a character stands for: "1" is "Y1"."""
    if char not in ALL_CHARS or len(char) != 1:
        raise ProblemWithCode(_not_a_code(char), char)
    return _CODES_OF_CHARS.get(char, char)


def _not_a_code(text: str) -> Sentence:
    return Sentence(gettext_noop("“%(text)s” is not an attendance code."), text=text)


# --- the sets ---


def _among(codes: tuple[Code, ...], *changed: Code, without: str = "") -> tuple[Code, ...]:
    """A set made from another: some codes gone, some changed in place, new ones at the end."""
    new = {code.code: code for code in changed}
    kept = [new.pop(code.code, code) for code in codes if code.code not in without.split()]
    return (*kept, *new.values())


_MORNING: Final = Code("/", Category.PRESENT, gettext_noop("Present in the morning"), session=Session.AM)
_AFTERNOON: Final = Code("\\", Category.PRESENT, gettext_noop("Present in the afternoon"), session=Session.PM)

# The national set of 2006, which both nations began from (domain-rules §1.3, §2).
_NATIONAL_2006: Final = (
    _MORNING,
    _AFTERNOON,
    Code("L", Category.PRESENT, gettext_noop("Late, before the register closed"), late=True),
    Code("B", Category.ACTIVITY, gettext_noop("Educated off site")),
    Code("D", Category.ACTIVITY, gettext_noop("At another school where also registered")),
    Code("J", Category.ACTIVITY, gettext_noop("Interview")),
    Code("P", Category.ACTIVITY, gettext_noop("Approved sporting activity")),
    Code("V", Category.ACTIVITY, gettext_noop("Educational visit or trip")),
    Code("W", Category.ACTIVITY, gettext_noop("Work experience")),
    Code("C", Category.AUTHORISED, gettext_noop("Leave in other authorised circumstances")),
    Code("E", Category.AUTHORISED, gettext_noop("Excluded, with no other provision made")),
    Code("F", Category.AUTHORISED, gettext_noop("Extended family holiday agreed")),
    Code("H", Category.AUTHORISED, gettext_noop("Family holiday agreed")),
    Code("I", Category.AUTHORISED, gettext_noop("Illness")),
    Code("M", Category.AUTHORISED, gettext_noop("Medical or dental appointment")),
    Code("R", Category.AUTHORISED, gettext_noop("Religious observance")),
    Code("S", Category.AUTHORISED, gettext_noop("Study leave")),
    Code("T", Category.AUTHORISED, gettext_noop("Traveller absence")),
    Code("G", Category.UNAUTHORISED, gettext_noop("Family holiday not agreed, or longer than agreed")),
    Code("N", Category.UNAUTHORISED, gettext_noop("Reason not yet given")),
    Code("O", Category.UNAUTHORISED, gettext_noop("Absent with no other code: unauthorised")),
    Code("U", Category.UNAUTHORISED, gettext_noop("Arrived after the register closed"), late=True),
    Code(
        "X",
        Category.NOT_REQUIRED,
        gettext_noop("Not of compulsory school age and not required to attend"),
        compulsory_age=False,
    ),
    Code("Y", Category.UNABLE, gettext_noop("Unable to attend in exceptional circumstances")),
    Code(
        "Z",
        Category.ADMIN,
        gettext_noop("Not yet on the admission register"),
        recordable=False,
        note=gettext_noop("Stands only outside every enrolment."),
    ),
    Code("#", Category.ADMIN, gettext_noop("School closed as planned")),
)

# England: guidance limits S to the year of public examinations (domain-rules §1.1, §13.3).
_ENGLAND_2006: Final = _among(
    _NATIONAL_2006, Code("S", Category.AUTHORISED, gettext_noop("Study leave"), year_groups=("11",))
)

# From September 2011 a session due at another school is that school's to count (domain-rules §1.3).
_ENGLAND_2011: Final = _among(
    _ENGLAND_2006,
    Code("D", Category.NOT_REQUIRED, gettext_noop("At another school where also registered")),
)

# From September 2013 a long family holiday has no code of its own (domain-rules §1.3).
_ENGLAND_2013: Final = _among(_ENGLAND_2011, without="F")

_ENGLAND_CORONAVIRUS: Final = _among(
    _ENGLAND_2013,
    Code(
        "X0",
        Category.CORONAVIRUS,
        gettext_noop("Not attending in circumstances relating to coronavirus"),
        note=gettext_noop("Written X, or X01 to X09, by schools; they were told to stop from April 2022."),
    ),
)

_ENGLAND_2024: Final = (
    _MORNING,
    _AFTERNOON,
    Code("L", Category.PRESENT, gettext_noop("Late, before the register closed"), late=True),
    Code(
        "K",
        Category.ACTIVITY,
        gettext_noop("Attending education arranged by the local authority"),
        nature_required=True,
    ),
    Code("V", Category.ACTIVITY, gettext_noop("Educational visit or trip")),
    Code("P", Category.ACTIVITY, gettext_noop("Approved sporting activity")),
    Code("W", Category.ACTIVITY, gettext_noop("Work experience")),
    Code(
        "B",
        Category.ACTIVITY,
        gettext_noop("Any other approved educational activity off site"),
        nature_required=True,
        note=gettext_noop("Not for unsupervised study at home."),
    ),
    Code(
        "D",
        Category.NOT_REQUIRED,
        gettext_noop("Attending another school where also registered"),
        note=gettext_noop("Only for sessions due at the other school."),
    ),
    Code("C1", Category.AUTHORISED, gettext_noop("Leave: regulated performance or employment abroad")),
    Code("M", Category.AUTHORISED, gettext_noop("Leave: medical or dental appointment")),
    Code("J1", Category.AUTHORISED, gettext_noop("Leave: interview for a job or another institution")),
    Code(
        "S",
        Category.AUTHORISED,
        gettext_noop("Leave: study for public examinations"),
        year_groups=("11",),
    ),
    Code(
        "X",
        Category.NOT_REQUIRED,
        gettext_noop("Not of compulsory school age and not required to attend"),
        compulsory_age=False,
    ),
    Code(
        "C2",
        Category.AUTHORISED,
        gettext_noop("Leave: temporary part-time timetable"),
        compulsory_age=True,
        note=gettext_noop(
            "Only for sessions a timetable agreed with a parent does not require; it has an end and a review."
        ),
    ),
    Code("C", Category.AUTHORISED, gettext_noop("Leave: other exceptional circumstances")),
    Code("T", Category.AUTHORISED, gettext_noop("Parent travelling for work")),
    Code("R", Category.AUTHORISED, gettext_noop("Religious observance")),
    Code("I", Category.AUTHORISED, gettext_noop("Illness")),
    Code("E", Category.AUTHORISED, gettext_noop("Suspended or excluded, with no other provision made")),
    Code("Q", Category.UNABLE, gettext_noop("Unable to attend: access arrangements not made")),
    Code("Y1", Category.UNABLE, gettext_noop("Unable to attend: usual transport not available")),
    Code("Y2", Category.UNABLE, gettext_noop("Unable to attend: widespread disruption to travel")),
    Code("Y3", Category.UNABLE, gettext_noop("Unable to attend: part of the premises closed")),
    Code("Y4", Category.UNABLE, gettext_noop("Unable to attend: whole site unexpectedly closed")),
    Code("Y5", Category.UNABLE, gettext_noop("Unable to attend: in criminal justice detention")),
    Code("Y6", Category.UNABLE, gettext_noop("Unable to attend: public health guidance or law")),
    Code(
        "Y7",
        Category.UNABLE,
        gettext_noop("Unable to attend: any other unavoidable cause"),
        nature_required=True,
    ),
    Code("G", Category.UNAUTHORISED, gettext_noop("Holiday not granted, or longer than granted")),
    Code(
        "N",
        Category.UNAUTHORISED,
        gettext_noop("Reason not yet established"),
        note=gettext_noop("Must become another code within five school days."),
    ),
    Code("O", Category.UNAUTHORISED, gettext_noop("Absent in other or unknown circumstances")),
    Code(
        "U",
        Category.UNAUTHORISED,
        gettext_noop("Arrived after the register closed"),
        late=True,
        note=gettext_noop("Only where no other code fits."),
    ),
    Code(
        "Z",
        Category.ADMIN,
        gettext_noop("Prospective pupil not on the admission register"),
        recordable=False,
        note=gettext_noop("Stands only outside every enrolment."),
    ),
    Code("#", Category.ADMIN, gettext_noop("Planned whole-school closure")),
)

_ENGLAND: Final = (
    CodeSet(Nation.ENGLAND, date(2006, 8, 1), date(2011, 8, 31), _ENGLAND_2006),
    CodeSet(Nation.ENGLAND, date(2011, 9, 1), date(2013, 8, 31), _ENGLAND_2011),
    CodeSet(Nation.ENGLAND, date(2013, 9, 1), date(2020, 7, 31), _ENGLAND_2013),
    CodeSet(Nation.ENGLAND, date(2020, 8, 1), date(2022, 7, 31), _ENGLAND_CORONAVIRUS),
    CodeSet(Nation.ENGLAND, date(2022, 8, 1), date(2024, 8, 18), _ENGLAND_2013),
    CodeSet(Nation.ENGLAND, date(2024, 8, 19), None, _ENGLAND_2024),
)

_WALES: Final = (
    CodeSet(
        Nation.WALES,
        date(2006, 8, 1),
        None,
        _NATIONAL_2006,
        provisional=True,
        note=gettext_noop(
            "Provisional code set: the Welsh codes have not been confirmed against the guidance in force."
        ),
    ),
)


def code_sets(nation: str) -> tuple[CodeSet, ...]:
    """Every code set of a nation, earliest first, each beginning the day after the one before it ends."""
    return _ENGLAND if read_nation(nation) is Nation.ENGLAND else _WALES


@lru_cache(maxsize=4096)
def code_set(nation: str, on: date) -> CodeSet:
    """The code set in force on a day."""
    sets = code_sets(nation)
    for held in sets:
        if held.covers(on):
            return held
    says = Sentence(
        gettext_noop("Trellis holds no attendance codes for %(nation)s before %(since)s."),
        nation=str(nation).title(),
        since=day_in_words(sets[0].since),
    )
    raise ProblemWithDay(says, on)


def code_sets_over(nation: str, year: AcademicYear) -> tuple[tuple[slice, CodeSet], ...]:
    """The sets in force in an academic year, each with the positions of a line that it reads."""
    stretches = []
    since = year.since
    while since <= year.until:
        held = code_set(nation, since)
        until = min(held.until or year.until, year.until)
        positions = year.positions(since, until)
        stretches.append((slice(positions.start, positions.stop), held))
        since = until + timedelta(days=1)
    return tuple(stretches)


def last_known(code: str, nation: str = Nation.ENGLAND) -> Code:
    """A code as it stood in the last set of the nation that held it: how a withdrawn code is named."""
    char = char_of(code)
    for held in reversed(code_sets(nation)):
        if held.lawful(char):
            return held.by_char[char]
    says = Sentence(
        gettext_noop("%(code)s has never been an attendance code in %(nation)s."),
        code=code,
        nation=str(nation).title(),
    )
    raise ProblemWithCode(says, code)


def published_category(code: str, nation: str = Nation.ENGLAND) -> Category:
    """How published totals count a code: a withdrawn one keeps its last category (domain-rules §0.12)."""
    return last_known(code, nation).category


# --- reading what other systems wrote ---

_BLANKS: Final = ("!", "*", "-")
_CORONAVIRUS_X: Final = re.compile(r"X0[1-9]")
_CORONAVIRUS_I: Final = re.compile(r"I0[1-9]")
_OTHER_SESSION: Final = MappingProxyType({("/", Session.PM): "\\", ("\\", Session.AM): "/"})


def read_code(
    text: str,
    nation: str,
    on: date,
    *,
    session: Session | None = None,
    compulsory_age: bool | None = None,
) -> ReadCode:
    """Read one code as a school's system wrote it, for a day and, where known, a session and the pupil's age.

    Only the translations of domain-rules §13 are made, each with a note so that it can be counted and shown;
    a code that is not lawful that day is kept and said; anything else that cannot be read is a problem.
    """
    raw = text.strip()
    if not raw:
        return ReadCode(NO_MARK)
    if raw in _BLANKS:
        return ReadCode(NO_MARK, Sentence(gettext_noop("%(was)s read as no mark"), was=raw))
    held = code_set(nation, on)
    char = _translated(raw, held, session=session, compulsory_age=compulsory_age)
    note = None if code_of(char) == raw else _note(raw, char)
    return ReadCode(char, note, None if held.lawful(char) else why_unlawful(char, nation, on))


def _translated(raw: str, held: CodeSet, *, session: Session | None, compulsory_age: bool | None) -> str:
    """The character a text stands for, after the translations of domain-rules §13."""
    code = raw.upper()
    if code == "@":
        code = "U"
    elif _CORONAVIRUS_X.fullmatch(code):
        code = "X0"
    elif _CORONAVIRUS_I.fullmatch(code):
        code = "I"
    elif code == "X" and compulsory_age and "X0" in held.by_code:
        # In those two years a child who had to attend and was marked X was out because of coronavirus.
        code = "X0"
    try:
        char = char_of(code)
    except ProblemWithCode:
        raise ProblemWithCode(_not_a_code(raw), raw) from None
    return _OTHER_SESSION.get((char, session), char) if session else char


def _note(was: str, char: str) -> Sentence:
    """One translation in words, equal whenever the translation is, so that notes can be counted."""
    if char == "x":
        return Sentence(
            gettext_noop("%(was)s read as the coronavirus X of 2020/21 and 2021/22, written X0"), was=was
        )
    if was in ("/", "\\"):
        return Sentence(
            gettext_noop("%(was)s read as %(now)s: / is the morning's mark, \\ the afternoon's"),
            was=was,
            now=code_of(char),
        )
    return Sentence(gettext_noop("%(was)s read as %(now)s"), was=was, now=code_of(char))


# What to choose in place of a withdrawn code: a person chooses, nothing is corrected by itself (§13.2).
_INSTEAD: Final = MappingProxyType(
    {
        "H": gettext_noop("use C if the leave was exceptional and granted, G if it was not"),
        "F": gettext_noop("use C if the leave was exceptional and granted, G if it was not"),
        "J": gettext_noop("use J1, which is authorised absence"),
        "Y": gettext_noop("use the one of Y1 to Y7 that says why"),
    }
)


def why_unlawful(char: str, nation: str, on: date) -> Sentence:
    """Why a known code cannot be used that day, and what to use instead."""
    code = code_of(char)
    words = {"code": code, "nation": read_nation(nation).title(), "day": day_in_words(on)}
    instead = _INSTEAD.get(code)
    if instead is None or not code_set(nation, on).lawful("1"):
        return Sentence(
            gettext_noop(
                "%(code)s is not a code in %(nation)s on %(day)s: it is kept, left out of rates and listed."
            ),
            **words,
        )
    return Sentence(
        gettext_noop(
            "%(code)s is not a code in %(nation)s on %(day)s: it is kept, left out of rates and listed;"
            " %(instead)s."
        ),
        instead=Sentence(instead),
        **words,
    )
