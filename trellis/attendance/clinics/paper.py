"""A clinic on paper: the list for whoever holds it; the times alone for the door, with nobody named."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.attendance.certificates import FOLDER
from trellis.attendance.clinics.lists import Row
from trellis.attendance.day.on_site_paper import printed
from trellis.gatherings.models import Gathering
from trellis.messages.typesetting import set_document

LAYOUT: Path = FOLDER / "clinic.typ"


def clinic_pdf(gathering: Gathering, rows: Sequence[Row], *, at_the_door: bool) -> bytes:
    """The list as it is now, or the times alone."""
    when = date_format(gathering.on, "l j F Y")
    name = printed(gathering.about or str(gathering.get_kind_display()))
    data = {
        "title": f"{name}, {when}",
        "school": printed(gathering.school.name),
        "language": get_language() or "en",
        "where": printed(gathering.where),
        "headings": _headings(at_the_door),
        "rows": list(_at_the_door(rows) if at_the_door else _listed(rows)),
        "says": _("Please wait to be called. Nobody is named here.")
        if at_the_door
        else _("Staff only: keep it out of sight, and shred it afterwards."),
        "foot": f"{printed(gathering.school.name)} · {when}",
    }
    return set_document(LAYOUT, data, at=timezone.now())


def _headings(at_the_door: bool) -> list[str]:
    if at_the_door:
        return [_("Time"), _("With"), ""]
    return [_("Time"), _("Who comes"), _("About"), _("What was said and agreed, by whom, by when")]


def _at_the_door(rows: Sequence[Row]) -> Iterator[list[str]]:
    for row in rows:
        if row.slot is not None:
            yield [row.at, printed(row.slot.held_by), _("taken") if row.invitation else _("free")]


def _listed(rows: Sequence[Row]) -> Iterator[list[str]]:
    for row in rows:
        if row.invitation is not None:
            about = ", ".join(f"{one.name} ({one.class_name})" for one in row.children)
            said = "\n".join(filter(None, (about, row.invitation.why)))
            held_by = row.slot.held_by if row.slot else ""
            yield [row.at, printed(f"{row.invitation}\n{held_by}".strip()), printed(said), ""]
