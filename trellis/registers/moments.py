"""Moments as the ledger keeps them, and the ids of acts, which begin with one.

A ledger entry is a few dozen bytes, so its moment is kept as a whole number of milliseconds rather than as
text (docs/adr: what a mark weighs). Everywhere else it is an ordinary aware datetime.
"""

import datetime as dt
import secrets
from typing import Any

from django.db import models

from trellis.rules.words import ProblemWith, Sentence, gettext_noop

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)

# An act's id is a moment and twenty bits of chance: two acts in one millisecond still differ.
_CHANCE_BITS = 20
_LARGEST_ACT = (1 << 63) - 1

# How far the clock behind a page's act may stand from ours. Acts take their moment from the server's own
# clock, as the page was given it, plus the time the page has been open: only drift is left.
DRIFT = dt.timedelta(minutes=2)


def milliseconds(moment: dt.datetime) -> int:
    """An aware moment as whole milliseconds."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(milliseconds: int) -> dt.datetime:
    """The moment that so many milliseconds stand for."""
    return _EPOCH + milliseconds * _MILLISECOND


class MomentField(models.BigIntegerField):
    """An aware moment, to the millisecond, kept as a number."""

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> dt.datetime | None:
        return None if value is None else moment(value)

    def get_prep_value(self, value: Any) -> int | None:
        return milliseconds(value) if isinstance(value, dt.datetime) else super().get_prep_value(value)

    def to_python(self, value: Any) -> Any:
        return moment(value) if isinstance(value, int) else value


class ProblemWithAct(ProblemWith):
    """An id that no page of ours gave to an act."""

    subject = "act"


def new_act(at: dt.datetime) -> int:
    """An id for an act that begins now.

    It can only be recorded after this moment, so a resend is found by reading the ledger back to it: no
    index has to hold every act there ever was.
    """
    return milliseconds(at) << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)


def begun_at(act: int) -> dt.datetime:
    """The moment an act began."""
    return moment(act >> _CHANCE_BITS)


def read_act(written: object, *, now: dt.datetime) -> int:
    """An act's id as a page sends it, in digits; one from the future was not given by any page."""
    try:
        act = int(str(written))
    except ValueError:
        act = -1
    if not 0 < act <= _LARGEST_ACT or begun_at(act) > now + DRIFT:
        says = Sentence(
            gettext_noop("This save does not carry an id that Trellis gave: load the register again.")
        )
        raise ProblemWithAct(says, written)
    return act
