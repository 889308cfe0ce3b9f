"""What it would take from here, for staff: sessions in a row to leave a threshold, or how near it is."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.attendance.asked import Asked
from trellis.rules.academic_year import SESSIONS
from trellis.rules.tally import Tally, absent, possible
from trellis.rules.thresholds import Threshold, thresholds

# More sessions than there are in a year.
_AHEAD = np.arange(SESSIONS + 1)


def from_here(tally: Tally, asked: Asked) -> str:
    """The sentence of one child's year so far; nothing of a year that is over, or of a part of one."""
    if not asked.is_this_year or asked.half_term:
        return ""
    held = thresholds(asked.school.nation, asked.year.until)
    whole, missed = int(possible(tally)), int(absent(tally))
    if not whole:
        return ""
    for threshold, words in (
        (held.severe, _("severe absence")),
        (held.persistent, _("persistent absence")),
    ):
        if threshold.met(tally):
            count = _sessions_until(whole, missed, threshold, attending=True)
            return ngettext(
                "To leave %(what)s: %(count)d session attended.",
                "To leave %(what)s: %(count)d sessions attended with none missed.",
                count,
            ) % {"what": words, "count": count}
    more = _sessions_until(whole, missed, held.persistent, attending=False)
    return (
        ngettext(
            "%(count)d more session missed, with none attended between, would reach persistent absence.",
            "%(count)d more sessions missed, with none attended between, would reach persistent absence.",
            more,
        )
        % {"count": more}
        if missed
        else ""
    )


# Both thresholds ask how much was missed, and most of a school have had as many sessions.
@lru_cache(maxsize=1 << 12)
def _sessions_until(whole: int, missed: int, threshold: Threshold, *, attending: bool) -> int:
    tally = Tally(present=whole - missed, unauthorised=missed)
    return sessions_until(tally, threshold, attending=attending)


def sessions_until(tally: Tally, threshold: Threshold, *, attending: bool) -> int:
    """How many sessions, all attended or all missed, until a threshold is no longer met, or first is."""
    ahead = (
        replace(tally, present=tally.present + _AHEAD)
        if attending
        else replace(tally, unauthorised=tally.unauthorised + _AHEAD)
    )
    there = np.broadcast_to(np.asarray(threshold.met(ahead)) != attending, _AHEAD.shape)
    return int(np.argmax(there)) if there.any() else SESSIONS
