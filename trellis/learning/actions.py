"""What people do with scores: name a scale, record a wave of a class, put a score right, take one back."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.learning.models import Scale, Score
from trellis.rules.scores import Groups, ProblemWithScore, Range, plain
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Enrolment, Grouping, Pupil, School, at_place


@transaction.atomic
def name_scale(*, place: School | Grouping, by: By, scale: Scale | None = None, **values: Any) -> Scale:
    """Name a scale of a school's or grouping's own, or change one. Scores that stand must stay on it.

    Raises ProblemWithScore where the highest is not above the lowest, the name is taken, or a score recorded
    before would lie outside.
    """
    held = scale or Scale(**at_place(place))
    for name, value in values.items():
        setattr(held, name, value)
    within = Range(held.least, held.most, held.places)
    held.grouped = Groups.read(held.grouped, within).text
    same = Scale.objects.at(place).filter(instrument=held.instrument, name=held.name).exclude(pk=held.pk)
    if same.exists():
        raise ProblemWithScore(Sentence(gettext_noop("There is a scale of this name already.")), held.name)
    for value in held.scores.values_list("value", flat=True) if held.pk else ():
        try:
            within.insist(value)
        except ProblemWithScore as problem:
            says = gettext_noop("A score that was recorded would no longer stand: %(says)s")
            raise ProblemWithScore(Sentence(says, says=problem.says), value) from problem
    return keep(held, by)


@transaction.atomic
def record_scores(
    *,
    school: School,
    scale: Scale,
    wave: str,
    on: dt.date,
    values: Mapping[Pupil, Decimal | None],
    by: By,
) -> int:
    """Record a wave of some children on one day; how many scores that made or changed.

    None takes back what was recorded of a child in that wave. Nothing is recorded unless all of it can be.
    Raises ProblemWithScore for a day to come, a closed scale, a score outside it, or a child not on the roll.
    """
    _insist_on_day(scale, on)
    held = {score.pupil_id: score for score in scale.scores.filter(wave=wave, pupil__in=list(values))}
    on_roll = set(Enrolment.objects.on(on).filter(school=school).values_list("pupil", flat=True))
    touched = 0
    for pupil, value in values.items():
        score = held.get(pupil.pk)
        if value is None:
            if score is not None:
                drop(score, by)
                touched += 1
            continue
        scale.range.insist(value)
        if score is not None and (score.value, score.on) == (value, on):
            continue
        if pupil.pk not in on_roll:
            says = gettext_noop("%(pupil)s was not on the roll on %(day)s.")
            raise ProblemWithScore(Sentence(says, pupil=pupil, day=day_in_words(on)), plain(value))
        score = score or Score(school=school, pupil=pupil, scale=scale, wave=wave)
        score.value, score.on, score.by_name = value, on, name_of(by)
        keep(score, by)
        touched += 1
    return touched


def _insist_on_day(scale: Scale, on: dt.date) -> None:
    if on > timezone.localdate():
        says = gettext_noop("%(day)s is still to come: a score is recorded once it was measured.")
        raise ProblemWithScore(Sentence(says, day=day_in_words(on)), on)
    if scale.is_closed:
        raise ProblemWithScore(Sentence(gettext_noop("This scale is no longer used.")), scale.pk)
