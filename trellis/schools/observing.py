"""What a list that describes one day says of other days: facts with their spans, worked out without a
database.

interfaces.md: for a new pupil a list's values hold from the pupil's start, assumed before the day it
describes; a year group belongs to that day's academic year and steps back one a year. For a pupil already
known a value holds from the day it was seen, and what was known before stays.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import year_group_in
from trellis.schools.dating import ONE_DAY


@dataclass(frozen=True)
class Fact:
    """One value for a span; `assumed` where it was carried back from a later day."""

    value: str
    since: dt.date
    until: dt.date | None = None
    assumed: bool = False

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, since: dt.date, until: dt.date | None) -> bool:
        return (until is None or self.since <= until) and (self.until is None or since <= self.until)


def seen(facts: Sequence[Fact], value: str, on: dt.date, start: dt.date) -> list[Fact]:
    """The facts of one kind once a value was seen on a day. `start` is the first day the pupil was on the
    roll.
    """
    facts = sorted(facts, key=lambda fact: fact.since)
    day = max(on, start)
    held = next((fact for fact in facts if fact.holds_on(day)), None)
    if held is not None:
        return facts if held.value == value else _seen_otherwise(facts, held, value, day)
    later = next((fact.since for fact in facts if fact.since > day), None)
    found = Fact(value, day, later - ONE_DAY if later else None)
    if not any(fact.since < day for fact in facts) and start < day:
        facts = [Fact(value, start, day - ONE_DAY, assumed=True), *facts]
    return sorted([*facts, found], key=lambda fact: fact.since)


def _seen_otherwise(facts: list[Fact], held: Fact, value: str, day: dt.date) -> list[Fact]:
    """Part the fact that held: before the day it stays, unless it was only assumed; from the day the value
    holds.
    """
    before = [replace(held, until=day - ONE_DAY)] if held.since < day else []
    if held.assumed:
        before = [replace(fact, value=value) for fact in before]
    others = [fact for fact in facts if fact is not held]
    return sorted([*others, *before, Fact(value, day, held.until)], key=lambda fact: fact.since)


def seen_year_group(
    facts: Sequence[Fact], group: str, on: dt.date, start: dt.date, end: dt.date | None = None
) -> list[Fact]:
    """The year groups of a pupil once one was seen: in that day's academic year, and stepping back before
    it.
    """
    year = AcademicYear.of(on)
    since, until = max(year.since, start), min(year.until, end or year.until)
    if until < since:
        return list(facts)
    day = min(max(on, since), until)
    if any(fact.holds_on(day) and fact.value == group and not fact.assumed for fact in facts):
        found = list(facts)
    else:
        found = [*_without(facts, since, until), Fact(group, since, until)]
    return sorted(_stepping_back(found, group, year, start), key=lambda fact: fact.since)


def _without(facts: Iterable[Fact], since: dt.date, until: dt.date) -> list[Fact]:
    """The facts outside a span. What ran on past its end had been contradicted within it, so the rest goes
    too.
    """
    kept = []
    for fact in facts:
        if not fact.overlaps(since, until):
            kept.append(fact)
        elif fact.since < since:
            kept.append(replace(fact, until=since - ONE_DAY))
    return kept


def _stepping_back(facts: list[Fact], group: str, year: AcademicYear, start: dt.date) -> list[Fact]:
    """Assume a year less for each academic year before, back to the start or to a year in which one was
    seen.
    """
    known = [fact for fact in facts if not fact.assumed]
    earlier = year.before
    while earlier.until >= start:
        since = max(earlier.since, start)
        if any(fact.overlaps(since, earlier.until) for fact in known):
            break
        facts = _without(facts, since, earlier.until)
        stepped = year_group_in(group, year, earlier)
        if stepped is not None:
            facts.append(Fact(stepped, since, earlier.until, assumed=True))
        earlier = earlier.before
    return facts


def begun_earlier(facts: Sequence[Fact], was: dt.date, now: dt.date) -> list[Fact]:
    """The facts of a pupil who turns out to have started earlier: what held from the first day is carried
    back.
    """
    return [
        part
        for fact in facts
        for part in (
            [replace(fact, until=was - ONE_DAY, since=now, assumed=True), fact]
            if fact.since == was and not fact.assumed
            else [replace(fact, since=now)]
            if fact.since == was
            else [fact]
        )
    ]
