"""Plans nobody wrote, read from every kind of file: five known plans are not five parsers."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.plans.invented import WRITERS, invent, read_back, share_found
from trellis.plans.paper import said_of
from trellis.plans.printing.excel import excel_of
from trellis.plans.printing.word import word_of
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.plan import read_plan

ENOUGH = 0.95
PLANS = 60


@pytest.mark.parametrize("how", WRITERS)
def test_nearly_every_row_of_plans_never_seen_before_is_found(how, tmp_path):
    shares = []
    for seed in range(1000, 1000 + PLANS):
        plan = invent(seed)
        shares += [share_found(plan, read_back(plan, how, tmp_path))] * len(plan.rows)
    assert sum(shares) / len(shares) >= ENOUGH


@settings(max_examples=40, deadline=None)
@example(seed=101226, how="stacked", ending="xlsx")  # its last column has neither caption nor word
@given(
    seed=st.integers(0, 10**9), how=st.sampled_from(sorted(WRITERS)), ending=st.sampled_from(["docx", "xlsx"])
)
def test_whatever_was_read_is_the_same_once_printed_and_read_again(seed, how, ending):
    with tempfile.TemporaryDirectory() as folder:
        plan = read_back(invent(seed), how, Path(folder))
        path = Path(folder) / f"again.{ending}"
        if ending == "docx":
            path.write_bytes(word_of(plan.parts, name="Plan", landscape=True, language="en"))
        else:
            path.write_bytes(excel_of(plan.parts, name="Plan", landscape=True))
        assert said_of(read_plan(open_paper(path, path.name)).parts) == said_of(plan.parts)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), how=st.sampled_from(sorted(WRITERS)))
def test_no_word_of_a_row_is_lost_whatever_became_of_its_columns(seed, how):
    plan = invent(seed)
    with tempfile.TemporaryDirectory() as folder:
        read = read_back(plan, how, Path(folder))
    came = " ".join(
        " ".join(part.words.split())
        + " "
        + " ".join(" ".join(cell.split()) for row in part.rows for cell in row.cells)
        for part in read.parts
    )
    for row in plan.rows:
        step = row.cells["action"].split("\n")[-1] if "action" in row.cells else ""
        assert step in came
