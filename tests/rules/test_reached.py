"""Who has been reached: a voice or words that arrived, since a half-term began."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.reached import Reached, never_spoken_with, reached

SINCE, UNTIL = dt.date(2024, 9, 2), dt.date(2024, 10, 25)
day = st.dates(dt.date(2024, 6, 1), dt.date(2025, 1, 31))
days = st.lists(day, max_size=4)


@given(days, days, day, day)
def test_a_voice_counts_before_a_letter_and_only_within_the_days(written, spoken, since, until):
    """Against a calendar walked day by day."""
    spoken_on = written_on = False
    walked = since
    while walked <= until:
        spoken_on |= walked in spoken
        written_on |= walked in written
        walked += dt.timedelta(days=1)
    expected = Reached.SPOKEN if spoken_on else Reached.WRITTEN if written_on else Reached.NOT_REACHED
    assert reached(written=written, spoken=spoken, since=since, until=until) is expected


@given(days, days, day)
def test_whoever_was_written_to_and_never_heard_a_voice_is_one_to_ring(written, spoken, until):
    past = [one for one in written if one <= until]
    heard = [one for one in spoken if one <= until]
    assert never_spoken_with(written=written, spoken=spoken, until=until) is (past != [] and heard == [])


@given(days, days, day)
def test_the_last_day_says_as_much_as_all_of_them(written, spoken, until):
    """Which is why a page reads only the last."""
    written = [one for one in written if one <= until]
    spoken = [one for one in spoken if one <= until]
    last = {"written": written and [max(written)], "spoken": spoken and [max(spoken)]}
    whole = {"written": written, "spoken": spoken}
    assert reached(**last, since=SINCE, until=until) is reached(**whole, since=SINCE, until=until)
    assert never_spoken_with(**last, until=until) is never_spoken_with(**whole, until=until)


def test_the_first_and_the_last_day_belong_to_the_half_term():
    for edge in (SINCE, UNTIL):
        assert reached(written=[], spoken=[edge], since=SINCE, until=UNTIL) is Reached.SPOKEN
        assert reached(written=[edge], spoken=[], since=SINCE, until=UNTIL) is Reached.WRITTEN
    before = SINCE - dt.timedelta(days=1)
    assert reached(written=[before], spoken=[before], since=SINCE, until=UNTIL) is Reached.NOT_REACHED
