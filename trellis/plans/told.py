"""What governors may be told of a figure that was reported: never one in which few children can be seen.

domain-rules §12.2 and docs/adr/0024. A rate of sessions is told without its count, to the place in which
five sessions still fit: from one review to the next, or from everybody to a group, no subtraction leaves one
child's. A count of pupils is told where it and what it leaves out are not few. Where a group and everybody
are reported of the same days, the rest are judged as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from trellis.evidence.models import Reading
from trellis.measures.catalogue import by_name
from trellis.measures.measure import Unit
from trellis.plans.naming import figure_in_words, is_known, schools_in_words, value_in_words
from trellis.plans.standing import TAGS
from trellis.rules.criteria import STATUSES, Status
from trellis.rules.disclosure import FEWEST, LEAST_DENOMINATOR, Row, disclose

_OF_SESSIONS = 100 * FEWEST  # one in a hundred of so many sessions is as many as are not few


@dataclass(frozen=True)
class Told:
    """A figure as it may be told; hidden where it counts few children. No figure: there was none."""

    figure: str = ""
    count: str = ""
    value: Fraction | None = None
    is_hidden: bool = False
    status: str = ""

    @property
    def tag(self) -> str:
        """The colour of its tag: grey of what is hidden, as of what has no figure."""
        return TAGS[Status(self.status or "no_data")]

    @property
    def status_in_words(self) -> str:
        return _("Hidden: few children") if self.is_hidden else _(STATUSES[Status(self.status or "no_data")])


def told(reading: Reading, among: Sequence[Reading] = ()) -> Told:
    """What may be told of one reading, beside the others of its review."""
    kind, _colon, name = reading.of.partition(":")
    value = reading.exact
    if value is None:
        return Told(status=reading.status)
    if kind == "schools":
        return _schools(reading, name, value)
    if kind == "measure":
        return _pupils(reading, value, among) if _is_of_pupils(name) else _rate(reading, value)
    if reading.part is not None and reading.whole is not None:  # an indicator: so many of so many
        return _pupils(reading, value, among)
    in_words = value_in_words(value, of_share="%" in reading.target)
    return Told(in_words, "", value, status=reading.status)


def _schools(reading: Reading, reads: str, value: Fraction) -> Told:
    """How many schools meet something: told where at none of them few children decide it."""
    of_sessions = reads.startswith("measure:") and not _is_of_pupils(reads.removeprefix("measure:"))
    fewest = _OF_SESSIONS if of_sessions else LEAST_DENOMINATOR
    if any(each["whole"] is not None and each["whole"] < fewest for each in reading.schools):
        return Told(is_hidden=True)
    return Told(schools_in_words(int(value), len(reading.schools)), "", value, status=reading.status)


def _is_of_pupils(name: str) -> bool:
    return is_known(name) and by_name(name).unit is Unit.ENROLMENTS


def _rate(reading: Reading, value: Fraction) -> Told:
    whole = reading.whole or 0
    if reading.pupils is None or reading.pupils < LEAST_DENOMINATOR or whole < _OF_SESSIONS:
        return Told(is_hidden=True)
    if whole >= 10 * _OF_SESSIONS:
        attended = reading.of == "measure:attendance"
        figure, _count = figure_in_words(reading.part, whole, value, of_share=True, attended=attended)
        return Told(figure, "", Fraction(round(10 * value), 10), status=reading.status)
    rounded = Fraction(round(value))
    return Told(_("about %(share)s") % {"share": f"{rounded}%"}, "", rounded, status=reading.status)


def _pupils(reading: Reading, value: Fraction, among: Sequence[Reading]) -> Told:
    part, whole = reading.part or 0, reading.whole or 0
    rows = [Row(part, whole)]
    everybody = next((one for one in among if reading.group and _is_everybody(one, reading)), None)
    if everybody is not None:
        rows.append(Row((everybody.part or 0) - part, (everybody.whole or 0) - whole))
    if not all(may.percent and may.counts for may in disclose(rows).rows):
        return Told(is_hidden=True)
    figure, count = figure_in_words(part, whole, value, of_share=True)
    return Told(figure, count, value, status=reading.status)


def _is_everybody(one: Reading, reading: Reading) -> bool:
    same = ("of", "since", "until", "population")
    return not one.group and all(getattr(one, name) == getattr(reading, name) for name in same)
