"""What a cell of a plan may say, whatever its paper calls it (requirements §3.8). Captions differ, meanings
do not: one paper's "Evaluation" is a question for governors, another's is what came of it.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from trellis.rules.words import gettext_noop


class Field(StrEnum):
    """One meaning a column may have."""

    REFERENCE = "reference"
    ACTION = "action"
    OUTCOME = "outcome"
    OWNER = "owner"
    WHEN = "when"
    START = "start"
    FINISH = "finish"
    PRIORITY = "priority"
    RESOURCE = "resource"
    MONITORING = "monitoring"
    QUESTION = "question"
    MILESTONE = "milestone"
    RESULT = "result"
    THEME = "theme"
    OBJECTIVE = "objective"
    CONTEXT = "context"
    INDICATOR = "indicator"


SAYS: Final[dict[Field, str]] = {
    Field.REFERENCE: gettext_noop("Reference"),
    Field.ACTION: gettext_noop("What will be done"),
    Field.OUTCOME: gettext_noop("What it should lead to (success criteria)"),
    Field.OWNER: gettext_noop("Who is responsible"),
    Field.WHEN: gettext_noop("When"),
    Field.START: gettext_noop("Start date"),
    Field.FINISH: gettext_noop("Finish date"),
    Field.PRIORITY: gettext_noop("High, medium or low priority"),
    Field.RESOURCE: gettext_noop("Resources and costs"),
    Field.MONITORING: gettext_noop("How it is checked"),
    Field.QUESTION: gettext_noop("Question for governors"),
    Field.MILESTONE: gettext_noop("Milestones by term"),
    Field.RESULT: gettext_noop("Progress, evaluation or impact"),
    Field.THEME: gettext_noop("Theme or priority area"),
    Field.OBJECTIVE: gettext_noop("Objective"),
    Field.CONTEXT: gettext_noop("Context or evidence"),
    Field.INDICATOR: gettext_noop("Indicator or measure"),
}

LONG: Final = frozenset(
    {
        Field.ACTION,
        Field.OUTCOME,
        Field.MONITORING,
        Field.QUESTION,
        Field.MILESTONE,
        Field.RESULT,
        Field.THEME,
        Field.OBJECTIVE,
        Field.CONTEXT,
        Field.INDICATOR,
    }
)
"""Fields people write sentences in; the others are a name, a date, a letter, a sum."""

SHORT: Final = frozenset({Field.OWNER, Field.WHEN, Field.START, Field.FINISH, Field.PRIORITY})
"""Fields that every row fills and a row continued on the next page leaves blank."""


def is_of_a_plan(fields: Iterable[str]) -> bool:
    """Are these the columns of rows to be done, and not of some other table that stands in a plan?"""
    known = {field for field in fields if field}
    return bool(known & {Field.ACTION, Field.OUTCOME}) and len(known) > 1
