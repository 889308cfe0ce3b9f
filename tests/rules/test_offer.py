"""How much lay at each level, against a plain reader's count day by day (SUP-1)."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.offer import Work, mix_of

DAYS = st.dates(dt.date(2024, 9, 1), dt.date(2024, 10, 15))
WORK = st.builds(
    lambda level, since, days: Work(level, since, None if days is None else since + dt.timedelta(days)),
    st.integers(0, 2),
    DAYS,
    st.one_of(st.none(), st.integers(0, 40)),
)


@given(st.lists(WORK, max_size=6), DAYS, st.integers(0, 30))
def test_the_mix_is_a_plain_readers(work, since, days):
    until = since + dt.timedelta(days)
    span = {since + dt.timedelta(number) for number in range(days + 1)}

    def touches(one: Work) -> bool:
        return any(one.since <= day and (one.until is None or day <= one.until) for day in span)

    mix = mix_of(work, 3, [(since, until)])[0]
    assert list(mix.counts) == [sum(touches(one) for one in work if one.level == level) for level in range(3)]
    assert mix.whole == sum(map(touches, work))
