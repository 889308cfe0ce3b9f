"""The benchmark of the kernel, on a few pupils: three ways to count the same marks give the same figures."""

import numpy as np
import pytest

pytest.importorskip("duckdb")
pytest.importorskip("pandas")
pytest.importorskip("pyarrow")

from bench import kernel  # noqa: E402  (only where what it needs is installed)

PUPILS = 400


@pytest.fixture(scope="module")
def registers() -> kernel.Registers:
    return kernel.drawn(PUPILS)


def test_the_same_seed_draws_the_same_registers(registers: kernel.Registers) -> None:
    again = kernel.drawn(PUPILS)
    assert np.array_equal(registers.roll.marks, again.roll.marks)
    assert not np.array_equal(registers.roll.marks, kernel.drawn(PUPILS, seed=2).roll.marks)
    assert registers.marks > 370 * PUPILS


def test_every_way_of_counting_gives_every_figure(registers: kernel.Registers, tmp_path) -> None:
    ours = kernel.figures_of_trellis(kernel.by_trellis(registers))
    marks, pupils = kernel.write_tall(registers, tmp_path)
    duck = kernel.Duck(marks, pupils)
    for name in ("grouped", "filtered", "joined"):
        assert kernel.figures_of_sql(duck.run(name)) == ours
    assert kernel.figures_of_pandas(kernel.by_pandas(marks, pupils)) == ours
    assert {key[0] for key in ours} == {*kernel.OF_SESSIONS, *kernel.OF_ENROLMENTS}
    assert {key[1] for key in ours} == {None, *(half.name for half in kernel.HALF_TERMS)}


def test_a_figure_that_differs_is_seen(registers: kernel.Registers, tmp_path) -> None:
    """One mark changed in the tall table alone: the comparison must not pass."""
    ours = kernel.figures_of_trellis(kernel.by_trellis(registers))
    first = int(np.flatnonzero(registers.roll.marks[0] == ord("/"))[0])
    registers.roll.marks[0, first] = ord("O")
    marks, pupils = kernel.write_tall(registers, tmp_path)
    registers.roll.marks[0, first] = ord("/")
    theirs = kernel.figures_of_sql(kernel.Duck(marks, pupils).run("grouped"))
    assert theirs != ours
    assert not kernel._identical("figures", theirs == ours, ours)["ok"]


def test_the_figures_of_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "median_of_five", lambda act: (act(), 1.0)[1])
    taken = {row["name"]: row for row in kernel.rows(50)}
    assert taken["times faster than DuckDB"]["limit"] == 3
    assert taken["times faster than pandas"]["limit"] == 25
    assert taken["the measures of an authority's year, from lines in memory"]["limit"] == 0.6
    assert all(row["ok"] for name, row in taken.items() if name.startswith("figures of "))
    assert {"name", "value", "unit", "limit", "ok", "note"} == set(next(iter(taken.values())))
