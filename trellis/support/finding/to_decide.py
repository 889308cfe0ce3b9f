"""Children of whom somebody noted an indicator, and of whom nobody has decided a level: what waits for
whoever decides. What registers and rooms count of each child besides is found on the list itself.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.schools.models import Enrolment, Pupil
from trellis.support.finding.models import DecidedLevel, LevelIndicator, NotedIndicator, VulnerabilityTable


def to_decide(school: Any, day: Any, *, sees_protected: bool) -> QuerySet[Pupil]:
    """Those on the roll of a school; of indicators kept for few only for those few."""
    noted = NotedIndicator.objects.on(day).filter(Exists(_asked(school, day, sees_protected)), school=school)
    if not sees_protected:
        noted = noted.filter(indicator__is_protected=False)
    decided = DecidedLevel.objects.filter(pupil=OuterRef("pk"), school=school, on__lte=day)
    on_roll = Enrolment.objects.on(day).filter(school=school, pupil__in=noted.values("pupil"))
    return Pupil.objects.filter(~Exists(decided), pk__in=on_roll.values("pupil"), merged_into=None)


def _asked(school: Any, day: Any, sees_protected: bool) -> Any:
    """What the table in use asks that was noted: itself or, by another table, what is called the same."""
    same = Q(pk=OuterRef("indicator")) | (
        ~Q(table=OuterRef("indicator__table")) & Q(words__iexact=OuterRef("indicator__words"))
    )
    table = VulnerabilityTable.objects.nearest(school, day).values("pk")[:1]
    found = LevelIndicator.objects.filter(same, table__in=table, until=None, measure="")
    return found if sees_protected else found.filter(is_protected=False)
