"""A machine that has only Python with pip, git and make: what make would do there, and what it is told."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import provide

ROOT = Path(__file__).parents[1]

# ── What cannot be installed is said in a sentence ──────────────────────────────────────────────────────────

WANTED = pytest.mark.parametrize(
    ("name", "purpose"), [(name, purpose) for name, (_find, purpose) in provide.NEEDED.items()]
)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any of it, on which one is root."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(provide, "SERVERS", tmp_path / "servers")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return programs


def apt_get(programs: Path, script: str) -> None:
    """Put an apt-get there that does so."""
    path = programs / "apt-get"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def told(name: str) -> str:
    """What somebody reads who asks for it in vain."""
    with pytest.raises(SystemExit) as stopped:
        provide.provide(name)
    return str(stopped.value)


@WANTED
def test_a_machine_without_apt_get_is_told_what_to_install(bare, name, purpose):
    assert told(name) == (
        f"This machine has no apt-get. Install {name} for {purpose} by hand, and run make again."
    )


@WANTED
def test_a_machine_without_a_network_is_told_what_to_install(bare, name, purpose):
    apt_get(bare, "exit 100")
    assert told(name) == (
        f"apt-get update did not succeed. Install {name} for {purpose} by hand, and run make again."
    )


def test_a_package_that_debian_does_not_have_is_said(bare):
    apt_get(bare, 'test "$2" = update')
    assert told("chromium").startswith("apt-get install did not succeed. Install chromium")


def test_somebody_who_may_not_install_is_told_so(bare, monkeypatch):
    apt_get(bare, "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert told("postgresql").startswith("Only root can install Debian's packages here. Install postgresql")


def test_a_package_without_its_program_is_said(bare):
    apt_get(bare, "exit 0")
    assert told("gettext") == ("Debian's package gettext was installed, but its program is not to be found.")


def test_what_is_installed_is_found(bare):
    apt_get(bare, f'test "$2" = update || {{ : > {bare}/chromium; /bin/chmod +x {bare}/chromium; }}')
    assert provide.provide("chromium") == str(bare / "chromium")


# ── What make would do on a fresh clone ─────────────────────────────────────────────────────────────────────

# What any shell has, besides Python and make.
SHELL = {"cd", "echo", "exit", "mkdir", "test", "touch"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """What somebody has who has just cloned Trellis."""
    folder = tmp_path_factory.mktemp("clone") / "trellis"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    return folder


@cache
def would_do(target: str, clone: Path) -> tuple[str, ...]:
    """The commands of a target, in order, where the only programs are Python, git, make and find."""
    programs = clone.parent / "programs"
    if not programs.exists():
        programs.mkdir()
        for name in ("git", "make", "find"):
            (programs / name).symlink_to(str(shutil.which(name)))
        (programs / "python3").symlink_to(Path(sys.executable).resolve())
    said = subprocess.run(
        ["make", "--dry-run", target],
        cwd=clone,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return tuple(line for line in said.stdout.splitlines() if line)


@pytest.mark.parametrize("target", ["demo", "test", "bench"])
def test_a_fresh_clone_asks_for_nothing_it_does_not_bring(clone, target):
    """Each program is the shell's, Python, make, or one that an earlier line has installed in the clone."""
    ready: set[str] = set()
    for line in would_do(target, clone):
        for command in re.split(r"&&|\|\||;|\{|\}", line):
            words = command.split()
            program = words[0] if words else "test"
            if program.startswith(".venv/bin/"):
                assert program.removeprefix(".venv/bin/") in ready, line
            else:
                assert program in SHELL | {"python3", "make"}, line
        ready |= brought_by(line)


def brought_by(line: str) -> set[str]:
    """The programs that a line puts into the clone's own environment."""
    if "-m venv" in line:
        return {"python"}
    if "install" in line and "locks/core.txt" in line:
        return {"npm"}
    if "install" in line and "locks/develop.txt" in line:
        return {"npm", "ruff", "mypy", "lint-imports", "pytest"}
    return {"trellis"} if "install" in line and "--editable ." in line else set()


@pytest.mark.parametrize("target", ["demo", "test", "bench"])
def test_a_fresh_clone_names_no_place_outside_itself(clone, target):
    named = [
        place for line in would_do(target, clone) for place in re.findall(r"(?<![\w.:/])/[\w.][\w./-]*", line)
    ]
    assert [place for place in named if not place.startswith(str(clone))] == []


# What brings something, and what must come after it.
NEEDS = (
    ("tests.provide chromium", "tests/journeys"),
    ("tests.provide postgresql", "tests.postgres"),
    ("npm run --silent build", "pytest"),
)
USED = {word for pair in NEEDS for word in pair}


def test_what_is_needed_for_everything_is_provided_before_it_is_used(clone):
    lines = would_do("test", clone)
    first = {word: next(at for at, line in enumerate(lines) if word in line) for word in USED}
    for needed, used in NEEDS:
        assert first[needed] < first[used], f"{used} before {needed}"
