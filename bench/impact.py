"""Does the measure of impact find what is there, and only that? Seeded worlds whose truth is known.

The worlds are those of docs/impact.md: each pupil's weekly absence of ten sessions is binomial, its logit a
level of their own and a drift of eight tenths a week. Held to, in the kind world, where support is given on
just what the register shows: success is claimed where nothing was added in 5% of worlds or fewer, the
interval holds the truth in 95% within two points (both by the exact binomial interval), and the mean error is
under a third of a point. The unkind worlds are printed beside it without a mark: there the method is known to
fail, and its page says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.timing import Row, median_of_five, row
from trellis.rules.impact import AFTER, BEFORE, Start, Weekly, impact

KIND: Final = 2000
UNKIND: Final = 600
START: Final = 2 * BEFORE
WEEKS: Final = START + AFTER
SESSIONS: Final = 10
LEVEL, SPREAD = -3.2, 0.9
DRIFT, KEPT = 0.7, 0.8
# In logits: about 2.95 points for those who are chosen.
ADDED: Final = 0.31
ELIGIBLE: Final = 6  # a tenth of the sessions of six weeks
BAD_MONTHS: Final = 0.4


@dataclass(frozen=True)
class World:
    """How a world is made. `chosen` says who of those eligible are supported, by what lies ahead of them."""

    name: str
    supported: int
    pupils: int = 3200
    schools: int = 8
    added: float = 0.0
    leaning: float = 0.0  # towards those about to recover; below nought, about to get worse
    dropped: bool = False  # whoever is supported later is taken from the comparison, half at each review
    in_one_school: bool = False


class Told(NamedTuple):
    """One world: what was estimated, its interval, the truth, and for how many somebody was found."""

    difference: float
    low: float
    high: float
    truth: float
    matched: int


def rows() -> Iterator[Row]:
    """The figures of this module."""
    for number, world in enumerate(kind_worlds()):
        yield from _held(world, _tell_all(world, number, KIND))
    for number, world in enumerate(unkind_worlds()):
        yield from _printed(world, _tell_all(world, 100 + number, UNKIND))
    weekly, starts = large()
    yield row(
        "impact of 400 supported pupils among 8,000 over three years",
        1000 * median_of_five(lambda: impact(weekly, starts)),
        "ms",
        limit=1000,
    )


def kind_worlds() -> Iterator[World]:
    """Those the method is held to."""
    for pupils, schools, sizes in ((3200, 8, (15, 40, 80)), (300, 1, (15, 30))):
        for added, words in ((0.0, "nothing added"), (ADDED, "about 3 points added")):
            for size in sizes:
                yield World(f"{words}, {size} of {pupils:,}", size, pupils, schools, added)


def unkind_worlds() -> Iterator[World]:
    """Those in which support is given on what the register does not show, or the comparison is spoilt."""
    kind = World("", 40)
    for size in (40, 80):
        yield replace(kind, name=f"staff choose those about to recover, {size}", supported=size, leaning=1.5)
    yield replace(kind, name="staff choose those about to get worse, 40", leaning=-1.5)
    for size in (40, 80):
        name = f"those supported later are dropped, {size}"
        yield replace(kind, name=name, supported=size, dropped=True)
    yield replace(kind, name="all in one school that has bad months, 40", in_one_school=True)
    yield replace(kind, name="everybody eligible supported", supported=3200)
    yield replace(kind, name="matches shared: 30 of 150 in one school", supported=30, pupils=150, schools=1)


# --- making a world ---


def tell(world: World, seed: tuple[int, int]) -> Told:
    """Make a world and measure it."""
    chance = np.random.default_rng(seed)
    logits = _logits(world, chance)
    school = np.arange(world.pupils) % world.schools
    before = chance.binomial(SESSIONS, _share(logits[:, :START]))
    eligible = before[:, BEFORE:].sum(axis=1) >= ELIGIBLE
    if world.in_one_school:
        eligible &= school == 0
    chosen = _chosen(world, np.flatnonzero(eligible), logits, chance)
    ahead = logits[:, START:].copy()
    ahead[chosen] -= world.added
    truth = 100 * float((_share(logits[chosen, START:]) - _share(ahead[chosen])).mean())
    absent = np.concatenate([before, chance.binomial(SESSIONS, _share(ahead))], axis=1)
    possible = np.full_like(absent, SESSIONS)
    if world.dropped:
        _drop(absent, possible, chosen, chance)
    helped = np.zeros(absent.shape, np.bool_)
    helped[chosen, START:] = True
    weekly = Weekly(
        absent=absent,
        possible=possible,
        recoded=np.zeros_like(absent),
        schools=school,
        phases=np.zeros_like(school),
        families=np.arange(world.pupils),
        open_weeks=np.ones((world.schools, WEEKS), np.bool_),
        helped=helped,
    )
    found = impact(weekly, [Start(int(one), START) for one in chosen])
    if found.difference is None or found.low is None or found.high is None:
        return Told(math.nan, math.nan, math.nan, truth, found.matched)
    return Told(found.difference, found.low, found.high, truth, found.matched)


def _logits(world: World, chance: np.random.Generator) -> NDArray[np.float64]:
    level = chance.normal(LEVEL, SPREAD, world.pupils)
    drift = np.empty((world.pupils, WEEKS))
    drift[:, 0] = chance.normal(0, DRIFT, world.pupils)
    steps = chance.normal(0, DRIFT * math.sqrt(1 - KEPT**2), (world.pupils, WEEKS))
    for week in range(1, WEEKS):
        drift[:, week] = KEPT * drift[:, week - 1] + steps[:, week]
    if world.in_one_school:
        months = chance.normal(0, BAD_MONTHS, (world.schools, -(-WEEKS // 4)))
        drift += np.repeat(months, 4, axis=1)[np.arange(world.pupils) % world.schools, :WEEKS]
    return level[:, None] + drift


def _chosen(
    world: World, eligible: NDArray[np.int64], logits: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.int64]:
    """At random, or leaning on what will be: how far the coming weeks lie below the last six, and chance."""
    size = min(world.supported, len(eligible))
    if not world.leaning:
        return chance.choice(eligible, size, replace=False)
    falls = logits[eligible, BEFORE:START].mean(axis=1) - logits[eligible, START:].mean(axis=1)
    wanted = world.leaning * falls + chance.normal(0, 1, len(eligible))
    return eligible[np.argsort(-wanted)[:size]]


def _drop(
    absent: NDArray[np.int64],
    possible: NDArray[np.int64],
    chosen: NDArray[np.int64],
    chance: np.random.Generator,
) -> None:
    """At reviews after two weeks and four, half of those not supported who are at a tenth are lost to it."""
    others = np.ones(len(absent), np.bool_)
    others[chosen] = False
    for review in (START + 2, START + 4):
        high = others & (absent[:, review - BEFORE : review].sum(axis=1) >= ELIGIBLE)
        lost = high & (chance.random(len(absent)) < 0.5)
        absent[lost, START:] = possible[lost, START:] = 0
        others &= ~lost


def _share(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-logits))


def large() -> tuple[Weekly, list[Start]]:
    """8,000 pupils of eight schools over three years, 400 of them supported from forty different weeks."""
    chance = np.random.default_rng(2024)
    pupils, schools, weeks = 8000, 8, 3 * 39
    absent = chance.binomial(SESSIONS, _share(chance.normal(LEVEL, 1.1, pupils)[:, None]), (pupils, weeks))
    rows_of = chance.choice(pupils, 400, replace=False)
    starts = [Start(int(one), START + int(number) % 40 * 2) for number, one in enumerate(rows_of)]
    helped = np.zeros(absent.shape, np.bool_)
    for start in starts:
        helped[start.row, start.week :] = True
    school = np.arange(pupils) % schools
    weekly = Weekly(
        absent=absent,
        possible=np.full_like(absent, SESSIONS),
        recoded=np.zeros_like(absent),
        schools=school,
        phases=np.zeros_like(school),
        families=np.arange(pupils) // 2,
        open_weeks=np.ones((schools, weeks), np.bool_),
        helped=helped,
    )
    return weekly, starts


# --- many worlds ---


def _tell_all(world: World, number: int, times: int) -> list[Told]:
    with ProcessPoolExecutor() as workers:
        seeds = [(number, time) for time in range(times)]
        return list(workers.map(tell, [world] * times, seeds, chunksize=50))


def _held(world: World, told: list[Told]) -> Iterator[Row]:
    found = _with_an_estimate(told)
    truth, error = _truth(told), _error(found)
    note = f"{_how_many(told, found)}, {truth:.2f} points added, {_matched(told):.0f} matched"
    if not world.added:
        claims = _count(found, lambda one: one.low > 0)
        yield Row(
            name=f"impact, {world.name}: claims success",
            value=round(100 * claims / len(told), 2),
            unit="%",
            limit=5,
            ok=_exact(claims, len(told))[0] <= 0.05,
            note=note,
        )
    covered = _count(found, lambda one: one.low <= truth <= one.high)
    least, most = _exact(covered, len(found))
    yield Row(
        name=f"impact, {world.name}: interval holds the truth (95, within 2)",
        value=round(100 * covered / len(found), 2),
        unit="%",
        limit=None,
        ok=most >= 0.93 and least <= 0.97,
        note=note,
    )
    yield row(f"impact, {world.name}: mean error", abs(error), "points", limit=1 / 3, note=f"{error:+.2f}")


def _printed(world: World, told: list[Told]) -> Iterator[Row]:
    found = _with_an_estimate(told)
    if not found:
        yield row(f"impact, {world.name}: could be told", 0, "worlds", note=f"{_matched(told):.1f} matched")
        return
    claims = _count(found, lambda one: one.low > 0)
    covered = _count(found, lambda one: one.low <= _truth(told) <= one.high)
    said = f"claims success in {100 * claims / len(found):.0f}%, holds the truth in "
    said += f"{100 * covered / len(found):.0f}%, {_matched(told):.0f} matched, {_how_many(told, found)}"
    yield row(f"impact, {world.name}: estimate", _error(found), "points", note=said)


def _with_an_estimate(told: list[Told]) -> list[Told]:
    """The worlds in which enough were matched to say anything."""
    return [one for one in told if not math.isnan(one.difference)]


def _how_many(told: list[Told], found: list[Told]) -> str:
    few = len(told) - len(found)
    return f"{len(told)} worlds" + (f", in {few} too few to tell" if few else "")


def _truth(told: list[Told]) -> float:
    """What support adds for such pupils on average over the worlds."""
    return sum(one.truth for one in told) / len(told)


def _error(told: list[Told]) -> float:
    return sum(one.difference for one in told) / len(told) - _truth(told)


def _matched(told: list[Told]) -> float:
    return sum(one.matched for one in told) / len(told)


def _count(told: list[Told], is_so: Callable[[Told], bool]) -> int:
    return sum(1 for one in told if is_so(one))


def _exact(times: int, of: int) -> tuple[float, float]:
    """The exact 95% interval of a share: Clopper and Pearson's, by halving."""

    def at_most(share: float, most: int) -> float:
        if most < 0:
            return 0.0
        if share in (0.0, 1.0):
            return 1.0 if share == 0 or most >= of else 0.0
        counts = np.arange(most + 1)
        ways = [math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1) for k in counts]
        logs = np.array(ways) + counts * math.log(share) + (of - counts) * math.log1p(-share)
        return float(np.exp(logs).sum())

    def where(is_above: Callable[[float], bool]) -> float:
        low, high = 0.0, 1.0
        for _halving in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if is_above(middle) else (middle, high)
        return low

    least = where(lambda share: 1 - at_most(share, times - 1) > 0.025)
    return least, where(lambda share: at_most(share, times) < 0.025)
