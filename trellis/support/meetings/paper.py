"""A meeting about cases on paper: its agenda, and once it is held its minutes, as one reader may see them."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trellis.messages.typesetting import printable, set_document
from trellis.support.meetings.agenda import Agenda, Line
from trellis.support.meetings.models import CaseMeeting, Decision

LAYOUT: Final = Path(str(files("trellis.support") / "layout")) / "meeting.typ"


def minutes_pdf(meeting: CaseMeeting, found: Agenda, made: Sequence[Decision]) -> bytes:
    """The paper as it stands now."""
    return set_document(LAYOUT, printable(paper(meeting, found, made)), at=timezone.now())


def paper(meeting: CaseMeeting, found: Agenda, made: Sequence[Decision]) -> dict[str, Any]:
    """What the paper says, part by part."""
    school = meeting.body.school.name
    came = [one.name for one in meeting.gathering.invitations.all() if one.came]
    standing = [
        {"title": item.words, "lines": [item.minutes] if item.minutes else []}
        for item in meeting.gathering.items.all()
    ]
    children = [_child(line, made) for line in found.lines]
    others = (
        [
            ngettext(
                "%(n)d more child, whom you may not see.",
                "%(n)d more children, whom you may not see.",
                found.unseen,
            )
            % {"n": found.unseen}
        ]
        if found.unseen
        else []
    )
    return {
        "title": _("Agenda") if meeting.is_open else _("Minutes"),
        "body": meeting.body.name,
        "school": school,
        "language": get_language() or "en",
        "day": date_format(meeting.on, "l j F Y"),
        "came": [_("Present: %(names)s") % {"names": ", ".join(came)}] if came else [],
        "parts": [*standing, *children],
        "others": others,
        "foot": _("%(school)s · confidential: about children · printed on %(day)s")
        % {"school": school, "day": date_format(timezone.localdate(), "j F Y")},
    }


def _child(line: Line, made: Sequence[Decision]) -> dict[str, Any]:
    programme = f" · {line.case.programme}" if line.case else ""
    own = [one for one in made if line.item and one.item_id == line.item.pk]
    lines = [*line.reasons, line.item.said if line.item else "", *map(_decision, own)]
    return {"title": f"{line.pupil}{programme}", "lines": [words for words in lines if words]}


def _decision(one: Decision) -> str:
    said = {"words": one.words, "who": one.who, "day": date_format(one.due, "j F Y")}
    return _("Decided: %(words)s. %(who)s, by %(day)s.") % said
