"""A sender killed in the middle: nothing twice, nothing lost, what nobody knows is shown. The benchmark does
the same two hundred times.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_ten_senders_killed_while_they_send(tmp_path):
    own = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ACCESS_LOG_URL"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.killed", "--kills", "10", "--items", "6"],
        cwd=ROOT,
        env={**own, "TRELLIS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert (found["kills"], found["complaints"]) == (10, [])
    assert found["caught"] > 0  # with a message in their hands
    for transport, may_be_in in (
        ("outbox", {"sent"}),
        ("smtp", {"sent", "uncertain"}),
        ("notify", {"sent"}),
    ):
        said = found[transport]
        assert (said["twice"], said["said_sent_and_was_not"], said["taken_and_not_shown"]) == (0, 0, 0)
        assert set(said["states"]) <= may_be_in
        assert sum(said["states"].values()) == said["items"]
