"""What is counted, of whom and against what, in the words a page says."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.measures.catalogue import by_name
from trellis.plans.counts import COUNTS
from trellis.plans.models import Criterion
from trellis.rules.codes import last_known
from trellis.rules.criteria import OPERATORS, Operator
from trellis.rules.populations import POPULATION_LABELS, Population
from trellis.rules.rounding import percent, percent_for_page
from trellis.rules.words import ProblemWith, day_in_words
from trellis.schools.counts import grouped

MEASURES: Final[Mapping[str, Any]] = {
    "attendance": gettext_lazy("Attendance"),
    "absence": gettext_lazy("Absence"),
    "authorised_absence": gettext_lazy("Authorised absence"),
    "unauthorised_absence": gettext_lazy("Unauthorised absence"),
    "persistent_absence": gettext_lazy("Persistent absence"),
    "severe_absence": gettext_lazy("Severe absence"),
    "late": gettext_lazy("Lateness"),
    "late_before_close": gettext_lazy("Lateness before the register closed"),
    "late_after_close": gettext_lazy("Lateness after the register closed"),
}

GROUPS: Final[Mapping[tuple[str, str], Any]] = {
    ("", ""): gettext_lazy("Everybody"),
    ("fsm", "true"): gettext_lazy("Pupils with free school meals"),
    ("pupil_premium", "true"): gettext_lazy("Pupils with pupil premium"),
    ("sen", "K"): gettext_lazy("Pupils with SEN support"),
    ("sen", "E"): gettext_lazy("Pupils with an education, health and care plan"),
    ("eal", "true"): gettext_lazy("Pupils with English as an additional language"),
    ("looked_after", "true"): gettext_lazy("Pupils who are looked after"),
    ("sex", "F"): gettext_lazy("Girls"),
    ("sex", "M"): gettext_lazy("Boys"),
}
"""Groups a criterion may be of, besides year groups and classes, which a school has of its own."""


def what_in_words(criterion: Criterion) -> str:
    """What a criterion reads: a measure, an indicator or a count, by its name."""
    if criterion.indicator is not None:
        return criterion.indicator.name
    if criterion.count:
        return _(COUNTS[criterion.count].says) if criterion.count in COUNTS else criterion.count
    return measure_in_words(criterion.measure)


def measure_in_words(name: str) -> str:
    """A measure's name as a page says it; one nobody knows any more stays as it was written."""
    prefix, colon, code = name.partition(":")
    if colon and prefix == "reason":
        try:
            return _("Sessions marked %(code)s (%(meaning)s)") % {
                "code": code,
                "meaning": _(last_known(code).meaning),
            }
        except ProblemWith:
            return name
    return str(MEASURES.get(name, name))


def is_known(name: str) -> bool:
    """Is there a measure of that name, today?"""
    try:
        by_name(name)
    except ProblemWith:
        return False
    return True


def group_in_words(field: str, value: str) -> str:
    """Of whom."""
    if field == "year_group":
        return _("Reception") if value == "R" else _("Year %(year)s") % {"year": value}
    if field == "class":
        return _("Class %(name)s") % {"name": value}
    return str(GROUPS.get((field, value), f"{field}: {value}"))


def of_whom(criterion: Criterion) -> str:
    """Of whom a criterion is read; of a measure also which population."""
    if not criterion.measure:
        return criterion.group
    group = group_in_words(criterion.group_field, criterion.group) if criterion.group_field else ""
    population = _(POPULATION_LABELS[Population(criterion.population)])
    return f"{group}, {population}" if group else population


def target_in_words(criterion: Criterion, target: Fraction | None = None) -> str:
    """ "at least 97%", "below the national figure of the same year (5.1%)"."""
    operator = _(OPERATORS[Operator(criterion.operator)])
    if criterion.by_school:
        return _at_schools(criterion, operator)
    if criterion.comparator == Criterion.Comparator.FIXED:
        return f"{operator} {_fixed(criterion)}"
    against = criterion.get_comparator_display()
    if target is None:
        return f"{operator} {against}"
    return f"{operator} {against} ({value_in_words(target, of_share=is_share(criterion))})"


def _fixed(criterion: Criterion) -> str:
    return value_in_words(Fraction(criterion.target or 0), of_share=is_share(criterion))


def _at_schools(criterion: Criterion, operator: str) -> str:
    """ "at least 97% at at least 15 schools": what is to be met, and at how many."""
    fixed = criterion.comparator == Criterion.Comparator.FIXED
    what = f"{operator} {_fixed(criterion) if fixed else criterion.get_comparator_display()}"
    if criterion.schools is None:
        return _("%(what)s, at every school") % {"what": what}
    says = ngettext(
        "%(what)s, at %(count)d school or more", "%(what)s, at %(count)d schools or more", criterion.schools
    )
    return says % {"what": what, "count": criterion.schools}


def whole_sentence(criterion: Criterion) -> str:
    """What a criterion is bound to, in one sentence."""
    period = "" if criterion.indicator is not None else str(criterion.get_period_display())
    parts = [what_in_words(criterion), of_whom(criterion), period]
    return _("%(what)s: %(target)s by %(day)s") % {
        "what": ", ".join(part for part in parts if part),
        "target": target_in_words(criterion),
        "day": day_in_words(criterion.due),
    }


def of_share(criterion: Criterion) -> bool:
    """Whether its figure is in per cent; where schools are counted, it is not."""
    return not criterion.by_school and is_share(criterion)


def is_share(criterion: Criterion) -> bool:
    """Whether what it reads, of a place or at each school, is in per cent."""
    return bool(criterion.measure) or (criterion.indicator is not None and criterion.indicator.of_share)


def value_in_words(value: Fraction, *, of_share: bool) -> str:
    """A figure to one place where it is a share, and as it is where it is a number."""
    if of_share:
        shown = percent(value.numerator, 100 * value.denominator)
        return f"{shown.removesuffix('.0') if value.denominator == 1 and shown else shown}%"
    if value.denominator == 1:
        return grouped(int(value))
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def figure_of(
    criterion: Criterion, part: int | None, whole: int | None, value: Fraction | None
) -> tuple[str, str]:
    """The figure of a criterion and the count behind it: in per cent, as a number, or of how many schools."""
    if criterion.by_school:
        return "" if value is None else schools_in_words(int(value), whole or 0), ""
    attended = criterion.measure == "attendance"
    return figure_in_words(part, whole, value, of_share=is_share(criterion), attended=attended)


def schools_in_words(met: int, schools: int) -> str:
    """At how many schools something is met, and of how many."""
    says = ngettext("%(met)d of %(count)d school", "%(met)d of %(count)d schools", schools)
    return says % {"met": met, "count": schools}


def figure_in_words(
    part: int | None, whole: int | None, value: Fraction | None, *, of_share: bool, attended: bool = False
) -> tuple[str, str]:
    """A figure and the count behind it; attendance is never rounded up to all of it."""
    if value is None:
        return "", ""
    if part is None or whole is None:
        return value_in_words(value, of_share=of_share), ""
    shown = percent_for_page(part, whole) if attended else percent(part, whole)
    counts = {
        "part": grouped(part),
        "whole": grouped(whole),
    }
    return f"{shown}%", _("%(part)s of %(whole)s") % counts
