"""The server is killed again and again while registers are saved and files imported: every mark that was
acknowledged is there, and the ledger agrees. The benchmark does the same oftener.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_server_killed_while_registers_are_saved_and_files_imported(tmp_path):
    own = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ACCESS_LOG_URL"}
    }
    said = {"TRELLIS_DATA": str(tmp_path), "TRELLIS_SECOND_FACTOR": "offered"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.killed_server", "SQLite", "--kills", "4", "--schools", "2"],
        cwd=ROOT,
        env={**own, **said},
        capture_output=True,
        text=True,
        check=True,
    )
    missing, differences, refused = (json.loads(line) for line in done.stdout.splitlines())
    assert (missing["value"], differences["value"], refused["value"]) == (0, 0, 0)
    assert "while the server was killed 4 times" in missing["note"]
    assert not missing["note"].startswith("0 marks")
