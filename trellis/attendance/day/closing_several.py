"""Closing several schools of a trust or an authority as one act: each with the code of its nation, its own
marks and its own message, and each by itself. What one cannot do stops no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from trellis.attendance.day.closing import Done, ProblemWithClosure, announce, look
from trellis.attendance.day.closure_telling import prepare_telling
from trellis.attendance.day.closures import Closing, Looked
from trellis.attendance.models import Closure, ClosureOfSeveral
from trellis.imports.problems import said, words
from trellis.messages.drawing_up import ProblemWithMessages
from trellis.rules.closures import suggested_code
from trellis.rules.codes import code_set
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Grouping, Person, School


@dataclass(frozen=True)
class AtOne:
    """What announcing it would do at one school; or why it cannot be closed."""

    school: School
    looked: Looked | None = None
    wrong: Sentence | None = None

    @property
    def why(self) -> str:
        """Why not, in words."""
        return said(words(self.wrong)) if self.wrong is not None else ""


@dataclass(frozen=True)
class Announced:
    """What became of it at one school: its closure and how many families a message is drawn up for; or why
    nothing.
    """

    school: School
    closure: Closure | None = None
    done: Done | None = None
    families: int = 0
    wrong: Sentence | None = None

    @property
    def why(self) -> str:
        """Why not, in words."""
        return said(words(self.wrong)) if self.wrong is not None else ""


def closing_at(school: School, closing: Closing) -> Closing:
    """The same with the code that the school's nation has for it on that day."""
    codes = code_set(school.nation, closing.since)
    return replace(closing, code=suggested_code(closing.reason, codes, whole=True))


def look_at_each(*, grouping: Grouping, schools: Iterable[School], closing: Closing) -> list[AtOne]:
    """What it would do at each of some schools of a grouping; nothing is changed."""
    return [_look(school, closing) for school in _insist(grouping, schools)]


def _look(school: School, closing: Closing) -> AtOne:
    try:
        return AtOne(school, looked=look(school=school, closing=closing_at(school, closing)))
    except ProblemWithClosure as problem:
        return AtOne(school, wrong=problem.says)


@transaction.atomic
def announce_at_each(
    *, grouping: Grouping, schools: Iterable[School], closing: Closing, tell: bool, by: By
) -> tuple[ClosureOfSeveral, list[Announced]]:
    """Close each of some schools of a grouping. Marks that stand stay: their school decides about them.

    A message is drawn up at each in the school's own words, and waits for somebody there to approve it.
    """
    chosen = _insist(grouping, schools)
    several = ClosureOfSeveral.objects.create(
        grouping=grouping,
        since=closing.since,
        until=closing.until,
        words=closing.words,
        decided_by=closing.decided_by,
        announced_at=timezone.now(),
        announced_by=by if isinstance(by, Person) else None,
        announced_by_name=name_of(by),
    )
    found = [_announce(school, closing, several, tell=tell, by=by) for school in chosen]
    if not any(one.closure for one in found):
        first = next(one.wrong for one in found if one.wrong is not None)
        raise ProblemWithClosure(first)
    return several, found


def _announce(
    school: School, closing: Closing, several: ClosureOfSeveral, *, tell: bool, by: By
) -> Announced:
    try:
        with transaction.atomic():
            here = closing_at(school, closing)
            closure, done = announce(school=school, closing=here, by=by, of_several=several)
    except ProblemWithClosure as problem:
        return Announced(school, wrong=problem.says)
    families = _draw_up(closure, by) if tell else 0
    return Announced(school, closure, done, families)


def _draw_up(closure: Closure, by: By) -> int:
    """For how many families a message is drawn up: none where the school has nobody it can write to."""
    try:
        with transaction.atomic():
            _batch, draft = prepare_telling(closure=closure, by=by)
    except ProblemWithMessages:
        return 0
    return len(draft.items)


def _insist(grouping: Grouping, schools: Iterable[School]) -> Sequence[School]:
    """The schools that are the grouping's today, where some were chosen."""
    of_grouping = School.objects.in_grouping(grouping, timezone.localdate())
    chosen = list(of_grouping.filter(pk__in=[one.pk for one in schools]).prefetch_related("urns"))
    if not chosen:
        raise ProblemWithClosure(Sentence(gettext_noop("Choose which schools are closed.")))
    return chosen
