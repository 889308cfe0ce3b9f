"""What is done in the attendance day and after it."""

from collections.abc import Sequence

from django.db import transaction

from trellis.attendance.drawing_up import occasion_of
from trellis.attendance.letter_fields import NAME
from trellis.attendance.letters import TRAFFIC_LIGHTS, draw_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import Draft
from trellis.messages.models import Batch, Channel
from trellis.rules.academic_year import AcademicYear
from trellis.schools.dating import By
from trellis.schools.models import School


def draft_attendance_letters(
    *, school: School, year: AcademicYear, half_term: str, channels: Sequence[str] = (Channel.LETTER,)
) -> Draft:
    """The traffic-light letters of a half-term as they would be drawn up now: nothing is kept."""
    with transaction.atomic():
        offer_templates(school=school, subject=TRAFFIC_LIGHTS)
        draft = draw_up(school, {"year": year.start, "half_term": half_term, "channels": list(channels)})
        transaction.set_rollback(True)
    return draft


@transaction.atomic
def prepare_attendance_letters(
    *,
    school: School,
    year: AcademicYear,
    half_term: str,
    channels: Sequence[str] = (Channel.LETTER,),
    by: By,
) -> tuple[Batch, Draft]:
    """Draw up the traffic-light letters of a half-term and keep them: they wait for somebody to approve
    them. `channels` are how each family is reached, in order of preference.
    """
    offer_templates(school=school, subject=TRAFFIC_LIGHTS)
    asked = {"year": year.start, "half_term": half_term, "channels": list(channels)}
    draft = draw_up(school, asked)
    name = str(draft.counted["half_term"])
    batch = prepare_batch(
        school=school,
        subject=NAME,
        occasion=occasion_of(year, name),
        since=draft.since,
        until=draft.until,
        asked={**asked, "half_term": name},
        draft=draft,
        by=by,
    )
    return batch, draft
