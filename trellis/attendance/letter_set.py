"""The letter set: absence and punctuality letters, invitations and short messages to families somebody chose.

Somebody ticks children on a list and chooses one of these. Each offers help, blames nobody and says where a
figure can be put right; legal wording stands only in the letters that ask for a meeting, is marked as such,
and is left out for a child not of compulsory school age throughout (domain-rules §0.14). How often a family
is written the same is each letter's own: a concern once a half-term, a meeting once, a day once.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.letter_fields import OF_FIGURES
from trellis.messages.drafts import Words
from trellis.messages.drawing_up import FIELDS as OF_EVERY_MESSAGE
from trellis.messages.models import Channel
from trellis.messages.wording import Field, read_shipped

NAME = "chosen-families"

TEMPLATES = {
    "concern-first": _("Attendance: first letter, can we help?"),
    "concern-meeting": _("Attendance: shall we meet?"),
    "punctuality-first": _("Punctuality: first letter"),
    "punctuality-second": _("Punctuality: shall we meet?"),
    "meeting-invitation": _("Invitation to a meeting"),
    "clinic-invitation": _("Invitation to the attendance clinic"),
    "welcome-back": _("Welcome back"),
    "improved": _("Attendance is better: thank you"),
    "not-heard-from": _("Not at school today, and not heard from"),
    "late-today": _("Arrived after the register today"),
    "meeting-reminder": _("Reminder of a meeting"),
}


class Once(StrEnum):
    """How often a family may get the same message about a child."""

    HALF_TERM = "half-term"
    DAY = "day"
    MEETING = "meeting"


ONCE = {
    **dict.fromkeys(("concern-first", "concern-meeting", "punctuality-first"), Once.HALF_TERM),
    **dict.fromkeys(("punctuality-second", "welcome-back", "improved"), Once.HALF_TERM),
    **dict.fromkeys(("meeting-invitation", "clinic-invitation", "meeting-reminder"), Once.MEETING),
    **dict.fromkeys(("not-heard-from", "late-today"), Once.DAY),
}
WITH_FIGURES = frozenset(
    {
        "concern-first",
        "concern-meeting",
        "punctuality-first",
        "punctuality-second",
        "clinic-invitation",
        "improved",
    }
)
"""Those that tell figures, and so go to nobody whose marks are missing or whose sessions are too few."""
OF_A_MEETING = frozenset(
    {
        "concern-meeting",
        "punctuality-second",
        "meeting-invitation",
        "clinic-invitation",
        "meeting-reminder",
    }
)
"""Those that may say when and where to meet."""
NEEDS_A_MEETING = frozenset({"meeting-reminder"})
MEETING = "meeting"

FIELDS = (
    *OF_EVERY_MESSAGE,
    Field("since", _("the first day the figures count"), "3 September 2024"),
    Field("until", _("the last day the figures count"), "25 October 2024"),
    *OF_FIGURES,
    Field("date", _("the day of the meeting, or today"), "Tuesday 12 November"),
    Field("time", _("the time of the meeting"), "15:30"),
    Field("place", _("where to meet"), "in the family room"),
)


def shipped(name: str) -> Mapping[tuple[str, str], Words]:
    """A template as it comes. An e-mail says what the letter says, or the text where there is no letter."""
    found = dict(read_shipped(files("trellis.attendance") / "wordings", name))
    for channel in (Channel.LETTER, Channel.TEXT):
        for (held, language), words in list(found.items()):
            if held == channel:
                found.setdefault((Channel.EMAIL.value, language), words)
    return found


def channels_of(name: str) -> frozenset[str]:
    """By which channels a template goes."""
    return frozenset(channel for channel, _language in shipped(name))


def describe(asked: Mapping[str, Any]) -> str:
    """Which letter, and when, in words."""
    return f"{TEMPLATES[asked['template']]}, {date_format(date.fromisoformat(asked['on']), 'j F Y')}"


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who was chosen, and how the figures were counted."""
    since, until = (date_format(date.fromisoformat(counted[name]), "j F Y") for name in ("since", "until"))
    as_at = timezone.localtime(datetime.fromisoformat(counted["as_at"]))
    return [
        (
            gettext("Who"),
            gettext("Children somebody chose on a list, %(count)d.") % {"count": counted["chosen"]},
        ),
        (gettext("From and to"), f"{since} – {until}"),
        (
            gettext("Attendance"),
            gettext(
                "Sessions attended of possible sessions; lates before the register closed count as attended."
            ),
        ),
        (
            gettext("As at"),
            gettext("%(moment)s, ledger number %(number)s")
            % {"moment": date_format(as_at, "j F Y, H:i"), "number": counted["ledger"]},
        ),
    ]
