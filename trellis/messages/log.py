"""What has been written home about a child: for the pupil page, and for whoever answers the telephone."""

from collections.abc import Iterable, Sequence

from trellis.messages.models import Letter
from trellis.schools.access import may
from trellis.schools.models import Person, Pupil, School
from trellis.schools.roles import Permission


def last_letters(pupils: Iterable[int], school: School, *, reader: Person) -> dict[int, Letter] | None:
    """The last approved letter of one school about each of some children; None if the reader may not."""
    if not may(reader, Permission.SEE_FAMILIES, school):
        return None
    letters = Letter.objects.approved().filter(pupil__in=list(pupils), batch__school=school)
    in_order = letters.prefetch_related("sides").order_by("approved_at", "-place")
    return {letter.pupil_id: letter for letter in in_order}


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
