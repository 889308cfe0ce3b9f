"""An answer: one row for each measure, period and group, exact, and able to say how it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trellis.measures.explanation import Explanation, explain
from trellis.measures.fitting import LeftOut
from trellis.measures.question import Question
from trellis.measures.rows import Row
from trellis.rules.words import Sentence


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a question came to: its rows, and the summaries it had to leave out."""

    question: Question
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as interfaces.md promises it."""
        as_at = self.question.as_at
        notes = {"notes": [str(note) for note in self.notes]} if self.notes else {}
        left_out = {"left_out": [found.as_json() for found in self.left_out]} if self.left_out else {}
        return {
            "as_at": None if as_at is None else as_at.isoformat(),
            "ledger": self.question.ledger,
            "population": self.question.population.value,
            "rows": [row.as_json() for row in self.rows],
            **notes,
            **left_out,
        }

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What must stand beside every figure of it: that a code set is provisional (domain-rules §0.13)."""
        held = (codes for period in self.question.periods for codes in self.question.codes_in(period))
        return tuple(dict.fromkeys(Sentence(codes.note) for codes in held if codes.provisional))

    def explain(self, row: Row) -> Explanation:
        """How was this counted?"""
        return explain(self.question, row)
