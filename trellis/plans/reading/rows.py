"""What one row of a plan says: who, when, how important, at what cost, what is done and what it should lead
to.

Read from the words each time they are shown, so that a corrected cell is read anew and nothing is stale. Part
of it is only ever proposed: the doubts of a row are what a person should look at.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from trellis.plans.fields import Field
from trellis.plans.reading.dates import When, Years, read_when
from trellis.plans.reading.lookalikes import Mended, lookalikes_in, mended
from trellis.plans.reading.money import Resources, read_resources
from trellis.plans.reading.people import Owners, read_owners
from trellis.plans.reading.references import Reference, references_in
from trellis.rules.words import Sentence, gettext_noop

_SEE_ABOVE: Final = re.compile(r"\b(?:see|as) above\b", re.IGNORECASE)


class Importance(StrEnum):
    """How much a row matters, where a plan says so."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_IMPORTANCE: Final = {"h": Importance.HIGH, "m": Importance.MEDIUM, "l": Importance.LOW}


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read against: the plan's years, the initials it uses, the criteria it lists elsewhere."""

    years: Years | None = None
    known: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()


@dataclass(slots=True)
class RowReading:
    """One row, read."""

    references: list[Reference] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    milestones: list[str] = field(default_factory=list)
    owners: Owners = field(default_factory=Owners)
    start: When | None = None
    finish: When | None = None
    whens: list[When] = field(default_factory=list)
    importance: Importance | None = None
    resources: Resources = field(default_factory=Resources)
    sees_above: bool = False
    doubts: list[Sentence] = field(default_factory=list)


def read_row(cells: Sequence[str], fields: Sequence[str], context: Context) -> RowReading:
    """Read a row of a plan."""
    said = said_by_field(cells, fields)
    found = RowReading(
        references=references_in(said.get(Field.REFERENCE, "")),
        milestones=_lines(said.get(Field.MILESTONE, "")),
        resources=read_resources(said.get(Field.RESOURCE, "")),
        sees_above=any(_SEE_ABOVE.search(cell) for cell in cells),
    )
    found.criteria, found.actions = criteria_and_actions(said, context.listed)
    found.questions = [
        line
        for name in (Field.QUESTION, Field.MONITORING)
        for line in _lines(said.get(name, ""))
        if line.endswith("?")
    ]
    found.owners = read_owners(said.get(Field.OWNER, said.get(Field.RESOURCE, "")), context.known)
    _read_dates(found, said, context)
    _read_importance(found, said.get(Field.PRIORITY, ""))
    _doubt_owners_and_costs(found)
    found.doubts += [_doubt_letters(each) for cell in cells for each in lookalikes_in(cell)]
    return found


def said_by_field(cells: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """What a row says of each field; two columns of one field are read one below the other."""
    said: dict[str, str] = {}
    for cell, name in zip(cells, fields, strict=False):
        if name and cell:
            said[name] = f"{said[name]}\n{cell}" if name in said else cell
    return said


def _lines(cell: str) -> list[str]:
    return [line for line in cell.split("\n") if line]


def criteria_and_actions(said: Mapping[str, str], listed: frozenset[str]) -> tuple[list[str], list[str]]:
    """What a row should lead to, and what is done. Where no column says the first, the cell of actions begins
    with it: with each criterion the plan lists elsewhere, or else with its first paragraph, if more follows.
    """
    actions = _lines(said.get(Field.ACTION, ""))
    if Field.OUTCOME in said or not listed:
        return _lines(said.get(Field.OUTCOME, "")), actions
    criteria = [line for line in actions if plainly(line) in listed]
    return criteria, [line for line in actions if line not in criteria]


def plainly(line: str) -> str:
    """A line without what differs from one copy to the next: bullets, case, stops, spaces."""
    return re.sub(r"[\W_]+", " ", mended(line)).strip().casefold()


def _read_dates(found: RowReading, said: Mapping[str, str], context: Context) -> None:
    for name in (Field.START, Field.FINISH):
        if name in said:
            when = read_when(said[name], context.years)
            if name is Field.START:
                found.start = when
            else:
                found.finish = when
            found.whens.append(when)
    found.whens += [read_when(line, context.years) for line in _lines(said.get(Field.WHEN, ""))]
    for when in found.whens:
        if not when.is_read and not _SEE_ABOVE.search(when.words):
            says = gettext_noop("“%(words)s” was not read as a date: it stays as its words.")
            found.doubts.append(Sentence(says, words=when.words))
        elif when.outside:
            says = gettext_noop("“%(words)s” lies outside the years of the plan.")
            found.doubts.append(Sentence(says, words=when.words))


def _read_importance(found: RowReading, words: str) -> None:
    letter = mended(words).strip()[:1].casefold()
    found.importance = _IMPORTANCE.get(letter)
    if words.strip() and found.importance is None:
        says = gettext_noop("“%(words)s” is not high, medium or low.")
        found.doubts.append(Sentence(says, words=words))


def _doubt_owners_and_costs(found: RowReading) -> None:
    for letters, apart in found.owners.apart:
        says = gettext_noop("“%(letters)s” was read as %(apart)s.")
        found.doubts.append(Sentence(says, letters=letters, apart=apart))
    for cost in found.resources.costs:
        if cost.unmarked:
            says = gettext_noop("%(words)s has no pound sign: it is counted nowhere.")
            found.doubts.append(Sentence(says, words=cost.words))
        elif cost.queried:
            says = gettext_noop("“%(words)s” has a question mark: it is not counted as firm.")
            found.doubts.append(Sentence(says, words=cost.words))
        elif cost.each:
            says = gettext_noop("“%(words)s” is for one of several: only one is counted.")
            found.doubts.append(Sentence(says, words=cost.words))
        elif cost.more_to_come:
            says = gettext_noop("“%(words)s”: more is to be added.")
            found.doubts.append(Sentence(says, words=cost.words))
    if any(cost.called_total for cost in found.resources.costs):
        found.doubts.append(
            Sentence(
                gettext_noop("A cost called a total may already hold the others: it may be counted twice.")
            )
        )


def _doubt_letters(each: Mended) -> Sentence:
    says = gettext_noop("“%(before)s” (%(letters)s) is read as “%(after)s”.")
    return Sentence(says, before=each.before, letters=each.letters, after=each.after)
