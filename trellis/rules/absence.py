"""Persistent and severe absence: who is meant, decided on whole numbers.

Severe absence lies inside persistent absence ("10 per cent or more" holds it); some papers speak of
persistent absence without the severe, so both are offered and each is named (domain-rules §3.1).
"""

from __future__ import annotations

from typing import Final

from trellis.rules.tally import Tally, Truth
from trellis.rules.thresholds import Threshold, absence_at_least

TEN_PER_CENT: Final = absence_at_least(10)
HALF: Final = absence_at_least(50)


def persistently_absent(tally: Tally, threshold: Threshold = TEN_PER_CENT) -> Truth:
    """Absent for the threshold in force or more, the severely absent among them: 10 × absent ≥ possible."""
    return threshold.met(tally)


def severely_absent(tally: Tally, threshold: Threshold = HALF) -> Truth:
    """Absent for half of all possible sessions or more."""
    return threshold.met(tally)


def persistently_but_not_severely_absent(
    tally: Tally, persistent: Threshold = TEN_PER_CENT, severe: Threshold = HALF
) -> Truth:
    """Persistently absent, and not so absent as to be counted severe."""
    # "Greater" is "and not" for one truth as for an array of them, where "not" would answer for the whole
    # array.
    return persistent.met(tally) > severe.met(tally)
