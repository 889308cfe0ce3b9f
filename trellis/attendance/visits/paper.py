"""The sheet of a round on paper: the homes in their order, what to know, and room to write."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.attendance.certificates import FOLDER
from trellis.attendance.day.on_site_paper import printed
from trellis.attendance.visits.lists import OnSheet
from trellis.attendance.visits.models import VisitOutcome, VisitRound
from trellis.messages.typesetting import set_document

LAYOUT: Path = FOLDER / "visits.typ"


def sheet_pdf(round_: VisitRound, rows: Sequence[OnSheet]) -> bytes:
    """The sheet as it is now."""
    when = date_format(round_.on, "l j F Y")
    said = {
        "leaves": f"{round_.leaves_at:%H:%M}",
        "back": f"{timezone.localtime(round_.expected_back):%H:%M}",
        "name": round_.watched_by_name,
    }
    data = {
        "title": _("Visits, %(when)s") % {"when": when},
        "school": printed(round_.school.name),
        "language": get_language() or "en",
        "who": printed(str(round_)),
        "when": printed(_("Leaves %(leaves)s, expected back %(back)s. %(name)s watches for them.") % said),
        "keep": _("Keep it with you, and shred it when you are back."),
        "outcomes": [str(one.label) for one in VisitOutcome.Outcome],
        "room": [_("What was said and seen"), _("Next step, by whom, by when")],
        "visits": [_on_paper(row) for row in rows],
        "foot": f"{printed(round_.school.name)} · {when}",
    }
    return set_document(LAYOUT, data, at=timezone.now())


def _on_paper(row: OnSheet) -> dict[str, Any]:
    adults = [" · ".join(filter(None, one)) for one in row.adults]
    address = ", ".join(row.address) or _("No address is known.")
    lines = [address, *adults, row.visit.why, _("On hold: nobody writes home") if row.on_hold else ""]
    return {
        "name": printed(f"{row.child.name} ({row.child.class_name})"),
        "lines": [printed(line) for line in lines if line],
        "note": printed(_("Know before you go: %(words)s") % {"words": row.note}) if row.note else "",
    }
