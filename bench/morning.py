"""The morning of an authority of a hundred schools: taps on registers and pages, as they come.

The load is an open loop: each request is due at its moment, and its time counts from that moment, so that a
server that falls behind is not asked more slowly. Trellis is served as `trellis serve` serves it, over HTTP,
with the ledger and the access log on and every commit on the disk (`synchronous=FULL`, and PostgreSQL's own).
Of ten requests nine are taps on a register, each one mark, and one is a page: of ten pages six registers, two
Todays, one call list, one pupil. A minute at the rate of a morning; a minute the same while one import after
another runs; and the worst minute. Every mark that was acknowledged is looked for, and every line is rebuilt
from the ledger.

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
    """The figures of this module."""
    yield from on_each_database("the morning", "bench.authority")


def on_each_database(what: str, module: str) -> Iterator[Row]:
    """The rows a module prints, on SQLite and on PostgreSQL, each in a process and a folder of its own."""
    yield from _on("SQLite", module)
    try:
        provide("postgresql")
    except SystemExit as why:
        yield row(f"{what} on PostgreSQL", 0, "", note=f"not measured: {why}")
        return
    with server(_SERVER) as url:
        yield from _on("PostgreSQL", module, url=url)


def _on(database: str, module: str, *, url: str = "") -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "TRELLIS_DATA": folder,
            "DATABASE_URL": url,
            "TRELLIS_SECOND_FACTOR": "offered",
        }
        environment.pop("ACCESS_LOG_URL", None)
        command = [sys.executable, "-m", module, database]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                yield json.loads(line)
        if running.returncode:
            raise RuntimeError(f"{module} could not be run to its end on {database}.")
