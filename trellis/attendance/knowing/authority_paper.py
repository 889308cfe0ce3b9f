"""A file for the authority on paper, as it was approved."""

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.attendance.certificates import FOLDER
from trellis.attendance.day.on_site_paper import printed
from trellis.attendance.knowing.models import AuthorityFile
from trellis.messages.typesetting import set_document

LAYOUT: Path = FOLDER / "authority.typ"


def file_pdf(file: AuthorityFile, rows: Sequence[Sequence[str]]) -> bytes:
    """Each child by themselves, their particulars in lines; no cell is cut to fit a column."""
    data = {
        "title": str(file.get_watch_display()),
        "school": printed(file.school.name),
        "language": get_language() or "en",
        "headings": [printed(one) for one in file.headings],
        "rows": [[printed(str(cell)) for cell in row] for row in rows],
        "says": _("Approved by %(name)s on %(day)s.")
        % {
            "name": printed(file.approved_by_name),
            "day": date_format(timezone.localdate(file.approved_at), "j F Y"),
        },
        "foot": _("%(school)s · confidential: about children") % {"school": printed(file.school.name)},
    }
    return set_document(LAYOUT, data, at=file.approved_at or timezone.now())
