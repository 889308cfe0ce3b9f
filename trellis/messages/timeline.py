"""What has passed between a school and a family, in one place: of one child, or of one home.

Each room declares with `declare` a source of what it knows (letters, conversations; later visits and
gatherings), and a source tells only what was asked for. What was said to one home shows neither the adults
nor the address of another: on a home's own timeline only its adults are named and only its children, and
words that concern others too are left to the child's page.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from trellis.messages.families import Family
from trellis.schools.access import may
from trellis.schools.making_known import Known
from trellis.schools.models import Contact, Person, Pupil, School
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Wanted:
    """Whose timeline is asked for and by whom. Without a home: of the children, whichever home it was."""

    school: School
    reader: Person
    pupils: Mapping[int, Pupil]
    home: Mapping[int, Contact] | None = None
    households: frozenset[int] = frozenset()
    may_know: bool = False

    @cached_property
    def urn(self) -> str:
        """The school as an address names it, asked for once."""
        return self.school.urn


class Way(StrEnum):
    """How an adult stands to what passed."""

    TO = "to"
    WITH = "with"
    FROM = "from"


@dataclass(frozen=True)
class Told:
    """One thing that passed between school and family."""

    at: dt.datetime
    words: str  # what it was: "Letter: Amy’s attendance"
    pupils: Sequence[Pupil]
    to: Sequence[str] = ()  # the adults, by name
    way: Way = Way.TO
    by: str = ""
    says: Sequence[str] = ()
    state: str = ""  # what became of it, where that is not plain
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class Source:
    """One sort of thing on a timeline. `told` answers what was asked, and nothing of anybody else."""

    name: str
    words: Any
    told: Callable[[Wanted], Iterable[Told]]


SOURCES: Known[Source] = Known()


def declare(source: Source) -> None:
    """Make a source known: each room does so once."""
    SOURCES[source.name] = source


def of_child(pupil: Pupil, school: School, *, reader: Person) -> Wanted:
    """The timeline of one child, whichever home it was with."""
    return Wanted(school, reader, {pupil.pk: pupil}, may_know=_may_know(reader, school))


def of_home(family: Family, *, reader: Person) -> Wanted:
    """The timeline of one home: its adults, and the children they stand to whom the reader may know of."""
    return Wanted(
        family.school,
        reader,
        {pupil.pk: pupil for pupil in family.pupils},
        home={contact.pk: contact for contact in family.contacts},
        households=frozenset({family.household.pk} if family.household else ()),
        may_know=_may_know(reader, family.school),
    )


def _may_know(reader: Person, school: School) -> bool:
    return may(reader, Permission.SEE_HOLD_REASONS, school)


def timeline(wanted: Wanted, *, only: str = "") -> list[Told]:
    """Everything asked for, newest first; of one source where one is named."""
    found = [
        replace(told, source=source.name)
        for source in SOURCES.values()
        if only in ("", source.name)
        for told in source.told(wanted)
    ]
    return sorted(found, key=lambda told: told.at, reverse=True)
