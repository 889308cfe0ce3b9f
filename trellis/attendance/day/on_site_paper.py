"""The on-site list on paper, to tick off outside: tagged PDF, those to be looked for first, then class by
class.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trellis.attendance.certificates import FOLDER
from trellis.attendance.day.on_site import Child, OnSite
from trellis.messages.typesetting import set_document, unprintable

LAYOUT: Path = FOLDER / "on_site.typ"


def on_site_pdf(found: OnSite) -> bytes:
    """The list as it is now."""
    at = timezone.localtime(found.now)
    when = date_format(at, "l j F Y, H:i")
    data = {
        "title": _("On site, %(when)s") % {"when": when},
        "school": printed(found.school.name),
        "language": get_language() or "en",
        "headline": headline(found),
        "lines": [_("Children only: visitors and staff are not on this list."), _age(found)],
        "unknown_title": _("To be looked for first"),
        "unknown": [_said(child, f"{class_name} · {child.why}") for class_name, child in found.unknown],
        "classes": [
            {
                "name": _("%(name)s · %(here)d here") % {"name": one.name, "here": len(one.here)},
                "children": [_said(child, child.beside) for child in one.here],
            }
            for one in found.classes
            if one.here
        ],
        "foot": f"{printed(found.school.name)} · {when}",
    }
    return set_document(LAYOUT, data, at=found.now)


def headline(found: OnSite) -> str:
    """How many are here, and how many nobody can say of."""
    here = ngettext("%(n)d child on site.", "%(n)d children on site.", found.here) % {"n": found.here}
    if not found.is_school_day:
        here = f"{_('There is no school today.')} {here}"
    if not found.unknown:
        return here
    unknown = len(found.unknown)
    says = ngettext("%(n)d to be looked for.", "%(n)d to be looked for.", unknown)
    return f"{here} {says % {'n': unknown}}"


def _age(found: OnSite) -> str:
    if found.written_at is None:
        return _("No mark has come in yet.")
    return _("Marks last came in at %(at)s.") % {"at": _time(found.written_at)}


def _said(child: Child, says: str) -> dict[str, Any]:
    return {"name": printed(child.name), "says": says}


def _time(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def printed(words: str) -> str:
    """A name the typeface has no letters for keeps its place: a list for an evacuation is printed in any
    case.
    """
    missing = set(unprintable(words))
    return "".join("?" if one in missing else one for one in words)
