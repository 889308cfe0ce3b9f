"""A PostgreSQL server of its own for what needs one: `python -m tests.postgres pytest -n 2` runs beside it.

The server lives in a temporary folder, listens on a socket there and nowhere else, and is gone with the
command. PostgreSQL refuses to run as root, so root runs it as somebody without privileges.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.provide import provide

# Only a test may go this fast: nothing survives a power cut, and nothing needs to.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
}


@contextmanager
def server(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """A server that lasts as long as the block; what is yielded is its DATABASE_URL."""
    programs = Path(provide("postgresql"))
    folder = Path(tempfile.mkdtemp(prefix="trellis-postgres-"))
    data = folder / "data"
    somebody = _somebody()
    if somebody:
        shutil.chown(folder, user=somebody.pw_uid, group=somebody.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, *arguments],
            cwd=folder,
            user=somebody.pw_uid if somebody else None,
            group=somebody.pw_gid if somebody else None,
            extra_groups=[] if somebody else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"PostgreSQL's {program} failed: {done.stderr or done.stdout}")

    try:
        run("initdb", "--pgdata", str(data), "--username", "trellis", "--auth", "trust", "--encoding", "UTF8")
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        run(
            "pg_ctl",
            *("--pgdata", str(data), "--log", str(folder / "log"), "--wait"),
            *("--options", f"-k {folder} {options}", "start"),
        )
        try:
            yield f"postgres://trellis@{quote(str(folder), safe='')}/trellis"
        finally:
            run("pg_ctl", "--pgdata", str(data), "--mode", "immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> pwd.struct_passwd | None:
    """Whom root runs the server as: Debian's postgres, or nobody. Anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = {person.pw_name: person for person in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
