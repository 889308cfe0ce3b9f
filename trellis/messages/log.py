"""What has been written home about a child: for the pupil page, and for whoever answers the telephone."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.messages.models import Conversation, Letter
from trellis.schools.access import may
from trellis.schools.models import Person, Pupil, School
from trellis.schools.roles import Permission


@dataclass(frozen=True)
class Step:
    """The last thing done with a child's family, and by whom."""

    at: dt.datetime
    words: str
    by: str


def last_steps(pupils: Iterable[int], school: School, *, reader: Person) -> dict[int, Step] | None:
    """The last letter to or conversation with the family of each of some children; None if the reader may
    not.
    """
    if not may(reader, Permission.SEE_FAMILIES, school):
        return None
    pupils = list(pupils)
    steps = [*_written(pupils, school), *_said(pupils, school)]
    return dict(sorted(steps, key=lambda step: step[1].at))


def _written(pupils: Sequence[int], school: School) -> Iterable[tuple[int, Step]]:
    letters = Letter.objects.approved().filter(pupil__in=pupils, batch__school=school)
    in_order = letters.select_related("batch").prefetch_related("sides").order_by("approved_at", "-place")
    last = {letter.pupil_id: letter for letter in in_order}
    for pupil, letter in last.items():
        yield pupil, Step(letter.approved_at, letter.title, letter.batch.approved_by_name)


def _said(pupils: Sequence[int], school: School) -> Iterable[tuple[int, Step]]:
    about = Conversation.pupils.through.objects.filter(
        pupil__in=pupils, conversation__school=school, conversation__set_aside_at=None
    )
    rows = about.select_related("conversation").order_by("conversation__at", "conversation")
    for row in rows:
        held = row.conversation
        kind = str(held.get_kind_display())
        words = kind if held.reached else _("%(kind)s, not reached") % {"kind": kind}
        yield row.pupil_id, Step(held.at, words, held.spoken_by)


def letters_about(pupil: Pupil, school: School, *, reader: Person) -> Sequence[Letter]:
    """The approved letters of one school about one child, newest first, if the reader may see families.

    A page includes them with `{% include "messages/_log.html" with letters=letters %}`. A letter to one
    home is listed for staff only: no family ever sees this page.
    """
    if not may(reader, Permission.SEE_FAMILIES, school):
        return []
    return list(
        Letter.objects.approved()
        .filter(pupil=pupil, batch__school=school)
        .select_related("batch__school")
        .prefetch_related("sides__wording")
        .order_by("-approved_at", "place")
    )
