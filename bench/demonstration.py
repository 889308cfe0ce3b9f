"""The demonstration made from nothing: eight schools, three years of registers, by command."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from bench.timing import Row, row


def rows() -> Iterator[Row]:
    """The figure of this module, taken once."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TRELLIS_DATA": folder}
        environment.pop("DATABASE_URL", None)
        began = time.perf_counter()
        made = subprocess.run(
            [sys.executable, "-m", "trellis.web.cli", "demo", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        took = time.perf_counter() - began
    answer = json.loads(made.stdout)
    note = f"{answer['schools']} schools, {answer['pupils']:,} pupils, {answer['marks']:,} marks; taken once"
    yield row("the demonstration, from an empty folder", took, "s", limit=120, note=note)
