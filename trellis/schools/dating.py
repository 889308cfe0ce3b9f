"""Dated rows as people speak of them: from this day it is so, until then it was not.

A fact is never overwritten: what held before ends the day before, what is said of part of a longer span
splits it, and every row touched keeps its history with who did it. A row changes only where something does.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.models import Dated, Person

By = Person | str
"""Whose act it is: somebody signed in, or in words ("command line, secretary")."""

D = TypeVar("D", bound=Dated)

ONE_DAY = dt.timedelta(days=1)


class ProblemWithDates(ProblemWith):
    """Dates that cannot stand together."""

    subject = "date"


def name_of(by: By) -> str:
    """How an act is signed where only words are kept."""
    return by if isinstance(by, str) else by.name


def keep(row: Any, by: By) -> Any:
    """Save a row, with who did it in its history."""
    _sign(row, by)
    row.save()
    return row


def drop(row: Any, by: By) -> None:
    """Remove a row that never held; its history stays, with who did it."""
    _sign(row, by)
    row.delete()


def say_from(
    model: type[D],
    of: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    since: dt.date,
    until: dt.date | None = None,
    by: By,
) -> D:
    """From `since` (to `until`, or from then on) the thing `of` has these values; the row that says so."""
    insist_in_order(since, until)
    rows = list(_overlapping(model, of, since, until))
    if len(rows) == 1 and _covers(rows[0], since, until) and _says(rows[0], values):
        return rows[0]
    for row in rows:
        _make_room(row, since, until, by)
    return keep(model(**of, **values, since=since, until=until), by)


def silence_from(
    model: type[D], of: Mapping[str, Any], *, since: dt.date, until: dt.date | None = None, by: By
) -> int:
    """From `since` (to `until`) nothing is said of the thing any more; how many rows that touched."""
    insist_in_order(since, until)
    rows = list(_overlapping(model, of, since, until))
    for row in rows:
        _make_room(row, since, until, by)
    return len(rows)


def insist_in_order(since: dt.date, until: dt.date | None) -> None:
    """Refuse a span that ends before it begins."""
    if until is not None and until < since:
        template = gettext_noop("%(until)s is before %(since)s: the last day cannot come before the first.")
        raise ProblemWithDates(
            Sentence(template, until=day_in_words(until), since=day_in_words(since)), until
        )


def _overlapping(model: type[Dated], of: Mapping[str, Any], since: dt.date, until: dt.date | None) -> Any:
    return model.objects.between(since, until or dt.date.max).filter(**of).order_by("since")


def _covers(row: Dated, since: dt.date, until: dt.date | None) -> bool:
    return row.since <= since and (row.until is None or (until is not None and row.until >= until))


def _says(row: Dated, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _make_room(row: Dated, since: dt.date, until: dt.date | None, by: By) -> None:
    """Leave of a row only what lies before `since` and after `until`."""
    before, after = row.since < since, until is not None and (row.until is None or row.until > until)
    ends = row.until
    if before:
        row.until = since - ONE_DAY
        keep(row, by)
    elif after:
        row.since = until + ONE_DAY
        keep(row, by)
    else:
        drop(row, by)
    if before and after:
        row.pk, row._state.adding = None, True
        row.since, row.until = until + ONE_DAY, ends
        keep(row, by)


def _sign(row: Any, by: By) -> None:
    if isinstance(by, str):
        row._history_user, row._change_reason = None, by[:100]
    else:
        row._history_user = by
