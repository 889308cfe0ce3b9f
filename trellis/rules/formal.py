"""What must be so before a formal step is taken, and what is said where it is not.

Formal steps follow help and never stand in for it (domain-rules §0.15, §6): an attendance contract, a notice
to improve, and only then may a penalty notice or an education supervision order be considered by the
authority. A school proposes; it never issues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from trellis.rules.penalty import (
    SESSIONS_OF_MOBILE_FAMILIES,
    Framework,
    Standing,
    State,
    Travelling,
    again_from,
    number_of_next,
)
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop

HOLIDAY: Final = "G"


class ProblemWithFormalStep(ProblemWith):
    """Why a formal step cannot be taken, in one sentence."""

    subject = "formal_step"


# --- a penalty notice, proposed ---


@dataclass(frozen=True)
class Facts:
    """What is known of one child and one parent on the day a notice would be proposed."""

    on: date
    framework: Framework
    standing: Standing
    of_age: bool | None  # none: no birthday is known
    issued: Sequence[date]  # the notices that stand to this parent about this child
    waiting_since: date | None  # one that was proposed and not answered
    helped: int  # how much of the help that was given is recorded
    travelling: Travelling | None
    attendance: tuple[int, int]  # sessions attended and possible in the year so far

    @property
    def holiday(self) -> bool:
        """Whether every session was leave in term time that was not granted: no help goes before."""
        reached = self.standing.reached
        return reached is not None and all(one.code == HOLIDAY for one in reached.settled)


def against_proposing(facts: Facts) -> list[Sentence]:
    """Everything that stands against proposing a notice that day; nothing where it may be proposed."""
    found = [*_age(facts), *_threshold(facts), *_notices(facts), *_defence(facts)]
    if facts.standing.reached is not None and not facts.holiday and not facts.helped:
        found.append(
            Sentence(
                gettext_noop(
                    "No help is recorded: offer it, and write down what came of it, before anything else."
                )
            )
        )
    return found


def _age(facts: Facts) -> list[Sentence]:
    if facts.of_age is None:
        return [Sentence(gettext_noop("No date of birth is recorded, so nobody can say what counts."))]
    if not facts.of_age:
        template = gettext_noop("The child is not of compulsory school age on %(day)s.")
        return [Sentence(template, day=day_in_words(facts.on))]
    return []


def _threshold(facts: Facts) -> list[Sentence]:
    standing, framework = facts.standing, facts.framework
    found = []
    if standing.reached is None and standing.state is State.DEPENDS:
        template = gettext_noop(
            "It depends on absences whose reason is not known yet (%(n)s of them): find that out first. If"
            " none had a good one, %(sessions)s sessions would be reached by that of %(day)s."
        )
        on = standing.would_be_reached_on
        assert on is not None
        found.append(
            Sentence(
                template,
                n=len(standing.now.to_come),
                sessions=framework.sessions,
                day=day_in_words(on),
            )
        )
    elif standing.reached is None:
        template = gettext_noop("%(n)s sessions count now, and %(sessions)s are needed.")
        found.append(Sentence(template, n=len(standing.now.settled), sessions=framework.sessions))
    attended, possible = facts.attendance
    below = framework.below
    if below is not None and 100 * attended >= below * possible:
        template = gettext_noop("Attendance this year is not below %(below)s%%, as the authority asks.")
        found.append(Sentence(template, below=f"{float(below):g}"))
    return found


def _notices(facts: Facts) -> list[Sentence]:
    if facts.waiting_since is not None:
        template = gettext_noop("One was proposed on %(day)s and waits for the authority’s answer.")
        return [Sentence(template, day=day_in_words(facts.waiting_since))]
    if number_of_next(facts.issued, facts.on, facts.framework) is not None:
        return []
    again = again_from(facts.issued, facts.on, facts.framework)
    assert again is not None
    template = gettext_noop(
        "This parent has had %(most)s about this child in %(years)s years: there may be no other before"
        " %(day)s. The authority may consider other steps."
    )
    framework = facts.framework
    return [Sentence(template, most=framework.most, years=framework.years, day=day_in_words(again))]


def _defence(facts: Facts) -> list[Sentence]:
    travelling = facts.travelling
    if travelling is None or not travelling.defends:
        return []
    if not travelling.is_over_six:
        return [
            Sentence(
                gettext_noop("The register says that this family travels for work: it has a defence in law.")
            )
        ]
    template = gettext_noop(
        "The register says that this family travels for work, and the child attended %(attended)s sessions"
        " in twelve months, where %(needed)s are a defence in law."
    )
    return [Sentence(template, attended=travelling.attended, needed=SESSIONS_OF_MOBILE_FAMILIES)]


# --- what becomes of a notice ---


class Answer(StrEnum):
    """What has become of a notice that was proposed. The authority answers; a school only writes it down."""

    PROPOSED = "proposed"
    NOT_ISSUED = "not_issued"
    ISSUED = "issued"
    PAID = "paid"
    PROSECUTED = "prosecuted"
    WITHDRAWN = "withdrawn"


FOLLOWS: Final[Mapping[Answer, tuple[Answer, ...]]] = {
    Answer.PROPOSED: (Answer.ISSUED, Answer.NOT_ISSUED, Answer.WITHDRAWN),
    Answer.ISSUED: (Answer.PAID, Answer.WITHDRAWN, Answer.PROSECUTED),
    Answer.PAID: (Answer.WITHDRAWN,),
    Answer.PROSECUTED: (Answer.WITHDRAWN,),
    Answer.NOT_ISSUED: (),
    Answer.WITHDRAWN: (),
}
"""What may be answered next."""
HOLDS: Final = frozenset({Answer.PROPOSED, Answer.ISSUED, Answer.PAID, Answer.PROSECUTED})
"""While it is so, the sessions it was proposed on count for no other notice to the same parent."""
STANDS: Final = frozenset({Answer.ISSUED, Answer.PAID, Answer.PROSECUTED})
"""Notices that count to how many a parent may have."""


# --- a notice to improve ---

SHORTEST, LONGEST = timedelta(weeks=3), timedelta(weeks=6)
PARTS: Final[Mapping[str, str]] = {
    "record": gettext_noop("the record of attendance"),
    "given": gettext_noop("the help given so far"),
    "offered": gettext_noop("the help on offer"),
    "improvement": gettext_noop("what improvement looks like"),
    "earlier": gettext_noop("what would end it early"),
}
"""What a notice to improve says (domain-rules §0.5)."""


def missing_from_notice(said: Mapping[str, str]) -> list[str]:
    """The parts it still lacks, by name; nothing where it can be printed."""
    return [name for name in PARTS if not said.get(name, "").strip()]


def why_not_so_long(since: date, until: date) -> Sentence | None:
    """Why the weeks it gives cannot be as they are; nothing where they can."""
    length = until - since + timedelta(1)
    if SHORTEST <= length <= LONGEST:
        return None
    return Sentence(
        gettext_noop("A notice to improve gives three to six weeks: from %(since)s that is %(a)s to %(b)s."),
        since=day_in_words(since),
        a=day_in_words(since + SHORTEST - timedelta(1)),
        b=day_in_words(since + LONGEST - timedelta(1)),
    )
