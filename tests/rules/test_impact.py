"""Impact: supported pupils beside pupils like them, against a plain reader of the same weeks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.rules.impact import (
    AFTER,
    BEFORE,
    CALIPER,
    FEWEST,
    LATEST,
    LEAST_SESSIONS,
    MATCHES,
    Look,
    Standing,
    Start,
    Verdict,
    Weekly,
    impact,
    student,
)

WEEKS = 2 * BEFORE + AFTER
START = 2 * BEFORE


def weekly(
    absent,
    *,
    helped=(),
    schools=None,
    phases=None,
    families=None,
    possible=None,
    recoded=None,
    open_weeks=None,
):
    """Ten sessions a week, one school and phase, everybody a family of their own, unless said otherwise."""
    absent = np.array(absent, np.int64)
    pupils, weeks = absent.shape
    schools = np.zeros(pupils, np.int64) if schools is None else np.array(schools)
    supported = np.zeros(absent.shape, np.bool_)
    for row, week in helped:
        supported[row, week:] = True
    return Weekly(
        absent=absent,
        possible=np.full_like(absent, 10) if possible is None else np.array(possible),
        recoded=np.zeros_like(absent) if recoded is None else np.array(recoded),
        schools=schools,
        phases=np.zeros(pupils, np.int64) if phases is None else np.array(phases),
        families=np.arange(pupils) if families is None else np.array(families),
        open_weeks=np.ones((schools.max() + 1, weeks), np.bool_) if open_weeks is None else open_weeks,
        helped=supported,
    )


def a_school(pupils: int, seed: int = 1, weeks: int = WEEKS):
    """Pupils who miss from none to half of their weeks, each at a level of their own."""
    chance = np.random.default_rng(seed)
    return chance.binomial(10, chance.uniform(0, 0.5, pupils)[:, None], (pupils, weeks))


# --- a plain reader ---


class Plain:
    """The same estimate, pupil by pupil and week by week."""

    def __init__(self, held: Weekly):
        self.held = held
        self.pupils, self.weeks = range(held.absent.shape[0]), range(held.absent.shape[1])
        self.never = [row for row in self.pupils if not held.helped[row].any()]
        schools = set(held.schools)
        self.usual = {
            (school, week): self.share(self.of(school), [week]) for school in schools for week in self.weeks
        }

    def of(self, school):
        return [row for row in self.never if self.held.schools[row] == school]

    def share(self, rows, weeks):
        possible = sum(self.held.possible[row, week] for row in rows for week in weeks)
        absent = sum(self.held.absent[row, week] for row in rows for week in weeks)
        return absent / possible if possible else 0.0

    def sessions(self, row, weeks):
        return sum(self.held.possible[row, week] for week in weeks)

    def figure(self, row, weeks, before):
        """What the row missed beyond the usual of its school, upon the level of that school."""
        school, sessions = self.held.schools[row], self.sessions(row, weeks)
        usual = sum(self.held.possible[row, week] * self.usual[school, week] for week in weeks)
        over = (sum(self.held.absent[row, week] for week in weeks) - usual) / sessions if sessions else 0.0
        return 100 * (over + self.share(self.of(school), before))

    def windows(self, row, week, look):
        """Earlier, recent, latest and after, or None where there are not that many school weeks."""
        held = [w for w in self.weeks if self.held.open_weeks[self.held.schools[row], w]]
        here = len([w for w in held if w < week])
        first = here + (AFTER if look is Look.FOLLOW_UP else 0)
        if here < 2 * BEFORE or first + AFTER > len(held):
            return None
        # A week the school was shut between two windows belongs to the earlier: nobody has sessions in it.
        return (
            range(held[here - 2 * BEFORE], held[here - BEFORE]),
            range(held[here - BEFORE], held[here - 1] + 1),
            range(held[here - LATEST], held[here - 1] + 1),
            range(held[first], held[first + AFTER - 1] + 1),
        )

    def estimate(self, starts, look):
        """For how many somebody was found, and the difference; None where for nobody."""
        supported, similar = [], []
        for row, week in starts:
            for own, others in self.pairs(row, week, look):
                supported.append(own)
                similar += others
        return (len(supported), corrected(supported, similar)) if supported else None

    def pairs(self, row, week, look):
        windows = self.windows(row, week, look)
        if windows is None:
            return
        earlier, recent, latest, after = windows
        before = range(earlier.start, recent.stop)
        known = [
            one
            for one in self.pupils
            if min(self.sessions(one, earlier), self.sessions(one, recent)) >= LEAST_SESSIONS
            and self.sessions(one, latest) > 0
        ]
        measured = [one for one in known if self.sessions(one, after) >= LEAST_SESSIONS]
        if row not in measured:
            return
        figures = {
            one: [self.figure(one, weeks, before) for weeks in (recent, earlier, latest)] for one in known
        }
        found = [one for one in self.nearest(row, week, figures) if one in measured]
        if found:
            told = {one: (figures[one], self.figure(one, after, before)) for one in (row, *found)}
            yield told[row], [(*told[one], 1 / len(found)) for one in found]

    def nearest(self, row, week, figures):
        phases, schools = self.held.phases, self.held.schools
        pool = [one for one in figures if not self.held.helped[one, week] and phases[one] == phases[row]]
        spreads = [float(np.std([figures[one][k] for one in pool])) or 1.0 for k in range(3)]

        def apart(one):
            return math.sqrt(sum(((figures[one][k] - figures[row][k]) / spreads[k]) ** 2 for k in range(3)))

        near = [(schools[one] != schools[row], apart(one), one) for one in pool if apart(one) <= CALIPER]
        return [one for *_, one in sorted(near)[:MATCHES]]


def corrected(supported, similar):
    """The mean difference once a line through the matches has taken out what still parts them."""
    roots = np.sqrt([weight for _, _, weight in similar])
    line = np.array([[1.0, *figures] for figures, _, _ in similar])
    later = np.array([late for _, late, _ in similar])
    slopes = np.linalg.lstsq(line * roots[:, None], later * roots, rcond=None)[0]
    own = [late - float(np.dot([1.0, *figures], slopes)) for figures, late in supported]
    theirs = [weight * (late - float(np.dot([1.0, *figures], slopes))) for figures, late, weight in similar]
    return (sum(theirs) - sum(own)) / len(supported)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    pupils=st.integers(15, 30),
    size=st.integers(1, 8),
    schools=st.integers(1, 3),
    shut=st.integers(0, 19),
    look=st.sampled_from(Look),
)
def test_the_estimate_is_a_plain_readers(seed, pupils, size, schools, shut, look):
    chance = np.random.default_rng(seed)
    weeks = WEEKS + AFTER + 2
    absent = a_school(pupils, seed, weeks)
    open_weeks = np.ones((schools, weeks), np.bool_)
    open_weeks[0, shut] = False
    school = chance.integers(0, schools, pupils)
    possible = np.where(open_weeks[school], 10, 0) * (chance.random((pupils, weeks)) < 0.95)
    absent = np.minimum(absent, possible)
    starts = [
        Start(int(row), int(chance.integers(START, START + 4)))
        for row in chance.choice(pupils, size, replace=False)
    ]
    held = weekly(
        absent, helped=starts, schools=school, possible=possible, open_weeks=open_weeks,
        phases=chance.integers(0, 2, pupils),
    )  # fmt: skip
    found, plain = impact(held, starts, look), Plain(held).estimate(starts, look)
    if plain is None:
        assert found.matched == 0
        assert found.difference is None
    else:
        assert found.matched == plain[0]
        assert found.difference == pytest.approx(plain[1], abs=1e-6)


# --- what is said of it ---


def alike(size: int, *, after: int, among: int = 200, by: int = 2):
    """So many supported who missed three sessions a week, then `after`, and others who still miss three.

    `by` is how far a week may lie from that.
    """
    chance = np.random.default_rng(3)
    absent = 3 + chance.integers(-by, by + 1, (among, WEEKS))
    absent[:size, START:] = np.clip(absent[:size, START:] - 3 + after, 0, 10)
    starts = [Start(row, START) for row in range(size)]
    return absent, starts


def test_what_helped_is_more_than_similar_pupils():
    absent, starts = alike(20, after=1)
    found = impact(weekly(absent, helped=starts), starts)
    assert found.verdict is Verdict.MORE
    assert found.low < found.difference < found.high
    assert found.difference == pytest.approx(20, abs=3)
    assert "rose more" in str(found.in_words())


def test_what_harmed_is_less():
    absent, starts = alike(20, after=6)
    assert impact(weekly(absent, helped=starts), starts).verdict is Verdict.LESS


def test_nothing_added_is_no_clear_difference_and_says_what_could_have_been_seen():
    absent, starts = alike(20, after=3)
    found = impact(weekly(absent, helped=starts), starts)
    assert found.verdict is Verdict.UNCLEAR
    assert f"{found.smallest:.1f} points" in str(found.in_words())
    assert found.smallest > (found.high - found.low) / 2


def test_nine_are_too_few_to_tell_and_ten_are_not():
    for size, verdict in ((FEWEST - 1, Verdict.TOO_FEW), (FEWEST, Verdict.MORE)):
        absent, starts = alike(size, after=0)
        found = impact(weekly(absent, helped=starts), starts)
        assert found.matched == size
        assert found.verdict is verdict
        assert (f"for {size} pupils" in str(found.in_words())) == (size < FEWEST)
    assert "9 pupils" in str(
        impact(weekly(alike(9, after=0)[0], helped=alike(9, after=0)[1]), starts[:9]).in_words()
    )


def test_whom_nobody_is_like_is_told_apart_without_a_difference():
    absent, starts = alike(12, after=1)
    absent[0, :START] = 10  # among those who miss three in ten, one who never came
    found = impact(weekly(absent, helped=starts), starts)
    assert found.standings[0] is Standing.NOBODY_LIKE_THEM
    assert found.matched == 11
    assert found.alone.pupils == 1
    assert found.alone.before == 100


def test_where_everybody_like_them_is_supported_there_is_nobody_to_compare():
    absent = np.zeros((60, WEEKS), np.int64)
    absent[:30] = 5
    absent[30:, ::5] = 1
    starts = [Start(row, START) for row in range(30)]
    found = impact(weekly(absent, helped=starts), starts)
    assert found.matched == 0
    assert found.difference is None
    assert found.alone.pupils == 30


def test_a_week_bad_for_a_whole_school_is_no_harm_done():
    absent, starts = alike(20, after=3)
    schools = np.repeat([0, 1], 100)
    calm = impact(weekly(absent, helped=starts, schools=schools), starts)
    stormy = absent.copy()
    stormy[:100, START:] = np.minimum(stormy[:100, START:] + 2, 10)
    found = impact(weekly(stormy, helped=starts, schools=schools), starts)
    assert found.difference == pytest.approx(calm.difference, abs=0.5)


def test_a_child_of_another_school_is_taken_only_where_their_own_has_too_few():
    absent, starts = alike(1, after=3, among=40)
    schools = [0] * 4 + [1] * 36
    held = weekly(absent, helped=starts, schools=schools)
    found = impact(held, starts)
    assert found.comparisons == MATCHES
    assert impact(weekly(absent, helped=starts), starts).comparisons == MATCHES


def test_another_phase_is_never_compared():
    absent, starts = alike(3, after=3, among=40)
    phases = [1] * 3 + [0] * 37
    assert impact(weekly(absent, helped=starts, phases=phases), starts).matched == 0


def test_whoever_is_supported_later_stays_in_the_comparison():
    absent, starts = alike(10, after=3, among=15, by=0)
    helped = [*starts, (10, START + 1)]
    found = impact(weekly(absent, helped=helped), starts)
    assert found.comparisons == 5  # the five others, the one supported a week later among them


def test_whoever_was_supported_on_the_day_is_no_comparison():
    absent, starts = alike(10, after=3, among=15, by=0)
    found = impact(weekly(absent, helped=[*starts, (10, START - 1)]), starts)
    assert found.comparisons == 4


def test_a_family_counts_once():
    absent, starts = alike(20, after=3)
    alone = impact(weekly(absent, helped=starts), starts)
    families = [row // 2 for row in range(20)] + list(range(20, 200))
    absent[1:20:2] = absent[0:20:2]  # twins miss the same sessions
    apart = impact(weekly(absent, helped=starts), starts)
    together = impact(weekly(absent, helped=starts, families=families), starts)
    assert together.difference == apart.difference
    assert together.high - together.low > apart.high - apart.low
    assert alone.matched == together.matched


def test_too_soon_too_short_and_left_are_each_said():
    absent = a_school(60, weeks=WEEKS + 3)
    possible = np.full_like(absent, 10)
    possible[1, :8] = 0  # came in the eighth week
    possible[2, START + 1 :] = 0  # left after a week
    starts = [Start(0, START + 4), Start(1, START), Start(2, START), Start(3, START)]
    found = impact(weekly(np.minimum(absent, possible), helped=starts, possible=possible), starts)
    assert found.standings == (Standing.TOO_SOON, Standing.TOO_SHORT_BEFORE, Standing.LEFT, Standing.MATCHED)


def test_a_match_who_left_is_left_out_and_counted():
    absent, starts = alike(1, after=3, among=6, by=0)
    possible = np.full_like(absent, 10)
    possible[3, START:] = 0
    found = impact(weekly(np.minimum(absent, possible), helped=starts, possible=possible), starts)
    assert found.left_out + found.comparisons == MATCHES


@pytest.mark.parametrize(("degrees", "printed"), [(5, 2.571), (9, 2.262), (20, 2.086), (60, 2.000)])
def test_students_t_is_that_of_the_tables(degrees, printed):
    assert student(degrees) == pytest.approx(printed, abs=0.006)


def test_with_no_end_of_degrees_it_is_the_normal():
    assert student(math.inf) == pytest.approx(1.96, abs=0.001)


def test_sessions_recoded_after_the_start_stand_beside_it():
    absent, starts = alike(12, after=3)
    recoded = np.zeros_like(absent)
    recoded[:12, START:] = 2
    found = impact(weekly(absent, helped=starts, recoded=recoded), starts)
    assert (found.supported.recoded_before, found.supported.recoded_after) == (0, 12)
    assert (found.similar.recoded_before, found.similar.recoded_after) == (0, 0)
    assert (found.supported.possible_before, found.supported.possible_after) == (60, 60)
