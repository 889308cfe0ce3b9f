"""The attendance catalogue: the measures interfaces.md promises, each said once.

domain-rules §3.1. Rates are sums over sums. Late is L and U over possible, as the department counts it.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import Final

from trellis.measures.measure import Measure, Unit, by_name, register, register_family
from trellis.rules.absence import persistently_absent, severely_absent
from trellis.rules.codes import char_of, last_known
from trellis.rules.tally import (
    Count,
    Tally,
    absent,
    attended,
    authorised,
    late,
    measured,
    possible,
    reason,
    unauthorised,
)
from trellis.rules.words import gettext_noop

# Asked for here, a name is looked for when the catalogue stands.
__all__ = [
    "ABSENCE",
    "ATTENDANCE",
    "AUTHORISED_ABSENCE",
    "LATE",
    "LATE_AFTER_CLOSE",
    "LATE_BEFORE_CLOSE",
    "PERSISTENT_ABSENCE",
    "SEVERE_ABSENCE",
    "UNAUTHORISED_ABSENCE",
    "by_name",
    "reason_measure",
]


def late_before_close(tally: Tally) -> Count:
    """Arrived after the register was taken and before it closed: L, which is attended."""
    return tally.late_before_close


def late_after_close(tally: Tally) -> Count:
    """Arrived after the register closed: U, which is an unauthorised absence."""
    return tally.late_after_close


ATTENDANCE: Final = register(
    Measure(
        "attendance",
        gettext_noop("Sessions attended, at school or at an approved activity, out of possible sessions."),
        attended,
        possible,
    )
)
ABSENCE: Final = register(
    Measure(
        "absence",
        gettext_noop("Sessions missed, with leave or without, out of possible sessions."),
        absent,
        possible,
    )
)
AUTHORISED_ABSENCE: Final = register(
    Measure(
        "authorised_absence",
        gettext_noop(
            "Sessions missed with leave or for a reason the school accepts, out of possible sessions."
        ),
        authorised,
        possible,
    )
)
UNAUTHORISED_ABSENCE: Final = register(
    Measure(
        "unauthorised_absence",
        gettext_noop(
            "Sessions missed without leave, arrivals after the register closed among them, "
            "out of possible sessions."
        ),
        unauthorised,
        possible,
    )
)
PERSISTENT_ABSENCE: Final = register(
    Measure(
        "persistent_absence",
        gettext_noop(
            "Enrolments absent for the threshold in force or more, "
            "out of enrolments with a possible session; the severely absent are among them."
        ),
        persistently_absent,
        measured,
        unit=Unit.ENROLMENTS,
        threshold=attrgetter("persistent"),
    )
)
SEVERE_ABSENCE: Final = register(
    Measure(
        "severe_absence",
        gettext_noop(
            "Enrolments absent for half of possible sessions or more, "
            "out of enrolments with a possible session."
        ),
        severely_absent,
        measured,
        unit=Unit.ENROLMENTS,
        threshold=attrgetter("severe"),
    )
)
LATE: Final = register(
    Measure(
        "late",
        gettext_noop(
            "Arrivals after the register was taken, before it closed or after, out of possible sessions."
        ),
        late,
        possible,
        needs_present_codes=True,
    )
)
LATE_BEFORE_CLOSE: Final = register(
    Measure(
        "late_before_close",
        gettext_noop("Arrivals after the register was taken and before it closed, out of possible sessions."),
        late_before_close,
        possible,
        needs_present_codes=True,
    )
)
LATE_AFTER_CLOSE: Final = register(
    Measure(
        "late_after_close",
        gettext_noop("Arrivals after the register closed, out of possible sessions."),
        late_after_close,
        possible,
    )
)


def reason_measure(code: str) -> Measure:
    """Sessions with one code, out of possible sessions; none for a code outside them (evaluate)."""
    char = char_of(code)
    return Measure(
        f"reason:{code}",
        gettext_noop("Sessions marked %(code)s, out of possible sessions where the code counts among them."),
        partial(reason, char=char),
        possible,
        reasons=char,
        needs_present_codes=not last_known(code).category.absent,
    )


register_family("reason", reason_measure)
