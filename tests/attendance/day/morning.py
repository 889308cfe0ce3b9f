"""Registers for the tests: taken(cast, cast.class_3b, amy="N") marks everybody else in the class present."""

from typing import Any

from trellis.registers.actions import save_register
from trellis.registers.models import Entry
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet
from trellis.rules.words import Session


def taken(
    cast: Any, school_class: Any, session: Session = Session.AM, late: bool = False, **codes: str
) -> None:
    """A register taken. `late`: those named have come after all, and nobody else's mark changes."""
    sheet = Sheet(cast.oak, school_class, cast.today, session)
    present = "/" if session is Session.AM else "\\"
    given = {cast.pupils[name].pk: code for name, code in codes.items()}
    marks = [
        Mark(place.pupil.pk, cast.today, session, given.get(place.pupil.pk, present), seen=place.code)
        for place in sheet.places
        if not late or place.pupil.pk in given
    ]
    save_register(sheet=sheet, marks=marks, by=cast.teacher, kind=Entry.Kind.LATE if late else Entry.Kind.TAP)
