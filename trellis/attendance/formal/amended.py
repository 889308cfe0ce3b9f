"""What was amended since a notice was proposed: shown beside the frozen sessions, with what it changes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from trellis.attendance.formal.clock import framework_of
from trellis.attendance.formal.models import Notice
from trellis.registers.history import Change, changes_of, code_shown
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.penalty import ENGLAND
from trellis.rules.words import Session


@dataclass(frozen=True)
class Frozen:
    """One session a notice rests on: the code it had, and what it was made since, by whom and why."""

    day: dt.date
    session: Session
    code: str
    now: str
    change: Change | None

    @property
    def is_amended(self) -> bool:
        return self.now != self.code


@dataclass(frozen=True)
class RestsOn:
    """The sessions of a notice as they were and as they are."""

    sessions: Sequence[Frozen]
    needed: int
    codes: frozenset[str]

    @cached_property
    def amended(self) -> list[Frozen]:
        return [one for one in self.sessions if one.is_amended]

    @property
    def still_count(self) -> int:
        """How many of them would still count by the marks as they stand."""
        return sum(one.now in self.codes and one.now != "N" for one in self.sessions)

    @property
    def still_enough(self) -> bool:
        return self.still_count >= self.needed


def rests_on(notice: Notice) -> RestsOn:
    """The sessions of a notice beside the register as it stands: the ledger names what came after."""
    framework = framework_of(notice.school, notice.day) or ENGLAND
    places = [(dt.date.fromisoformat(day), Session(session), code) for day, session, code in notice.sessions]
    found = []
    for year in sorted({AcademicYear.of(day) for day, _session, _code in places}):
        line = Line.objects.filter(school=notice.school, pupil=notice.pupil, year=year.start).first()
        ours = {year.position(one[0], one[1]): one for one in places if one[0] in year}
        later = changes_of([line], positions=ours)[line.pk] if line else []
        for position, (day, session, code) in sorted(ours.items()):
            at = [one for one in later if (one.date, one.session) == (day, session)]
            since = [one for one in at if one.number > notice.ledger]
            change = max(since, key=lambda one: one.number, default=None)
            now = code_shown(line.marks[position]) if line else ""
            found.append(Frozen(day, session, code, now, change))
    return RestsOn(found, framework.sessions, framework.codes)
