"""What a census table and a termly extract come to: one pupil's sessions already counted by code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from trellis.imports.columns import Field
from trellis.imports.problems import Problem, shown
from trellis.rules.codes import Category, published_category
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.asked_for import number_of

FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "school",
        gettext_noop("The file's own name for the school"),
        ("Estab", "NativeId", "Establishment", "URN"),
    ),
    Field("upn", gettext_noop("Unique pupil number"), ("Unique Pupil Number",)),
    Field("possible", gettext_noop("Possible sessions"), ("TermlySessionsPossible", "Sessions Possible")),
    Field("authorised", gettext_noop("Authorised absence as stated"), ("TermlySessionsAuthorised",)),
    Field("unauthorised", gettext_noop("Unauthorised absence as stated"), ("TermlySessionsUnauthorised",)),
)

# Columns that describe the pupil: known, and nothing is read from them here.
BESIDE: Final = (
    *("Surname", "Forename", "Middlenames", "PreferredSurname", "FormerSurname", "Gender", "DoB"),
    *("EnrolStatus", "EntryDate", "NCyearActual"),
)


class ProblemWithCount(ProblemWith):
    """A number of sessions that is none."""

    subject = "sessions"


@dataclass
class Counted:
    """One row: whose it is, and its counts as the file gives them."""

    row: int
    school: str
    upn: str
    possible: int | None
    authorised: int | None = None
    unauthorised: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    table: str = ""  # which of several tables, where there are several
    headings: Mapping[str, str] = field(default_factory=dict)  # what the file calls each field

    def problem(self, says: Sentence, column: str, value: object) -> Problem:
        """What is wrong with it, said of its table where that is in question."""
        if self.table:
            says = Sentence(gettext_noop("In %(table)s: %(says)s"), table=self.table, says=says)
        return Problem(says, self.row, self.headings.get(column, column), shown(value))

    @property
    def by_codes(self) -> int:
        """Sessions that the codes account for, of those that were possible."""
        return sum(count for code, count in self.counts.items() if _possible(code))

    @property
    def stated_absence(self) -> int:
        return (self.authorised or 0) + (self.unauthorised or 0)

    @property
    def reasons(self) -> int:
        """Absence as the sum of its reasons."""
        return sum(count for code, count in self.counts.items() if published_category(code).absent)

    @property
    def has_present_codes(self) -> bool:
        return any(published_category(code) is Category.PRESENT for code in self.counts)


def _possible(code: str) -> bool:
    return published_category(code).possible


def read_count(text: str) -> int | None:
    """A number of sessions: whole, whether written 12 or 12.0; a blank says nothing."""
    if not text:
        return None
    whole, _, rest = text.partition(".")
    number = number_of(whole)
    if number is None or rest.strip("0"):
        raise ProblemWithCount(
            Sentence(gettext_noop("“%(text)s” is not a number of sessions."), text=text), text
        )
    return number
