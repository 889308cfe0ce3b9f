"""What a row says is to be done and reached, as steps somebody may take up: what was read is only suggested.

Who and when stand beside the actions, line by line, only where there are as many lines of them as of actions;
else what the row says of them is said of each, and a person puts it right. Initials are proposed as somebody
of the staff, and are theirs once a person has said so.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from trellis.plans.arranged import arranged
from trellis.plans.criteria import ReadPlanRow
from trellis.plans.fields import Field
from trellis.plans.models import Plan, Step
from trellis.plans.reading.dates import When, Years, read_when
from trellis.plans.reading.people import Owners as Named
from trellis.plans.reading.people import read_owners
from trellis.plans.reading.rows import Context, plainly, said_by_field
from trellis.rhythm.routine import read_line, speaks_of
from trellis.schools.models import Person, Team

RHYTHMS: Final = {
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "half-termly": "half_termly",
    "termly": "termly",
}
"""How often, as a plan’s words say it and as a duty has it; what goes on or is yearly names no day."""

# Two or three letters that are a role everywhere.
_ROLES: Final = {
    "HT": "head",
    "DHT": "head",
    "AHT": "head",
    "HEAD": "head",
    "HEADTEACHER": "head",
    "SENCO": "inclusion_lead",
    "DSL": "safeguarding_lead",
    "GB": "governor",
    "GOVERNORS": "governor",
    "OFFICE": "office",
    "CT": "class_teacher",
    "CTS": "class_teacher",
    "ALL TEACHERS": "class_teacher",
}
_BULLETS: Final = " \t·•-–*"
_ENDS_IN_TEAM: Final = re.compile(r"\s+team$", re.IGNORECASE)
_TERM_BEGINS: Final = re.compile(r"(?=\b(?:Autumn|Spring|Summer)(?: (?:Term|[12]))*\s*[-–:])")


@dataclass(frozen=True)
class Proposed:
    """One step as it might be taken up."""

    kind: str
    words: str
    said: str = ""  # who, as the cell has it
    owner: str = ""  # the choice that stands for them
    start: dt.date | None = None
    finish: dt.date | None = None
    every: str = ""
    weekday: int = 4
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Directory:
    """Whom the letters of a plan may mean: what a person said before of the same letters, the staff, roles,
    teams.
    """

    known: Mapping[str, Any]  # the choices there are: "person:7" → Person
    confirmed: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan, known: Mapping[str, Any]) -> "Directory":
        """What was said before in this plan, of what is done once and of what recurs."""
        steps = list(Step.objects.of(plan).exclude(said=""))
        duties = arranged(steps)
        owned = ((step.said, (duties.get(step.duty_id or 0) or step).owner_key) for step in steps)
        return cls(known, {said: key for said, key in owned if key in known})

    @cached_property
    def _initials(self) -> dict[str, str]:
        people = [(key, one) for key, one in self.known.items() if isinstance(one, Person)]
        held: dict[str, str] = {}
        for key, one in people:
            letters = (one.initials or "".join(word[0] for word in one.name.split())).upper()
            held[letters] = "" if letters in held else key  # of two, neither is proposed
        return held

    @cached_property
    def _teams(self) -> dict[str, str]:
        teams = [(key, one) for key, one in self.known.items() if isinstance(one, Team)]
        named = {one.name.upper(): key for key, one in teams}
        return named | {"".join(word[0] for word in one.name.split()).upper(): key for key, one in teams}

    def meant_by(self, said: str, named: Named) -> str:
        """The choice some words stand for; nothing where they stand for nobody sure."""
        if said in self.confirmed:
            return self.confirmed[said]
        for letters in (*named.initials, *named.groups):
            plain = letters.upper().replace("’", "").replace("'", "")
            role = f"role:{_ROLES[plain]}" if plain in _ROLES else ""
            for key in (self._initials.get(plain, ""), self._teams.get(plain, ""), role):
                if key in self.known:
                    return key
        return ""

    def named_in(self, words: str, strand: str = "") -> str:
        """The choice a line of a calendar or routine speaks of, or else its strand: a team, or a role."""
        for text in filter(None, (words, strand)):
            teams = [(key, one.name) for key, one in self.known.items() if isinstance(one, Team)]
            named = [key for key, name in teams if speaks_of(text, _ENDS_IN_TEAM.sub("", name))]
            key = named[0] if len(named) == 1 else f"role:{read_line(text, 'monthly').role}"
            if key in self.known:
                return key
        return ""


def proposed(
    read: ReadPlanRow, context: Context, directory: Directory, taken: Iterable[str] = ()
) -> list[Proposed]:
    """The steps of a row that nobody has taken up yet: its actions, then its milestones."""
    known = {plainly(words) for words in taken}
    found = [*_actions(read, context, directory), *_milestones(read, context.years)]
    return [each for each in found if plainly(each.words) and plainly(each.words) not in known]


def _actions(read: ReadPlanRow, context: Context, directory: Directory) -> list[Proposed]:
    actions = read.reading.actions
    said = said_by_field(read.row.cells, read.part.fields)
    cell = said.get(Field.OWNER, said.get(Field.RESOURCE, ""))
    lines = cell.split("\n") if cell else []
    whens = read.reading.whens
    of_row = _words_of(read.reading.owners)
    dated = read.reading.start or read.reading.finish
    found = []
    for at, action in enumerate(actions):
        named, words = read.reading.owners, of_row
        if Field.OWNER in said and len(lines) == len(actions):
            named = read_owners(lines[at], context.known)
            words = _words_of(named) or " ".join(lines[at].split())[:60]
        if dated:
            start, finish, every = _of_dates(read.reading.start, read.reading.finish)
        else:
            start, finish, every = _of_whens([whens[at]] if len(whens) == len(actions) else whens)
        own = read_when(action, None).rhythm
        every = every or RHYTHMS.get(own, "")
        line = action.strip(_BULLETS)
        found.append(
            Proposed(
                Step.Kind.ACTION,
                line,
                words,
                directory.meant_by(words, named) if words else "",
                start,
                finish,
                every,
                read_line(line, every or "weekly").weekday,
            )
        )
    return found


def _words_of(named: Named) -> str:
    return ", ".join([*named.initials, *named.groups])[:60]


def _of_dates(start: When | None, finish: When | None) -> tuple[dt.date | None, dt.date | None, str]:
    since = start.since if start else None
    until = finish.until if finish else None
    if since and until and until < since:
        # "July" to "September": a month without a year may be of the summer before the plan begins.
        said_without_year = start is not None and not any(letter.isdigit() for letter in start.words)
        earlier = dt.date(since.year - 1, since.month, 1)
        since, until = (earlier, until) if said_without_year and earlier <= until else (since, None)
    rhythms = [RHYTHMS[when.rhythm] for when in (start, finish) if when and when.rhythm in RHYTHMS]
    return since, until, rhythms[0] if rhythms else ""


def _of_whens(whens: Sequence[When]) -> tuple[dt.date | None, dt.date | None, str]:
    """From the first day of what was read to the last; a rhythm where nothing else was said."""
    days = [when for when in whens if when.since is not None]
    rhythms = {RHYTHMS[when.rhythm] for when in whens if when.rhythm in RHYTHMS}
    every = rhythms.pop() if len(rhythms) == 1 and not days else ""
    if not days:
        return None, None, every
    return (
        min(when.since for when in days if when.since),
        max(when.until for when in days if when.until),
        every,
    )


def _milestones(read: ReadPlanRow, years: Years | None) -> list[Proposed]:
    """Each term's, though several stand in one line."""
    found = []
    for line in read.reading.milestones:
        for each in _TERM_BEGINS.split(line):
            words = each.strip(_BULLETS)
            if words:
                finish = read_when(words, years).until
                found.append(Proposed(Step.Kind.MILESTONE, words, finish=finish))
    return found
