"""An answer: one row for each measure, period and group, exact, and able to say how it was counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from trellis.measures.explanation import Explanation, explain
from trellis.measures.fitting import LeftOut
from trellis.measures.question import Question
from trellis.measures.rows import Row
from trellis.rules.disclosure import Row as Counted
from trellis.rules.disclosure import disclose


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a question came to: its rows, and the summaries it had to leave out."""

    question: Question
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as interfaces.md promises it."""
        as_at = self.question.as_at
        return {
            "as_at": None if as_at is None else as_at.isoformat(),
            "ledger": self.question.ledger,
            "population": self.question.population.value,
            "rows": [row.as_json() for row in self.rows],
        }

    def explain(self, row: Row) -> Explanation:
        """How was this counted?"""
        return explain(self.question, row)

    def disclosed(self) -> Answer:
        """The answer as it may leave the school: small numbers suppressed, last of all (§12.2)."""
        breakdowns: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            # The groups of one measure in one stretch of time are a breakdown; each is disclosed by itself.
            time = tuple(row.group[name] for name in self.question.time_fields)
            breakdowns[row.measure, row.period, time].append(place)
        rows = list(self.rows)
        for places in breakdowns.values():
            known = [place for place in places if rows[place].numerator is not None]
            found = disclose([_counted(rows[place]) for place in known])
            for place, told in zip(known, found.rows, strict=True):
                rows[place] = rows[place].disclosed(told)
        return replace(self, rows=tuple(rows))


def _counted(row: Row) -> Counted:
    return Counted(row.numerator or 0, row.denominator, row.pupils)
