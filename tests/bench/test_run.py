"""The benchmark's own arithmetic: what counts as within a limit, and what is kept."""

import json
import sys
from contextlib import nullcontext

import pytest

from bench import registers, run
from bench.timing import at_the_95th, median_of_five, row


def test_a_figure_stays_under_its_limit_or_reaches_it():
    assert row("saving a register", 29.9, "ms", limit=30)["ok"]
    assert not row("saving a register", 30.0, "ms", limit=30)["ok"]
    assert row("times faster than SQL", 3.0, "×", limit=3, at_least=True)["ok"]
    assert not row("times faster than SQL", 2.99, "×", limit=3, at_least=True)["ok"]
    assert row("reading the bytes once", 12.0, "ms")["ok"]


def test_the_middle_of_five_counts_and_preparing_does_not(monkeypatch):
    ticks = iter([0, 5, 0, 1, 0, 2, 0, 9, 0, 3])
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    prepared = []
    assert median_of_five(prepared.append, before=lambda: "ready") == 3
    assert prepared == ["ready"] * 5


def test_nineteen_of_twenty_stay_within_the_95th():
    assert at_the_95th(range(1, 22)) == 20


def test_figures_are_kept_as_promised_and_a_missed_limit_is_an_answer_of_no(monkeypatch, tmp_path, capsys):
    out = tmp_path / "var" / "bench.json"
    taken = [row("one", 2, "s", limit=1), row("other", 1, "s", note="parts: 0.5, 0.5")]
    monkeypatch.setattr(run, "modules", lambda: ["marks"])
    monkeypatch.setattr(run, "take_all", lambda names: (taken, []))
    monkeypatch.setattr(sys, "argv", ["bench", "--out", str(out)])
    assert run.main() == 1
    kept = json.loads(out.read_text())
    assert set(kept) == {"machine", "rows"}
    assert kept["rows"][0] == {"name": "one", "value": 2, "unit": "s", "limit": 1, "ok": False, "note": ""}
    assert "NO" in capsys.readouterr().out


def test_a_module_that_does_not_exist_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench", "flying"])
    with pytest.raises(SystemExit) as refused:
        run.main()
    assert refused.value.code == 2
    assert "there is no flying here" in capsys.readouterr().err


def test_a_machine_without_postgresql_says_so_in_a_row(monkeypatch):
    def refused(_name):
        raise SystemExit("This machine has no apt-get.")

    monkeypatch.setattr(registers, "provide", refused)
    monkeypatch.setattr(registers, "_on", lambda database, **_: [row(f"one on {database}", 1, "s", limit=2)])
    one, absent = registers.rows()
    assert one["name"] == "one on SQLite"
    assert absent["note"] == "not measured: This machine has no apt-get."


def test_both_databases_are_measured_each_with_its_limit(monkeypatch):
    monkeypatch.setattr(registers, "provide", lambda _name: "/somewhere")
    monkeypatch.setattr(registers, "server", lambda _settings: nullcontext("postgres://somewhere/trellis"))
    asked = []
    monkeypatch.setattr(registers, "_on", lambda database, **limits: asked.append((database, limits)) or [])
    assert list(registers.rows()) == []
    assert asked == [
        ("SQLite", {"cold_limit": 1.8}),
        ("PostgreSQL", {"cold_limit": 2.5, "url": "postgres://somewhere/trellis"}),
    ]
