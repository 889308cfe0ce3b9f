"""What the words of a criterion name: a figure, what it is of, against what and by when. Only ever suggested;
a person confirms.

Words that name no figure get no suggestion: a wrong one that looks right would be worse than none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from trellis.plans.models import Criterion
from trellis.plans.reading.dates import Years, read_when
from trellis.rules.criteria import Operator
from trellis.rules.populations import Population
from trellis.rules.words import Sentence, gettext_noop


@dataclass(frozen=True)
class Suggestion:
    """A binding that words seem to name, and what is not sure of it."""

    operator: Operator
    comparator: str
    due: dt.date
    measure: str = ""  # empty: a figure Trellis does not count, to be recorded as an indicator
    target: Decimal | None = None
    of_share: bool = True
    population: str = Population.ALL_ON_ROLL.value
    by_school: bool = False  # met at so many schools, or at every one, and not by all together
    schools: int | None = None
    unsure: tuple[Sentence, ...] = ()


# Which measure words name; the first that fits. Lower is better for all but attendance.
_MEASURES: Final = (
    ("severe_absence", re.compile(r"\bsevere(?:ly)?\b.{0,12}\babsen", re.IGNORECASE)),
    ("persistent_absence", re.compile(r"\bPA\b|\bpersistent(?:ly)?[ -]+absen", re.IGNORECASE)),
    ("unauthorised_absence", re.compile(r"\bunauthori[sz]ed absences?\b", re.IGNORECASE)),
    ("late", re.compile(r"\blates\b|\blateness\b|\bpunctuality\b", re.IGNORECASE)),
    ("absence", re.compile(r"\babsences?\b", re.IGNORECASE)),
    ("attendance", re.compile(r"\battendance\b", re.IGNORECASE)),
)
_SENTENCES: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z])|\n")
# "100% days" are days with a name, and "below 80%" of pupils with it says who they are.
_PERCENT: Final = re.compile(r"(?P<percent>\d{1,3}(?:\.\d+)?) ?%(?!\s*days\b)")
_NATIONAL: Final = re.compile(
    r"\bnat(?:ional(?:ly)?)?\b(?!\s+(?:curriculum|tutoring|college|expect))", re.IGNORECASE
)
_COUNTED: Final = re.compile(
    r"\b(?P<how>at least|no fewer than|no more than|at most|more than|fewer than)"
    r" (?P<number>\d{1,6})\b(?! ?%)",
    re.IGNORECASE,
)
_QUANTITY: Final = r"(?:number|rate|amount|percentage|level)s?\b"
_SO_MANY_SCHOOLS: Final = re.compile(
    r"\b(?:at least|no fewer than) (?P<number>\d{1,4}) (?:\w+ ){0,2}schools\b", re.IGNORECASE
)
_EVERY_SCHOOL: Final = re.compile(
    r"\b(?:every|each) school\b|\b(?:in|at|across|by|for) all (?:\w+ )?schools\b|^all (?:\w+ )?schools\b",
    re.IGNORECASE,
)
_MOVES: Final = re.compile(
    rf"\b(?P<down>reduc\w*|reduction|fewer|lower\w*|decreas\w*)\b.{{0,24}}\b{_QUANTITY}"
    rf"|\b(?P<better>improv\w*|rais\w*|increas\w*)\b.{{0,30}}\b{_QUANTITY}"
    rf"|\b{_QUANTITY}.{{0,30}}\b(?P<later>improv\w*|falls?|reduces?)\b",
    re.IGNORECASE,
)
_OWN_TARGET: Final = re.compile(
    r"\breach\w*\b.{0,20}\b(?:school|attendance) target|\btargets? (?:is|are) (?:met|achieved|reached)\b"
    r"|\b(?:met|achieved|reached)\b.{0,12}\b(?:school|attendance) targets?\b",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"\bby (?:the )?(?:end of )?(?:the )?(?P<when>[^,;.]{3,40})", re.IGNORECASE)
_ACADEMIC_YEAR: Final = re.compile(r"\b(20\d\d)/(\d\d)\b")
_GROUPS: Final = re.compile(r"\ball groups\b|\b(?:each|every) group\b", re.IGNORECASE)
_OTHERS: Final = re.compile(r"\blocal\b|\bcounty\b|\blocal authority\b", re.IGNORECASE)
_WHO_IT_IS_OF: Final = re.compile(
    r"\b(?:with|whose|for) (?:\w+ ){0,3}(?:attendance|absence)\b", re.IGNORECASE
)

_VAGUE: Final = re.compile(
    r"\b(?:significant(?:ly)?|substantial(?:ly)?|considerabl[ey]|marked(?:ly)?|rapid(?:ly)?|timely"
    r"|appropriate(?:ly)?|good|better|improved?|improves|improvements?|positive(?:ly)?|regular(?:ly)?"
    r"|effective(?:ly)?|consistent(?:ly)?|greater|secure)\b",
    re.IGNORECASE,
)
_NEEDS_A_DEFINITION: Final = re.compile(
    r"\b(?:significant(?:ly)?|substantial(?:ly)?|considerabl[ey]|marked(?:ly)?|rapid(?:ly)?)\b", re.IGNORECASE
)
USUAL_DEFINITION: Final = gettext_noop(
    "Each term’s total is below that of the term before, and below that of the same term last year."
)


def suggestions(
    words: str,
    *,
    due: dt.date,
    years: Years | None = None,
    school_target: Decimal | None = None,
    of_schools: bool = False,
) -> list[Suggestion]:
    """Every figure that words name, in their order; `due` is when the plan ends, where they say no day.

    A plan `of_schools` is a grouping's: its words may say at how many schools something is to be met.
    """
    found: list[Suggestion] = []
    for sentence in _SENTENCES.split(words):
        own = _of_sentence(sentence, words, due, years, school_target)
        found += _at_schools(sentence, own) if of_schools else own
    # The same words often say the same figure twice.
    return list(dict.fromkeys(found))


def _at_schools(sentence: str, own: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """ "at least 15 schools …", "in every school": read at each school, and the schools counted."""
    many = _SO_MANY_SCHOOLS.search(sentence)
    if many is None and not _EVERY_SCHOOL.search(sentence):
        yield from own
        return
    for each in own:
        if many is None:
            yield replace(each, by_school=True)
        elif each.of_share:
            yield replace(each, by_school=True, schools=int(many["number"]))
        else:
            # The number is how many schools: what each is to meet is written down for it.
            says = Sentence(gettext_noop("Write 1 for each school where it is so, and 0 where it is not."))
            one = {"operator": Operator.AT_LEAST, "target": Decimal(1), "unsure": (*each.unsure, says)}
            yield replace(each, by_school=True, schools=int(many["number"]), **one)  # type: ignore[arg-type]


def vague_words(words: str) -> list[str]:
    """Words that everybody may read otherwise, in their order."""
    return list(dict.fromkeys(found[0].casefold() for found in _VAGUE.finditer(words)))


def needs_a_definition(words: str) -> bool:
    """Whether words say "significantly" or the like: how much that is has to be said when they are bound."""
    return bool(_NEEDS_A_DEFINITION.search(words))


def _of_sentence(
    sentence: str, words: str, due: dt.date, years: Years | None, school_target: Decimal | None
) -> Iterator[Suggestion]:
    measure = next((name for name, pattern in _MEASURES if pattern.search(sentence)), "")
    unsure = list(_unsure(sentence))
    when = _due(sentence, years)
    if when is None:
        unsure.append(Sentence(gettext_noop("No day is named: the end of the plan was taken.")))
        when = due
    elif years is not None and not years.first <= when.year <= years.last:
        unsure.append(Sentence(gettext_noop("The day it names lies outside the years of the plan.")))
    said = {"due": when, "unsure": tuple(unsure)}
    percent = _PERCENT.search(sentence)
    if percent is not None:
        yield from _of_percent(sentence, percent, measure, said)
    elif measure and _NATIONAL.search(sentence):
        yield _national(sentence, measure, said)
    elif counted := _COUNTED.search(sentence):
        yield _of_count(counted, said)
    elif measure == "attendance" and school_target is not None and _OWN_TARGET.search(sentence):
        says = Sentence(gettext_noop("The target is the school’s own, %(target)s%%."), target=school_target)
        yield Suggestion(
            operator=Operator.AT_LEAST,
            comparator=Criterion.Comparator.FIXED,
            measure=measure,
            target=school_target,
            due=when,
            unsure=(*unsure, says),
        )
    elif measure and _MOVES.search(sentence):
        yield _moving(measure, said)


def _unsure(sentence: str) -> Iterator[Sentence]:
    if _GROUPS.search(sentence):
        yield Sentence(gettext_noop("It speaks of groups: bind it once for each."))
    if _OTHERS.search(sentence):
        yield Sentence(gettext_noop("It speaks of local figures, which are not held."))


def _of_percent(
    sentence: str, percent: re.Match[str], measure: str, said: dict[str, object]
) -> Iterator[Suggestion]:
    before = sentence[: percent.start()]
    operator = _operator_before(before) or (Operator.AT_MOST if _is_low(measure) else Operator.AT_LEAST)
    target = Decimal(percent["percent"])
    if target > 100:
        return
    if measure == "attendance" and not operator.rises:
        # "Pupils with attendance below 80%" are whom it is about, not what is wanted.
        return
    if measure and _WHO_IT_IS_OF.search(before):
        return
    plain = measure or _operator_before(before) is not None or re.search(r"\btarget of\b", before)
    if plain:
        yield Suggestion(
            operator=operator, comparator=Criterion.Comparator.FIXED, measure=measure, target=target, **said
        )  # type: ignore[arg-type]


def _operator_before(before: str) -> Operator | None:
    """What stands before a number: the nearest word that says which side of it is wanted."""
    found = [
        (match.end(), -match.start(), operator)
        for operator, pattern in _SIDES
        for match in pattern.finditer(before[-40:])
    ]
    return max(found)[2] if found else None


_SIDES: Final = (
    (Operator.AT_LEAST, re.compile(r"at least|no less than|or above|at or above|minimum of", re.IGNORECASE)),
    (Operator.ABOVE, re.compile(r"\b(?:over|above|more than|exceeds?|greater than)\b", re.IGNORECASE)),
    (Operator.AT_MOST, re.compile(r"at most|no more than|at or below|maximum of|or below", re.IGNORECASE)),
    (Operator.BELOW, re.compile(r"\b(?:below|under|less than|fewer than)\b", re.IGNORECASE)),
)
_LEVEL: Final = re.compile(
    r"in line with|at or (?:above|below)|at least|no (?:worse|lower|higher) than", re.IGNORECASE
)


def _is_low(measure: str) -> bool:
    return bool(measure) and measure != "attendance"


def _national(sentence: str, measure: str, said: dict[str, object]) -> Suggestion:
    """ "in line with or above" holds at the very figure; "above" alone does not."""
    level = bool(_LEVEL.search(sentence))
    if _is_low(measure):
        operator = Operator.AT_MOST if level else Operator.BELOW
    else:
        operator = Operator.AT_LEAST if level else Operator.ABOVE
    return Suggestion(
        operator=operator,
        comparator=Criterion.Comparator.LATEST,
        measure=measure,
        population=Population.STATISTICAL.value,
        **said,
    )  # type: ignore[arg-type]


def _of_count(counted: re.Match[str], said: dict[str, object]) -> Suggestion:
    how = {
        "at least": Operator.AT_LEAST,
        "no fewer than": Operator.AT_LEAST,
        "more than": Operator.ABOVE,
        "at most": Operator.AT_MOST,
        "no more than": Operator.AT_MOST,
        "fewer than": Operator.BELOW,
    }
    return Suggestion(
        operator=how[counted["how"].casefold()],
        comparator=Criterion.Comparator.FIXED,
        target=Decimal(counted["number"]),
        of_share=False,
        **said,
    )  # type: ignore[arg-type]


def _moving(measure: str, said: dict[str, object]) -> Suggestion:
    """A number or rate that is to move the wanted way: against the same days a year before."""
    return Suggestion(
        operator=Operator.BELOW if _is_low(measure) else Operator.ABOVE,
        comparator=Criterion.Comparator.LAST_YEAR,
        measure=measure,
        **said,
    )  # type: ignore[arg-type]


def _due(sentence: str, years: Years | None) -> dt.date | None:
    """The last day of what stands after "by"."""
    for found in _BY.finditer(sentence):
        whole = _ACADEMIC_YEAR.search(found["when"])
        if whole:
            return dt.date(int(whole[1]) + 1, 7, 31)
        when = read_when(found["when"], years)
        if when.until is not None:
            return when.until
    return None
