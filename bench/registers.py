"""Registers kept: what a mark weighs, what a save costs, and figures from a cold process and its database.

An authority of a hundred schools with a thousand pupils each. Eight of them, a trust, have had every
register of the year taken live: three single marks and then "all others present" in each register of
thirty, packed as `record_marks` packs them. The same is measured on SQLite and on a PostgreSQL server of its
own, which lets nothing acknowledged be lost, as a school's would.
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

_PROGRAM = "import django; django.setup(); from bench.registers_kept import main; main()"


# Safe in a power cut; and nobody but us may reach it.
_SERVER = {"listen_addresses": "", "shared_buffers": "512MB"}


def rows() -> Iterator[Row]:
    """The figures of this module: each database in a process of its own."""
    yield from _on("SQLite", cold_limit=1.8)
    try:
        provide("postgresql")
    except SystemExit as why:
        yield row("registers on PostgreSQL", 0, "", note=f"not measured: {why}")
        return
    with server(_SERVER) as url:
        yield from _on("PostgreSQL", cold_limit=2.5, url=url)


def _on(database: str, *, cold_limit: float, url: str = "") -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "trellis.web.settings",
            "TRELLIS_DATA": folder,
            "DATABASE_URL": url,
        }
        command = [sys.executable, "-c", _PROGRAM, database, str(cold_limit)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                yield json.loads(line)
        if running.returncode:
            raise RuntimeError(f"The registers on {database} could not be measured to the end.")
