"""The morning of an authority of a hundred schools: taps on registers and pages, as they come.

The load is an open loop: each request is due at its moment, and its time counts from that moment, so that a
server that falls behind is not asked more slowly. Trellis is served as `trellis serve` serves it, over HTTP,
with the ledger and the access log on and every commit on the disk (`synchronous=FULL`, and PostgreSQL's own).
Of ten requests nine are taps on a register, each one mark, and one is a page: of ten pages six registers, two
Todays, one call list, one pupil. Then the same while one import after another runs; then a burst; and then
whoever saves and imports is killed at random, again and again. Every mark that was acknowledged is looked
for, and every line is rebuilt from the ledger.

The load is made on the same machine as the server, which takes some of its time: the rates asked for are an
authority's, the figures this machine's.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.timing import Row, row
from tests.postgres import server
from tests.provide import provide

_SERVER = {"listen_addresses": "", "shared_buffers": "256MB"}


def rows() -> Iterator[Row]:
    """The figures of this module: each database in a process of its own."""
    yield from on("SQLite")
    try:
        provide("postgresql")
    except SystemExit as why:
        yield row("the morning on PostgreSQL", 0, "", note=f"not measured: {why}")
        return
    with server(_SERVER) as url:
        yield from on("PostgreSQL", url=url)


def on(database: str, *, url: str = "") -> Iterator[Row]:
    """The morning on one database, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "TRELLIS_DATA": folder,
            "DATABASE_URL": url,
            "TRELLIS_SECOND_FACTOR": "offered",
        }
        environment.pop("ACCESS_LOG_URL", None)
        command = [sys.executable, "-m", "bench.authority", database]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                yield json.loads(line)
        if running.returncode:
            raise RuntimeError(f"The morning on {database} could not be measured to its end.")
