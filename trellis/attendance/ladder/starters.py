"""Two real ladders to begin with, as facts: figures and order of what two authorities set out.

Kensington and Chelsea (2023) goes by days in a row and by weeks; Lincolnshire by bands of attendance. Both
are drafts to change: neither is a rule of Trellis, and the second leaves 90% in no band, as it was set out.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from trellis.rules.ladder import Act, Again, Condition, How, Step, What, Window
from trellis.rules.thresholds import Operator


@dataclass(frozen=True)
class Starter:
    """A ladder to begin with, and whose its steps are until somebody says otherwise."""

    words: Any
    steps: tuple[Step, ...]
    owner: str = "attendance_lead"


def _at_least(what: What, how: How, figure: int, window: Window = Window.YEAR, **more: int) -> Condition:
    return Condition(what, how, Operator.AT_LEAST, Fraction(figure), window, **more)


def _attendance(operator: Operator, figure: int) -> Condition:
    return Condition(What.ATTENDANCE, How.PERCENT, operator, Fraction(figure), fewest=20)


STARTERS = {
    "days": Starter(
        _("Days in a row, then weeks (as Kensington and Chelsea set out in 2023)"),
        (
            Step(
                "First-day contact",
                Act.CALL,
                (_at_least(What.UNEXPLAINED, How.IN_A_ROW, 1),),
                again=Again.EACH,
                minutes=5,
            ),
            Step(
                "Letter to parents: no response by day 3",
                Act.LETTER,
                (_at_least(What.UNEXPLAINED, How.IN_A_ROW, 3),),
                again=Again.EACH,
                within=1,
                minutes=5,
            ),
            Step(
                "Parents invited: action plan, targets and a review date",
                Act.MEETING,
                (_at_least(What.UNAUTHORISED, How.DAYS, 3, Window.STEP),),
                after=1,
                within=3,
                minutes=60,
            ),
            Step(
                "Review meeting: Early Help or the authority’s attendance officer",
                Act.REFERRAL,
                (
                    _at_least(What.UNAUTHORISED, How.SESSIONS, 1, Window.STEP),
                    _attendance(Operator.BELOW, 90),
                ),
                after=2,
                wait=30,
                within=5,
                minutes=60,
            ),
        ),
    ),
    "bands": Starter(
        _("Bands of attendance (as Lincolnshire sets out)"),
        (
            Step(
                "At risk: early help, team around the child",
                Act.MEETING,
                (_attendance(Operator.AT_LEAST, 91), _attendance(Operator.AT_MOST, 94)),
                again=Again.HALF_TERM,
                within=5,
                minutes=45,
            ),
            Step(
                "Persistently absent: attendance contract offered",
                Act.CONTRACT,
                (_attendance(Operator.AT_MOST, 89),),
                again=Again.HALF_TERM,
                within=10,
                minutes=60,
            ),
            Step(
                "Tell the authority: 10 days missed without permission",
                Act.REFERRAL,
                (_at_least(What.UNAUTHORISED, How.DAYS, 10),),
                again=Again.YEAR,
                within=1,
                minutes=20,
            ),
            Step(
                "Tell the authority: illness of 15 days",
                Act.REFERRAL,
                (_at_least(What.ILLNESS, How.DAYS, 15),),
                again=Again.YEAR,
                within=1,
                minutes=20,
            ),
        ),
    ),
}
