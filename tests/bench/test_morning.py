"""Whoever saves and imports is killed again and again: every mark that was acknowledged is there, and the
ledger agrees. The benchmark does the same oftener.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_savers_and_importers_killed_while_they_write(tmp_path):
    own = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ACCESS_LOG_URL"}
    }
    said = {"TRELLIS_DATA": str(tmp_path), "TRELLIS_SECOND_FACTOR": "offered"}
    few = ("--seconds", "0", "--kills", "8", "--schools", "3")
    done = subprocess.run(
        [sys.executable, "-m", "bench.authority", "SQLite", *few],
        cwd=ROOT,
        env={**own, **said},
        capture_output=True,
        text=True,
        check=True,
    )
    missing, differences = (json.loads(line) for line in done.stdout.splitlines())
    assert (missing["value"], differences["value"]) == (0, 0)
    assert not missing["note"].startswith("0 marks")
    assert differences["note"].startswith("8 processes killed")
