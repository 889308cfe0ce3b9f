"""Sessions already counted by somebody else: a census table, a termly extract. Never invented into marks.

interfaces.md: a summary counts only where its whole period lies inside the one asked and that enrolment has
no marks there; it is never split by week or weekday; otherwise it is listed as left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from trellis.rules.codes import Category, CodeSet
from trellis.rules.spans import ONE_DAY, SATURDAY
from trellis.rules.tally import Tally, absent, attended, tally_counts


@dataclass(frozen=True, slots=True)
class Summary:
    """One enrolment's sessions between two days: how many were possible, and how many bore each code.

    `enrolment` is its place in the roll. `counts` are by character. `authorised` and `unauthorised` are
    totals as the file states them, where it does.
    """

    enrolment: int
    since: date
    until: date
    possible: int
    counts: Mapping[str, int]
    authorised: int | None = None
    unauthorised: int | None = None
    source: str = ""

    def tally(self, held: CodeSet) -> Tally:
        """What it comes to, under the code set in force on its last day.

        Absence is the sum of the reasons unless that is less than the stated total (domain-rules §3.3). A
        file without present codes leaves only the rest of the possible sessions as attended; one with them
        may leave sessions that no code explains, which are shown.
        """
        tally = self._with_stated_absence(tally_counts(self.counts, held.category))
        if not self.has_present_codes(held):
            rest = self.possible - absent(tally) - tally.coronavirus
            return replace(tally, present=max(rest, 0), activity=0, late_before_close=0, missing=0)
        explained = attended(tally) + absent(tally) + tally.coronavirus
        return replace(tally, unexplained=max(self.possible - explained, 0), missing=0)

    def _with_stated_absence(self, tally: Tally) -> Tally:
        stated_with, stated_without = self.authorised, self.unauthorised
        authorised = tally.authorised if stated_with is None else stated_with
        unauthorised = tally.unauthorised if stated_without is None else stated_without
        if absent(tally) >= authorised + unauthorised:
            return tally
        return replace(tally, authorised=authorised, unauthorised=unauthorised)

    def has_present_codes(self, held: CodeSet) -> bool:
        """Does it say how many sessions were marked present? Without that, nobody knows who was late."""
        return any(held.category(char) is Category.PRESENT for char in self.counts)

    @property
    def school_days(self) -> tuple[date, date]:
        """Its days without a weekend at either end: a term that ends on a Sunday ends on its Friday."""
        since, until = self.since, self.until
        while since < until and since.weekday() >= SATURDAY:
            since += ONE_DAY
        while until > since and until.weekday() >= SATURDAY:
            until -= ONE_DAY
        return since, until
