"""A case on one sheet of paper: what was agreed, what was read before and after, and what came of it.

It is the child's own before and after. It claims nothing of what the support did: for that a case is too few.
"""

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.messages.typesetting import printable, set_document
from trellis.support.models import Case, CaseStep
from trellis.support.shown import FigureRow, Told

LAYOUT: Final = Path(str(files("trellis.support") / "layout")) / "case.typ"


def sheet_pdf(told: Told) -> bytes:
    """The sheet of a case as it stands now."""
    return set_document(LAYOUT, printable(sheet(told)), at=timezone.now())


def sheet(told: Told) -> dict[str, Any]:
    """What the sheet says, part by part; a part nothing is said in is left out."""
    case = told.case
    parts = [
        (_("Why"), [case.why]),
        (_("What goes well"), [case.strengths]),
        (_("In the family’s own words"), [case.family_words]),
        (_("What we agreed"), [*map(_goal, case.goals.all()), *map(_step, case.steps.all())]),
        (_("Reviews"), [words for review in case.reviews.all() for words in _review(review)]),
    ]
    ended = [case.closing_words, case.what_next and _("What next: %(words)s") % {"words": case.what_next}]
    return {
        "title": str(case.pupil),
        "programme": case.programme.name,
        "school": case.school.name,
        "language": get_language() or "en",
        "days": _days(case),
        "parts": [
            {"title": title, "lines": [line for line in lines if line]}
            for title, lines in parts
            if any(lines)
        ],
        "figures_title": _("Before, and since"),
        "figures": _figures(told),
        "says": _compared(told),
        "missing": [
            _("%(what)s: no score was recorded by the day it began.") % {"what": row.words}
            for row in told.figures
            if row.lacks_a_start
        ],
        "ended_title": _("What came of it"),
        "ended": [str(case.get_outcome_display()), *filter(None, ended)] if case.outcome else [],
        "foot": _("%(school)s · confidential: about a child · printed on %(day)s")
        % {"school": case.school.name, "day": _day(timezone.localdate())},
    }


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _days(case: Case) -> str:
    if case.closed_on is None:
        return _("Since %(day)s") % {"day": _day(case.since)}
    return _("%(since)s to %(until)s") % {"since": _day(case.since), "until": _day(case.closed_on)}


def _goal(goal: Any) -> str:
    stands = _("met on %(day)s") % {"day": _day(goal.met_on)} if goal.met_on else goal.said
    return _("Goal: %(words)s") % {"words": goal.words} + (f" ({stands})" if stands else "")


def _step(step: CaseStep) -> str:
    words = f"{step.get_whose_display()}: {step.words}"
    if step.dealt_with_on is None:
        return words
    came = _("done") if step.was_done else _("not done")
    return f"{words} ({came}{': ' if step.said else ''}{step.said})"


def _review(review: Any) -> list[str]:
    said = _("%(day)s: %(words)s") % {"day": _day(review.on), "words": review.words}
    own = [_("The family: %(words)s") % {"words": review.family_words}] if review.family_words else []
    return [said, *own, *([review.decided] if review.decided else [])]


def _figures(told: Told) -> dict[str, Any]:
    head = [
        _("Figure"),
        *(f"{column.words}\n{_span(column.since, column.until)}" for column in told.columns),
        _("Enough to end"),
    ]
    return {"head": head, "rows": [_row(row) for row in told.figures]}


def _span(since: dt.date | None, until: dt.date | None) -> str:
    return " – ".join(date_format(day, "j M Y") for day in (since, until) if day)


def _row(row: FigureRow) -> list[str]:
    cells = [
        f"{cell.rate}\n{cell.of}" if cell and cell.whole else cell.rate if cell else _("not read")
        for cell in row.cells
    ]
    enough = row.enough or _("not by itself")
    return [row.words, *cells, _("%(enough)s: reached") % {"enough": enough} if row.is_enough else enough]


def _compared(told: Told) -> list[str]:
    """Attendance over as many possible sessions before the start as since, and what it does not say."""
    found = told.compared
    if found is None:
        return [_("There are not yet sessions on both sides of the start.")]
    return [
        _(
            "Attendance %(before)s (%(before_of)s) from %(day)s on, before it began; %(after)s "
            "(%(after_of)s) since."
        )
        % {
            "before": found.before.rate,
            "before_of": found.before.of,
            "day": _day(found.before.since),
            "after": found.after.rate,
            "after_of": found.after.of,
        },
        _("Other things change too: this is what happened, and not by itself what the support did."),
    ]
