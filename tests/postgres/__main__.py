"""Run a command beside a PostgreSQL server of its own: `python -m tests.postgres pytest -n 2`."""

import os
import subprocess
import sys

from tests.postgres import server


def main() -> int:
    """Run the command with DATABASE_URL set, and answer with its exit status."""
    if len(sys.argv) < 2:
        sys.exit("Say what to run beside PostgreSQL.")
    with server() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
