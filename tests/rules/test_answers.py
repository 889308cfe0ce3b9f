"""How well a service answers, against a plain reader's count (SUP-11)."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.answers import Sent, answers

DAY = dt.date(2024, 9, 10)
SENT = st.builds(
    lambda days, outcome: Sent(DAY, None if days is None else DAY + dt.timedelta(days), outcome),
    st.one_of(st.none(), st.integers(0, 30)),
    st.sampled_from(["", "accepted", "declined"]),
)


@given(st.lists(SENT, max_size=9), st.one_of(st.none(), st.integers(1, 20)))
def test_answers_are_a_plain_readers(sent, promised):
    found = answers(sent, promised)
    days = sorted((one.acknowledged_on - DAY).days for one in sent if one.acknowledged_on)
    assert (found.sent, found.acknowledged) == (len(sent), len(days))
    assert found.waits == len([one for one in sent if one.acknowledged_on is None])
    assert found.in_time == (0 if promised is None else len([one for one in days if one <= promised]))
    assert sum(found.outcomes.values()) == len([one for one in sent if one.outcome])
    if not days:
        assert found.middle_days is None
    elif len(days) % 2:
        assert found.middle_days == days[len(days) // 2]
    else:
        assert found.middle_days == Fraction(days[len(days) // 2 - 1] + days[len(days) // 2], 2)
