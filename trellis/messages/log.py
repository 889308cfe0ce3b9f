"""What has been written home about a child: for the pupil page, and for whoever answers the telephone."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trellis.messages.models import Conversation, Item
from trellis.schools.access import may
from trellis.schools.models import Person, Pupil, School
from trellis.schools.questions import PUPILS, SCHOOL, Question
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Step:
    """The last thing done with a child's family, and by whom."""

    at: dt.datetime
    words: str
    by: str


def last_steps(pupils: Iterable[int], school: School, *, reader: Person) -> dict[int, Step] | None:
    """The last message to or conversation with the family of each of some children; None if the reader may
    not.
    """
    if not may(reader, Permission.SEE_FAMILIES, school):
        return None
    of_whom = {"pupils": list(pupils), "school": school.pk}
    steps = [*_written(**of_whom), *_said(**of_whom)]
    return dict(sorted(steps, key=lambda step: step[1].at))


def _written(**of_whom: Any) -> Iterable[tuple[int, Step]]:
    last = {item.pupil_id: item for item in _WRITTEN.ask(**of_whom)}
    for pupil, item in last.items():
        yield pupil, Step(item.approved_at, item.title, item.batch.approved_by_name)


def _said(**of_whom: Any) -> Iterable[tuple[int, Step]]:
    for row in _SAID.ask(**of_whom):
        held = row.conversation
        kind = str(held.get_kind_display())
        words = kind if held.reached else _("%(kind)s, not reached") % {"kind": kind}
        yield row.pupil_id, Step(held.at, words, held.spoken_by)


_WRITTEN = Question(
    lambda: (
        Item.objects.counting()
        .filter(pupil__in=PUPILS, batch__school=SCHOOL)
        .select_related("batch")
        .prefetch_related("sides")
        .order_by("approved_at", "-place")
    )
)
_SAID = Question(
    lambda: (
        Conversation.pupils.through.objects.filter(
            pupil__in=PUPILS, conversation__school=SCHOOL, conversation__set_aside_at=None
        )
        .select_related("conversation")
        .order_by("conversation__at", "conversation")
    )
)


def messages_about(pupil: Pupil, school: School, *, reader: Person) -> Sequence[Item]:
    """The approved messages of one school about one child, newest first, if the reader may see families.

    A page includes them with `{% include "messages/_log.html" with items=items %}`. A message to one home is
    listed for staff only: no family ever sees this page.
    """
    if not may(reader, Permission.SEE_FAMILIES, school):
        return []
    return _ABOUT.ask(pupils=[pupil.pk], school=school.pk)


_ABOUT = Question(
    lambda: (
        Item.objects.approved()
        .filter(pupil__in=PUPILS, batch__school=SCHOOL)
        .select_related("batch__school")
        .prefetch_related("sides__wording")
        .order_by("-approved_at", "place")
    )
)
