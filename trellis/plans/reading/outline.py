"""Which lines of a plan head what follows, and what they head: a theme, a priority, an objective, its
context.

Known by their words, the same in whatever file they stand, so that a plan printed and read again is the same
plan.
"""

import re
from enum import StrEnum
from typing import Final

from trellis.rules.words import gettext_noop


class Kind(StrEnum):
    """What a part of a plan is. The order is how deep each stands."""

    TITLE = "title"
    COVER = "cover"
    SECTION = "section"
    SUB_PLAN = "sub_plan"
    THEME = "theme"
    PRIORITY = "priority"
    OBJECTIVE = "objective"
    VISION = "vision"
    AIMS = "aims"
    CONTEXT = "context"
    EVIDENCE = "evidence"
    TEXT = "text"
    TABLE = "table"


SAYS: Final[dict[Kind, str]] = {
    Kind.TITLE: gettext_noop("Title"),
    Kind.COVER: gettext_noop("Cover"),
    Kind.SECTION: gettext_noop("Section"),
    Kind.SUB_PLAN: gettext_noop("Plan within the plan"),
    Kind.THEME: gettext_noop("Theme"),
    Kind.PRIORITY: gettext_noop("Priority"),
    Kind.OBJECTIVE: gettext_noop("Objective"),
    Kind.VISION: gettext_noop("Vision"),
    Kind.AIMS: gettext_noop("Aims"),
    Kind.CONTEXT: gettext_noop("Context"),
    Kind.EVIDENCE: gettext_noop("Evidence"),
    Kind.TEXT: gettext_noop("Text"),
    Kind.TABLE: gettext_noop("Table"),
}

HEADINGS: Final = (
    Kind.TITLE,
    Kind.SECTION,
    Kind.SUB_PLAN,
    Kind.THEME,
    Kind.PRIORITY,
    Kind.OBJECTIVE,
)
"""Kinds that head what follows, the highest first."""

# A label before a colon, alone in its cell or followed by its words: "Outcome PIAP R6: Strengthen …".
_LABELS: Final = (
    (Kind.THEME, re.compile(r"(?:outcome|theme|strand|deilliant|thema)\b[\w .]{0,24}:", re.IGNORECASE)),
    (Kind.OBJECTIVE, re.compile(r"(?:objective|amcan) ?[\d.]*[a-z]? ?:", re.IGNORECASE)),
    (Kind.PRIORITY, re.compile(r"(?:priority|blaenoriaeth)\b ?[\d.]* ?:", re.IGNORECASE)),
    (Kind.CONTEXT, re.compile(r"(?:context|cyd-?destun)\b[\w ]{0,24}:", re.IGNORECASE)),
    (Kind.EVIDENCE, re.compile(r"(?:evidence|tystiolaeth)\b[\w ]{0,24}:", re.IGNORECASE)),
    (
        Kind.COVER,
        re.compile(
            r"(?:(?:team |service |plan )?(?:manager|lead|owner)|headteacher|chair of governors|service plan"
            r"|school|prepared by|author|(?:date )?signed(?: off)?(?: by)?|date of plan|original plan"
            r"|review(?:ed)?(?: by| date| process)?|next (?:planned )?review(?: date)?"
            r"|approved(?: by| on)?|circulation|version|status|period)\b ?:?$",
            re.IGNORECASE,
        ),
    ),
)
_AREAS: Final = re.compile(
    r"quality of education|behaviour and attitudes|personal development|leadership (?:and|&) management"
    r"|overall effectiveness|early years(?: provision)?|sixth form provision|universal|targeted|specialist"
    r"|teaching(?: and|,) learning(?: and assessment)?|achievement|inclusion|attendance and behaviour"
    r"|behaviour and attendance|wellbeing|well-being|lles|addysgu a dysgu|arweinyddiaeth",
    re.IGNORECASE,
)
_WORDED: Final = (
    (Kind.SECTION, re.compile(r"appendix\b.{0,80}|atodiad\b.{0,80}", re.IGNORECASE)),
    (Kind.PRIORITY, re.compile(r"priority\b.{3,600}|blaenoriaeth\b.{3,600}", re.IGNORECASE | re.DOTALL)),
    (Kind.THEME, re.compile(r"(?:theme|strand) [\w.]+\b.{0,200}", re.IGNORECASE)),
    (Kind.OBJECTIVE, re.compile(r"objective \d[\d.]*\b.{0,400}", re.IGNORECASE)),
    (Kind.EVIDENCE, re.compile(r"evidence for\b.*", re.IGNORECASE | re.DOTALL)),
    (Kind.CONTEXT, re.compile(r"context\b.{0,40}", re.IGNORECASE)),
    (Kind.AIMS, re.compile(r"(?:our |the )?(?:core )?aims\b.{0,60}", re.IGNORECASE)),
    (Kind.VISION, re.compile(r"(?:our |the )?vision\b.{0,40}", re.IGNORECASE)),
    (
        Kind.SUB_PLAN,
        re.compile(
            r"(?!school\b|whole)[A-Z][\w &/'’-]{2,40}\b(?:action plan|attainment plan|initiation document)"
            r"(?: .{0,40})?",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.SECTION,
        re.compile(
            r"success criteria(?: .{0,24})?|evaluation|plan of action|summary|introduction", re.IGNORECASE
        ),
    ),
)
_NUMBERED: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})?|[IVX]{1,4})[.)]? +(?=[A-Z]|to )")
_PAGE: Final = re.compile(r"(?:page|tudalen) \d{1,3}(?: (?:of|o) \d{1,3})?", re.IGNORECASE)
_LONGEST_SECTION: Final = 90


def label_of(words: str) -> tuple[Kind, str] | None:
    """The label a cell or line begins with, and what kind of part it labels."""
    for kind, pattern in _LABELS:
        found = pattern.match(words)
        if found:
            return kind, found[0]
    return None


def kind_of(words: str) -> Kind | None:
    """What a line heads, if its words are known to head something."""
    if _AREAS.fullmatch(words.strip(" :.")):
        return Kind.THEME
    for kind, pattern in _WORDED:
        if pattern.fullmatch(words):
            return kind
    return None


def is_numbered(words: str) -> bool:
    """Does a line begin as a numbered statement does?"""
    return bool(_NUMBERED.match(words)) and not words.endswith("?")


def stands_alone(words: str) -> bool:
    """A short line with space above and below, no sentence and no item of a list: where a file has no styles,
    a heading.
    """
    return (
        len(words) <= _LONGEST_SECTION
        and words[:1].isupper()
        and not words.endswith((".", ",", ";", "?", ":"))
        and not _NUMBERED.match(words)
        and len(words) > 3
    )


def is_page_mark(words: str) -> bool:
    """ "Page 3 of 9": the paper speaks of itself, not of the plan."""
    return bool(_PAGE.fullmatch(words))


def looks_like_section(words: str) -> bool:
    """A short line that is no sentence and no item of a list may head a section; an all-capital one does."""
    return (
        len(words) <= _LONGEST_SECTION
        and words.isupper()
        and len(re.findall(r"[A-Z]", words)) > 3
        and not any(letter.isdigit() for letter in words)
        and not words.endswith((".", ",", ";", "?"))
    )
