"""Find what the tests need besides Python packages, or install it: `python -m tests.provide chromium`.

Chromium walks the journeys; PostgreSQL runs the whole suite a second time; gettext gathers words for
translators. On a machine where they cannot be installed this says so in one sentence and stops.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Where Debian keeps PostgreSQL's server programs, a folder for each version.
SERVERS = Path("/usr/lib/postgresql")


def chromium() -> str | None:
    """Debian's Chromium, where the machine has it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def postgresql() -> str | None:
    """The folder of PostgreSQL's server programs: the newest the machine has."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return str(Path(found).parent)
    kept = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return str(kept[-1].parent) if kept else None


def gettext() -> str | None:
    """The tools that gather words for translators."""
    return shutil.which("xgettext") and shutil.which("msgfmt")


NEEDED: dict[str, tuple[Callable[[], str | None], str]] = {
    "chromium": (chromium, "the journeys in the browser"),
    "postgresql": (postgresql, "the suite on PostgreSQL"),
    "gettext": (gettext, "gathering the words of the pages"),
}


def provide(name: str) -> str:
    """Where it is; installed first, if it has to be and can be."""
    find, purpose = NEEDED[name]
    found = find()
    if found is None:
        install(name, purpose)
        found = find()
    if found is None:
        sys.exit(f"Debian's package {name} was installed, but its program is not to be found.")
    return found


def install(package: str, purpose: str) -> None:
    """Install one of Debian's packages, as root or by sudo; say in a sentence why it cannot be done."""
    instead = f"Install {package} for {purpose} by hand, and run make again."
    if shutil.which("apt-get") is None:
        sys.exit(f"This machine has no apt-get. {instead}")
    as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if as_root and shutil.which("sudo") is None:
        sys.exit(f"Only root can install Debian's packages here. {instead}")
    print(f"Installing Debian's {package} for {purpose} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        done = subprocess.run(
            [*as_root, "apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            sys.exit(f"apt-get {command[0]} did not succeed. {instead}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in NEEDED:
        sys.exit(f"Say which: {' or '.join(NEEDED)}.")
    print(f"{sys.argv[1]}: {provide(sys.argv[1])}")
