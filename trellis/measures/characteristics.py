"""What is recorded of enrolled pupils over time, and the one value by which a period groups them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Label = str | bool | None
Codes = NDArray[np.int32]
Positions = NDArray[np.int16]

UNKNOWN: Final = -1


class Which(StrEnum):
    """Which of the values an enrolment had in a period groups it: its last, unless another is asked for."""

    FIRST = "first"
    LAST = "last"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class Column:
    """One characteristic of a roll: dated values, each a code into `labels`, by the enrolment's place in it.

    `first` and `last` are the positions a value holds between, both included. Where two values of one
    enrolment hold at once, the one that began later is the one recorded last. A `ranked` column's labels rise
    (False, True; N, K, E): "ever" takes the highest held. In one that has no order, such as the class, "ever"
    can only mean the last.
    """

    labels: tuple[Label, ...]
    enrolment: NDArray[np.intp]
    first: Positions
    last: Positions
    code: Codes
    ranked: bool = False

    @classmethod
    def dated(
        cls,
        labels: Sequence[Label],
        spans: Sequence[tuple[int, int, int, Label]],
        *,
        ranked: bool = False,
    ) -> Column:
        """A column from (enrolment, first position, last position, label), in any order."""
        code_of = {label: code for code, label in enumerate(labels)}
        ordered = sorted(spans, key=lambda span: span[:2])
        enrolment, first, last, held = zip(*ordered, strict=True) if ordered else ((), (), (), ())
        return cls(
            labels=tuple(labels),
            enrolment=np.array(enrolment, np.intp),
            first=np.array(first, np.int16),
            last=np.array(last, np.int16),
            code=np.array([code_of[label] for label in held], np.int32),
            ranked=ranked,
        )

    @classmethod
    def steady(cls, labels: Sequence[Label], codes: NDArray[np.integer], *, ranked: bool = False) -> Column:
        """A column whose values hold all year: a code an enrolment, UNKNOWN where nothing is recorded."""
        known = np.flatnonzero(np.asarray(codes) != UNKNOWN)
        return cls(
            labels=tuple(labels),
            enrolment=known,
            first=np.zeros(len(known), np.int16),
            last=np.full(len(known), np.iinfo(np.int16).max, np.int16),
            code=np.asarray(codes)[known].astype(np.int32),
            ranked=ranked,
        )

    def values(self, first: Positions, last: Positions, which: Which) -> Codes:
        """The code of each enrolment over its own stretch of positions, UNKNOWN where none holds in it."""
        values = np.full(len(first), UNKNOWN, np.int32)
        held = np.flatnonzero((self.first <= last[self.enrolment]) & (self.last >= first[self.enrolment]))
        if which is Which.EVER and self.ranked:
            np.maximum.at(values, self.enrolment[held], self.code[held])
            return values
        # Values stand in the order they began, and the last one assigned to an enrolment stays.
        chosen = held[::-1] if which is Which.FIRST else held
        values[self.enrolment[chosen]] = self.code[chosen]
        return values
