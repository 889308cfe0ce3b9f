"""What a review reports: every bound criterion as it was read, frozen with what it counts and when it was
known.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.actions import freeze
from trellis.evidence.models import Reading
from trellis.imports.problems import said, words
from trellis.measures.catalogue import by_name
from trellis.plans.counts import COUNTS
from trellis.plans.live import AtSchool, Live, live
from trellis.plans.models import Criterion, Plan, Reported, Review
from trellis.plans.naming import of_whom, target_in_words, what_in_words
from trellis.registers.rolls import Rolls
from trellis.rules.academic_year import AcademicYear
from trellis.schools.dating import By
from trellis.schools.models import at_place


def report(*, review: Review, by: By) -> list[Reported]:
    """Freeze every bound criterion of a plan as a review finds it, to the day of the review."""
    plan = review.plan
    criteria = list(Criterion.objects.of(plan))
    found = live(plan, criteria, min(review.on, timezone.localdate()))
    readings = freeze(readings=[reading_of(plan, one) for one in found], by=by)
    return Reported.objects.bulk_create(
        Reported(review=review, criterion=one.criterion, words=one.criterion.words, reading=reading)
        for one, reading in zip(found, readings, strict=True)
    )


def reading_of(plan: Plan, found: Live) -> Reading:
    """A criterion as it stands, as a reading that is not kept yet."""
    criterion, now = found.criterion, found.now
    last = found.points[-1] if found.points else None
    counted = now is not None and now.part is not None and not criterion.by_school
    return Reading(
        **at_place(plan.place),
        of=criterion.of,
        words=", ".join(part for part in (what_in_words(criterion), of_whom(criterion)) if part),
        definition=definition_of(criterion, found),
        part=now.part if now is not None and counted else None,
        whole=now.whole if now is not None and counted else None,
        value=None if now is None or counted or now.value is None else _decimal(now.value),
        pupils=found.row.pupils if counted and found.row is not None else None,
        since=last.since if last else criterion.due,
        until=last.until if last else criterion.due,
        population=criterion.population if criterion.measure else "",
        group=f"{criterion.group_field}:{criterion.group}" if criterion.group_field else criterion.group,
        target=target_in_words(criterion, found.target),
        status=found.status,
        ledger=ledger_of(found.held),
        schools=[_at_school(each) for each in found.schools],
        as_at=found.held.as_at if found.held else timezone.now(),
    )


def _at_school(each: AtSchool) -> dict[str, Any]:
    """What a criterion of a grouping was at one of its schools, as it is kept."""
    point = each.point
    return {
        "urn": each.urn,
        "name": each.school.name,
        "part": point.part if point else None,
        "whole": point.whole if point else None,
        "value": str(point.value) if point else None,
        "target": None if each.target is None else str(each.target),
        "meets": each.meets,
    }


def definition_of(criterion: Criterion, found: Live) -> str:
    """What a figure counts, in words: by the rules in force, and as the school has said."""
    parts: Sequence[Any] = ()
    if criterion.measure and found.row is not None:
        parts = (by_name(criterion.measure).sentence(), found.row.threshold)
    elif criterion.count in COUNTS:
        parts = (COUNTS[criterion.count].definition,)
    elif criterion.indicator is not None:
        parts = (criterion.indicator.method or _("A figure recorded by the school."),)
    told = [said(words(part)) for part in parts if part]
    return " ".join([*told, criterion.definition]).strip() or what_in_words(criterion)


def ledger_of(held: Rolls | None) -> int | None:
    """The school's ledger number a figure was read at; none where several schools have each their own."""
    return next(iter(held.ledger.values())) if held and len(held.ledger) == 1 else None


def _decimal(value: Any) -> Decimal:
    """Recorded values have four places at most, and come back as they were."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def baseline_of(criterion: Criterion, plan: Plan) -> Reading | None:
    """The same figure over the school year before the plan began; None where nothing was recorded then."""
    if not criterion.measure or criterion.by_school:
        return None
    before = AcademicYear(plan.since_year).before
    asked = Criterion(
        row=criterion.row,
        words=criterion.words,
        measure=criterion.measure,
        group_field=criterion.group_field,
        group=criterion.group,
        population=criterion.population,
        period=Criterion.Period.YEAR,
        comparator=Criterion.Comparator.FIXED,
        operator=criterion.operator,
        target=0,
        due=before.until,
    )
    [found] = live(plan, [asked], before.until)
    if found.now is None:
        return None
    reading = reading_of(plan, found)
    reading.target, reading.status = "", ""
    return reading
