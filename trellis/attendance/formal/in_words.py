"""Where somebody stands, in words. It is never said that a notice follows: only what may be considered."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.rules.penalty import Framework, Marked, Standing, State
from trellis.rules.rounding import percent_for_page

STATES = {
    State.REACHED: gettext_lazy("Reached"),
    State.DEPENDS: gettext_lazy("Depends on a reason"),
    State.EARLIER: gettext_lazy("Reached before"),
    State.NEAR: gettext_lazy("Coming near"),
    State.FAR: gettext_lazy("Not near"),
}


def rule_in_words(framework: Framework) -> str:
    """What makes a list, such as "10 sessions of G, N, O or U within 10 school weeks"."""
    codes = ", ".join(sorted(framework.codes))
    if framework.weeks:
        template = _("%(sessions)d sessions of %(codes)s within %(weeks)d school weeks")
    else:
        template = _("%(sessions)d sessions of %(codes)s in a term")
    said = template % {"sessions": framework.sessions, "codes": codes, "weeks": framework.weeks}
    if framework.below is None:
        return said
    return _("%(said)s, attendance this year below %(below)s%%") % {
        "said": said,
        "below": f"{float(framework.below):g}",
    }


def standing_in_words(standing: Standing) -> str:
    """Where the sessions of one child stand, in a sentence."""
    now, reached = standing.now, standing.reached
    said = {
        "n": len(now.sessions),
        "needed": standing.threshold,
        "since": date_format(now.since, "j F Y"),
        "open": len(now.to_come),
    }
    if standing.state is State.REACHED and standing.reached_on is not None:
        said |= {"n": len(now.settled), "on": date_format(standing.reached_on, "j F Y")}
        return _("%(n)d sessions since %(since)s; %(needed)d were reached on %(on)s.") % said
    if standing.state is State.DEPENDS:
        template = ngettext(
            "%(n)d sessions since %(since)s; %(open)d has no reason yet: nothing may be proposed on it.",
            "%(n)d sessions since %(since)s; %(open)d have no reason yet: nothing may be proposed on them.",
            len(now.to_come),
        )
        return template % said
    if standing.state is State.EARLIER and reached is not None:
        said |= {
            "n": len(reached.settled),
            "since": date_format(reached.since, "j F Y"),
            "until": date_format(reached.until, "j F Y"),
        }
        return _("%(n)d sessions from %(since)s to %(until)s; the weeks have moved on since.") % said
    return _("%(n)d of %(needed)d sessions since %(since)s.") % said


def short_day(day: dt.date) -> str:
    """Such as "Tue 10 Sep"."""
    return date_format(day, "D j M")


def by_day(sessions: Iterable[Marked], *, say: Callable[[dt.date], str] = short_day) -> list[tuple[str, str]]:
    """Sessions day by day as a register has them: both of a day "O O", one of them "PM O"."""
    return [(say(day), _of_day(list(marked))) for day, marked in groupby(sessions, key=lambda one: one.day)]


def _of_day(marked: Sequence[Marked]) -> str:
    if len(marked) == 1:
        return f"{marked[0].session} {marked[0].code}"
    return " ".join(one.code for one in marked)


def reasons_in_words(due_by: Mapping[Marked, dt.date | None]) -> str:
    """How many reasons are still to come, and by when the first is due."""
    if not due_by:
        return ""
    first = min(filter(None, due_by.values()), default=None)
    said = {"n": len(due_by), "day": date_format(first, "j F") if first else ""}
    if first is None:
        return ngettext("%(n)d reason to come.", "%(n)d reasons to come.", len(due_by)) % said
    template = ngettext(
        "%(n)d reason to come, due by %(day)s.",
        "%(n)d reasons to come, the first due by %(day)s.",
        len(due_by),
    )
    return template % said


def record_in_words(child: str, attended: int, possible: int, standing: Standing) -> str:
    """The record of attendance as a notice to improve begins with it."""
    template = _(
        "%(child)s attended %(attended)d of %(possible)d sessions this year (%(percent)s%%). "
        "%(n)d sessions since %(since)s were missed without leave. A session is a morning or an afternoon."
    )
    return template % {
        "child": child,
        "attended": attended,
        "possible": possible,
        "percent": percent_for_page(attended, possible) if possible else "–",
        "n": len(standing.now.settled),
        "since": date_format(standing.now.since, "j F Y"),
    }
